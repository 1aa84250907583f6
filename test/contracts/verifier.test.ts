import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { keccak256, parseAbi } from "viem";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { flippedBits } from "../proof/flipped-bits.ts";
import { key, vectors } from "../proof/groth16-vectors.ts";
import { batch, statement } from "../proof/groth16-words.ts";
import { type Attempt, invalidProofs } from "../proof/invalid-proofs.ts";
import { openVerifierChain } from "./verifier-chain.ts";

type Vector = (typeof vectors)[number];
type Statement = Pick<Attempt, "proof" | "signals">;

const callerAbi = parseAbi([
  "function verifyAmidOtherThings(uint256[8] proof, uint256[5] signals, uint256[8] otherProof, uint256[5] otherSignals) view returns (bool first, bool second, bytes32 kept)",
  "function verifyBatchAmidOtherThings(uint256[8][] proofs, uint256[5][] signals) view returns (bool first, bool second)",
]);

const chain = await openVerifierChain();
const verifier = await chain.deployVerifier(key, false);
const [first, second, third] = vectors as [Vector, Vector, Vector];

const verifies = (attempt: Statement) => verifier.read.verifyProof(statement(attempt));
const verifiesAll = (attempts: Statement[]) => verifier.read.verifyBatch(batch(attempts));

describe("Groth16Verifier", () => {
  it("says which key it holds", async () => {
    assert.deepEqual(await verifier.read.verifyingKey(), key);
    assert.equal(await verifier.read.verifyingKeyHash(), verifyingKeyHash(key));
    assert.equal(await verifier.read.isDevelopmentKey(), false);
    const marked = await chain.deployVerifier(key, true);
    assert.equal(await marked.read.isDevelopmentKey(), true);
  });

  it("accepts every valid proof", async () => {
    for (const vector of vectors) assert.equal(await verifies(vector), true);
  });

  it("refuses a valid proof in which any single bit of proof or signals is flipped", async () => {
    let refused = 0;
    for (const attempt of flippedBits(first.proof, first.signals)) {
      assert.notDeepEqual([attempt.proof, attempt.signals], [first.proof, first.signals]);
      assert.equal(await verifies(attempt), false, attempt.what);
      refused++;
    }
    assert.equal(refused, 13 * 256);
  });

  it("refuses every proof with one fault: aliased, negated, at infinity, off curve or subgroup, of another statement", async () => {
    for (const attempt of invalidProofs(first, second)) {
      assert.notDeepEqual([attempt.proof, attempt.signals], [first.proof, first.signals], attempt.what);
      assert.equal(await verifies(attempt), false, attempt.what);
    }
  });

  it("decides as the verifier without a chain does, on any mixture of valid and falsified words", async () => {
    const word = fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }) });
    const mixture = fc.record({ vector: fc.nat(vectors.length - 1), words: fc.array(word, { minLength: 13, maxLength: 13 }) });
    const answers = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(mixture, async ({ vector, words }) => {
        const { proof, signals } = vectors[vector] as Vector;
        const mixed = [...proof, ...signals].map((value, i) => words[i] ?? value);
        const attempt = { proof: mixed.slice(0, 8), signals: mixed.slice(8) };
        const answer = verifyGroth16(key, attempt.proof, attempt.signals);
        answers.add(answer);
        assert.equal(await verifies(attempt), answer);
      }),
      { numRuns: 60, seed: 30 },
    );
    assert.equal(answers.size, 2);
  });

  it("lets its caller go on, leaves its caller's memory alone and does not depend on what that holds", async () => {
    const caller = await chain.deployCaller(key, callerAbi);
    const kept = keccak256(`0x${"ff".repeat(4096)}`);
    const falsified = { ...second, signals: first.signals };
    for (const [one, other] of [
      [first, second],
      [first, falsified],
      [falsified, third],
    ] as const) {
      const outcome = await caller.read.verifyAmidOtherThings([...statement(one), ...statement(other)]);
      assert.deepEqual(outcome, [one !== falsified, other !== falsified, kept]);
    }
    assert.deepEqual(await caller.read.verifyBatchAmidOtherThings(batch([first, second, third])), [true, true]);
    assert.deepEqual(await caller.read.verifyBatchAmidOtherThings(batch([first, falsified, third])), [false, false]);
  });
});

describe("a batch of proofs", () => {
  const swapped = (one: Vector, other: Vector): Statement[] => [
    { proof: [...one.proof.slice(0, 6), ...other.proof.slice(6)], signals: one.signals },
    { proof: [...other.proof.slice(0, 6), ...one.proof.slice(6)], signals: other.signals },
  ];

  it("is accepted where all hold, in any order and number, repeated ones too", async () => {
    for (let count = 1; count <= vectors.length; count++) assert.equal(await verifiesAll(vectors.slice(0, count)), true);
    assert.equal(await verifiesAll([...vectors].reverse()), true);
    assert.equal(await verifiesAll([first, first, first]), true);
  });

  it("is refused with one proof that has a fault, wherever it stands", async () => {
    for (const [i, attempt] of invalidProofs(first, second).entries()) {
      const place = i % 3;
      assert.equal(await verifiesAll([second, third].toSpliced(place, 0, attempt as never)), false, `${attempt.what}, at ${place}`);
    }
  });

  it("is refused where two proofs' errors cancel", async () => {
    for (const [one, other] of [
      [first, second],
      [second, third],
    ] as const) {
      const attempt = swapped(one, other);
      assert.notDeepEqual(attempt, [one, other]);
      assert.equal(await verifiesAll(attempt), false);
      assert.equal(await verifiesAll([third, ...attempt]), false);
    }
  });

  it("is refused where the signals of two proofs are exchanged, and where a proof stands for another's signals", async () => {
    assert.equal(
      await verifiesAll([
        { ...first, signals: second.signals },
        { ...second, signals: first.signals },
      ]),
      false,
    );
    assert.equal(await verifiesAll([first, { ...first, signals: second.signals }]), false);
  });

  it("is refused where it is empty, and where proofs and signals differ in number", async () => {
    assert.equal(await verifiesAll([]), false);
    const [proofs, signals] = batch([first, second]);
    assert.equal(await verifier.read.verifyBatch([proofs, signals.slice(1)]), false);
    assert.equal(await verifier.read.verifyBatch([proofs.slice(1), signals]), false);
    assert.equal(await verifier.read.verifyBatch([[], signals]), false);
  });
});
