import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Abi, keccak256, parseAbi } from "viem";
import { compileSolidity } from "../../src/build/compile-solidity.ts";
import { describeStandaloneVerifier, renderStandaloneVerifier, STANDALONE_CONTRACT } from "../../src/build/standalone-verifier.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import { flippedBits } from "../proof/flipped-bits.ts";
import { key, vectors } from "../proof/groth16-vectors.ts";
import { statement } from "../proof/groth16-words.ts";
import { invalidProofs } from "../proof/invalid-proofs.ts";
import { openVerifierChain } from "./verifier-chain.ts";

type Vector = (typeof vectors)[number];

const abi = parseAbi([
  "function verifyProof(uint256[8] proof, uint256[5] signals) view returns (bool holds)",
  "function verifyingKeyHash() view returns (bytes32)",
  "function isDevelopmentKey() view returns (bool)",
]);
const chain = await openVerifierChain();
const verifier = await chain.deployVerifier(key, false);
const [first, second] = vectors as [Vector, Vector];

const model = { name: "german-scorecard", version: "1", key, development: false };
const deploy = async (source: string) => {
  const compiled = compileSolidity({ "v.sol": source }, ["v.sol", STANDALONE_CONTRACT]);
  const hash = await chain.sender.deployContract({ abi: compiled.abi as Abi, bytecode: compiled.bytecode });
  const { contractAddress } = await chain.client.waitForTransactionReceipt({ hash });
  assert(contractAddress);
  return chain.at(abi, contractAddress);
};

describe("the exported standalone verifier", () => {
  it("decides as Groth16Verifier does on valid, tampered, aliased and malformed proofs", async () => {
    const standalone = await deploy(renderStandaloneVerifier(model));
    let accepted = 0;
    for (const attempt of [...vectors, ...invalidProofs(first, second)]) {
      const answer = await verifier.read.verifyProof(statement(attempt));
      assert.equal(await standalone.read.verifyProof(statement(attempt)), answer);
      if (answer) accepted++;
    }
    assert.equal(accepted, vectors.length);
    for (const [i, attempt] of [...flippedBits(second.proof, second.signals)].entries()) {
      if (i % 5 === 0) assert.equal(await standalone.read.verifyProof(statement(attempt)), false, attempt.what);
    }
  });

  it("costs no more than the shared one, and bounds what a bad proof burns", async () => {
    const standalone = await deploy(renderStandaloneVerifier(model));
    const use = async (proof: readonly bigint[], gas: bigint) => {
      const hash = await chain.sender.writeContract({ ...standalone, functionName: "verifyProof", args: statement({ ...first, proof }), gas } as never);
      return Number((await chain.client.waitForTransactionReceipt({ hash })).gasUsed);
    };
    assert((await use(first.proof, 16_000_000n)) < 244_000);
    const bad = [...first.proof.slice(0, 6), 1n, 1n];
    assert.equal(await use(bad, 16_000_000n), await use(bad, 400_000n));
    assert((await use(bad, 16_000_000n)) < 262_000);
  });

  it("says which key it holds, and whether one party made it", async () => {
    for (const development of [false, true]) {
      const source = renderStandaloneVerifier({ ...model, development });
      const standalone = await deploy(source);
      assert.equal(await standalone.read.verifyingKeyHash(), verifyingKeyHash(key));
      assert.equal(await standalone.read.isDevelopmentKey(), development);
      assert.equal(source.includes("INSECURE"), development);
    }
  });

  it("has the code that a manifest names", async () => {
    const source = renderStandaloneVerifier(model);
    const { address } = await deploy(source);
    const code = await chain.client.getCode({ address });
    assert(code);
    assert.equal(describeStandaloneVerifier(source).runtimeCodeHash, keccak256(code));
  });

  it("compiles whatever a lender calls its model", async () => {
    const names = ["*/ contract X {} /*", "a\nb", "\u202e\u2066 turned", "Überprüfung – 信用", "\\u{41}"];
    const plain = compileSolidity({ "v.sol": renderStandaloneVerifier(model) }, ["v.sol", STANDALONE_CONTRACT]);
    for (const name of names) {
      const { runtimeCode } = compileSolidity({ "v.sol": renderStandaloneVerifier({ ...model, name, version: name }) }, ["v.sol", STANDALONE_CONTRACT]);
      assert.equal(runtimeCode, plain.runtimeCode, name);
    }
  });
});
