// Makes key.json, initial-key.json and proofs.json beside it, and of them test/contracts/fixture/VerifierVectors.sol: a key by snarkjs from powers of tau of its
// own making, and proofs by snarkjs over the whole range of signals.
//   node_modules/.bin/node test/vectors/groth16/make.ts
// Each run makes other points; nothing that the tests show depends on which.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { compileCircuit } from "../../../src/circuit/compile.ts";
import { ownCurve } from "../../../src/keys/own-curve.ts";
import { SnarkjsVerificationKey } from "../../../src/keys/snarkjs-verification-key.ts";
import { verifyingKeyOf } from "../../../src/keys/verifying-key.ts";
import { proofWords, type SnarkjsProof } from "../../../src/prove/proof-words.ts";
import { FIELD_ORDER, toField } from "../../../src/statement/field.ts";
import { makeSmallPowers } from "../../keys/small-powers.ts";
import { toyCircuit } from "../../keys/toy-circuit.ts";
import { renderVectors } from "./render-solidity.ts";

const ROUNDS = 4;
const TOP = FIELD_ORDER - 1n;

/** modelCommitment, issuerKey, applicationId, decisionCommitment, secret. */
const STATEMENTS: [bigint, bigint, bigint, bigint, bigint][] = [
  [5n, 7n, 11n, 13n, 42n],
  [0n, 0n, 0n, 0n, 0n],
  [1n, 0n, TOP, 0n, 1n],
  [TOP, TOP, TOP, TOP, TOP],
  [1n << 253n, 1n << 128n, (1n << 253n) + 1n, 1n << 250n, 1n << 64n],
  [FIELD_ORDER >> 1n, 3n, FIELD_ORDER >> 2n, 1n << 200n, 9n],
  [2n, 1n << 31n, 1n << 32n, 1n << 33n, TOP - 1n],
  [123456789n, 987654321n, 192837465n, 564738291n, 31415926535n],
];

/** What the circuit makes of the inputs; see toyCircuit. */
function outcome([modelCommitment, issuerKey, applicationId, decisionCommitment, secret]: (typeof STATEMENTS)[number]): bigint {
  let power = secret;
  for (let i = 0; i < ROUNDS; i++) power = toField((power - 3n * issuerKey) * (power + applicationId) + 7n * power);
  return toField(power + modelCommitment * decisionCommitment);
}

const folder = mkdtempSync(join(tmpdir(), "credence-vectors-"));
const file = (name: string) => join(folder, name);
const write = (name: string, value: unknown) => writeFileSync(join(import.meta.dirname, name), `${JSON.stringify(value, null, 2)}\n`);
try {
  await using _ = await ownCurve(2);
  const { r1csPath, wasmPath } = await compileCircuit({ source: toyCircuit(ROUNDS), outDir: file("circuit") });
  await makeSmallPowers(file("powers"), 5);
  await snarkjs.zKey.newZKey(r1csPath, file("powers"), file("initial"));
  await snarkjs.zKey.contribute(file("initial"), file("key"), "vectors", crypto.randomUUID());
  const key = await snarkjs.zKey.exportVerificationKey(file("key"));
  write("initial-key.json", await snarkjs.zKey.exportVerificationKey(file("initial")));
  write("key.json", key);

  const proofs = [];
  for (const statement of STATEMENTS) {
    const [modelCommitment, issuerKey, applicationId, decisionCommitment, secret] = statement;
    const inputs = { modelCommitment, issuerKey, applicationId, decisionCommitment, outcome: outcome(statement), secret };
    const made = await snarkjs.groth16.fullProve(inputs, wasmPath, file("key"));
    if (!(await snarkjs.groth16.verify(key, made.publicSignals, made.proof))) throw new Error("snarkjs refuses its own proof");
    proofs.push({ proof: made.proof, publicSignals: made.publicSignals });
  }
  write("proofs.json", proofs);
  const statements = proofs.slice(0, 2).map(({ proof, publicSignals }) => ({ proof: proofWords(proof as SnarkjsProof), signals: publicSignals.map(BigInt) }));
  const solidity = renderVectors(verifyingKeyOf(SnarkjsVerificationKey.parse(key)), statements);
  writeFileSync(join(import.meta.dirname, "../../contracts/fixture/VerifierVectors.sol"), solidity);
} finally {
  rmSync(folder, { recursive: true });
}
