import { createHash } from "node:crypto";
import { keccak256 } from "viem";
import { type VerifyingKey, verifyingKeyHash } from "../keys/verifying-key.ts";
import { compileSolidity, SOLIDITY_SETTINGS } from "./compile-solidity.ts";
import { packageVersion } from "./compilers.ts";
import type { Manifest } from "./manifest.ts";

/** The name of the contract in every exported source. */
export const STANDALONE_CONTRACT = "CredenceVerifier";

const WORDS = [
  ...["ALPHA_X", "ALPHA_Y"],
  ...["BETA", "GAMMA", "DELTA"].flatMap((name) => ["X1", "X0", "Y1", "Y0"].map((part) => `${name}_${part}`)),
  ...Array.from({ length: 6 }, (_, i) => [`IC${i}_X`, `IC${i}_Y`]).flat(),
];

const hex = (word: bigint) => `0x${word.toString(16).padStart(64, "0")}`;

/** Names come from the lender's files: nothing of them may end a comment or turn the direction of text. */
const inComment = (text: string) => text.replace(/[^\p{L}\p{N} .,:()_-]/gu, "?");

export interface StandaloneModel {
  name: string;
  version: string;
  key: VerifyingKey;
  /** One party made the key. */
  development: boolean;
}

/**
 * A Solidity verifier with a model's key as constants, for those who do not want to depend on this project's contracts. It decides as `Groth16Verifier` does, and
 * answers the same calls but for batches and `verifyingKey`.
 */
export function renderStandaloneVerifier({ name, version, key, development }: StandaloneModel): string {
  const constants = WORDS.map((word, i) => `    uint256 private constant ${word} = ${hex(key[i] as bigint)};`).join("\n");
  const signals = Array.from(
    { length: 5 },
    (_, i) =>
      `                holds := and(holds, addMultiple(sum, IC${i + 1}_X, IC${i + 1}_Y, calldataload(${i === 0 ? "signals" : `add(signals, 0x${(32 * i).toString(16)})`})))`,
  ).join("\n");
  const store = (names: string[], at: number) =>
    names.map((word, i) => `                mstore(add(pairs, 0x${(at + 32 * i).toString(16)}), ${word})`).join("\n");
  const warning = development ? " *\n * INSECURE: one party made this key and could have kept what forges proofs. For development only.\n" : "";
  return `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/**
 * @title  ${STANDALONE_CONTRACT}
 * @notice Verifies Groth16 proofs over BN254 of decisions by the model ${inComment(name)}, version ${inComment(version)}.
${warning} *
 * Signals: model commitment, issuer's key, application id, decision commitment, outcome. Words of a proof: A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x,
 * C.y, where c0 is the real part of a coordinate.
 */
contract ${STANDALONE_CONTRACT} {
    /// @notice keccak256 of the key's 26 words: alpha, beta, gamma, delta, IC0 to IC5.
    bytes32 public constant verifyingKeyHash = ${verifyingKeyHash(key)};

    /// @notice True where one party made the key and could have kept what forges proofs.
    bool public constant isDevelopmentKey = ${development};

    // Orders of the field of signals and of the field of coordinates.
    uint256 private constant FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    uint256 private constant BASE_FIELD_ORDER = 21888242871839275222246405745257275088696311157297823662689037894645226208583;

${constants}

    /**
     * @notice Whether the proof holds for these signals: e(A, B) = e(alpha, beta) e(IC0 + sum of signal_i IC_i, gamma) e(C, delta).
     * @dev    Never reverts on account of its arguments. False for a signal that is not below the field order, a coordinate that is not below the base field's
     *         order, a point at infinity, off its curve or subgroup. Each precompile is given its price today and some head-room, since one that fails
     *         consumes all that it is given; and its answer's size is checked, since where there is none a call succeeds and returns nothing.
     */
    function verifyProof(uint256[8] calldata proof, uint256[5] calldata signals) external view returns (bool holds) {
        assembly ("memory-safe") {
            function isWithin(pointer, words, order) -> within {
                within := 1
                for { let end := add(pointer, shl(5, words)) } lt(pointer, end) { pointer := add(pointer, 0x20) } {
                    within := and(within, lt(calldataload(pointer), order))
                }
            }

            // Adds the multiple of a point to the sum; what follows the sum is written over.
            function addMultiple(sum, x, y, scalar) -> done {
                let term := add(sum, 0x40)
                mstore(term, x)
                mstore(add(term, 0x20), y)
                mstore(add(term, 0x40), scalar)
                done := staticcall(8000, 7, term, 0x60, term, 0x40)
                done := and(done, eq(returndatasize(), 0x40))
                let added := staticcall(500, 6, sum, 0x80, sum, 0x40)
                done := and(done, and(added, eq(returndatasize(), 0x40)))
            }

            holds := and(isWithin(proof, 8, BASE_FIELD_ORDER), isWithin(signals, 5, FIELD_ORDER))
            // No point of either curve has y = 0 but the one at infinity.
            holds := and(holds, lt(0, calldataload(add(proof, 0x20))))
            holds := and(holds, lt(0, or(calldataload(add(proof, 0x80)), calldataload(add(proof, 0xa0)))))
            holds := and(holds, lt(0, calldataload(add(proof, 0xe0))))

            if holds {
                // Four pairs of points: alpha and beta, the signals' sum and gamma, C and delta, -A and B.
                let pairs := mload(0x40)
                let sum := add(pairs, 0xc0)
                mstore(sum, IC0_X)
                mstore(add(sum, 0x20), IC0_Y)
${signals}
${store(WORDS.slice(0, 6), 0)}
${store(WORDS.slice(6, 10), 0x100)}
                calldatacopy(add(pairs, 0x180), add(proof, 0xc0), 0x40)
${store(WORDS.slice(10, 14), 0x1c0)}
                calldatacopy(add(pairs, 0x240), proof, 0xc0)
                mstore(add(pairs, 0x260), sub(BASE_FIELD_ORDER, calldataload(add(proof, 0x20))))
                let answered := staticcall(199100, 8, pairs, 0x300, pairs, 0x20)
                holds := and(holds, and(answered, eq(returndatasize(), 0x20)))
                // Read in a statement of its own, after the call: Yul evaluates arguments from the right.
                let answer := mload(pairs)
                holds := and(holds, eq(answer, 1))
            }
        }
    }
}
`;
}

/** Compiles an exported source: what a manifest says of it. @throws CredenceError CRD-3004. */
export function describeStandaloneVerifier(source: string): Manifest["verifier"] {
  const { runtimeCode } = compileSolidity({ [`${STANDALONE_CONTRACT}.sol`]: source }, [`${STANDALONE_CONTRACT}.sol`, STANDALONE_CONTRACT]);
  const { evmVersion, optimizer, viaIR } = SOLIDITY_SETTINGS;
  return {
    sourceSha256: createHash("sha256").update(source).digest("hex"),
    compiler: { solc: packageVersion("solc"), evmVersion, optimizerRuns: optimizer.runs, viaIR },
    runtimeCodeHash: keccak256(runtimeCode),
  };
}
