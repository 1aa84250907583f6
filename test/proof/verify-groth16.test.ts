import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownCurve } from "../../src/keys/own-curve.ts";
import type { SnarkjsVerificationKey } from "../../src/keys/snarkjs-verification-key.ts";
import type { VerifyingKey } from "../../src/keys/verifying-key.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { SelfCheck } from "../../src/prove/self-check.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { snarkjsProof } from "../prove/snarkjs-proof.ts";
import { key, snarkjsKey, vectors } from "./groth16-vectors.ts";
import { type Attempt, invalidProofs, pointOffSubgroup } from "./invalid-proofs.ts";

type Vector = (typeof vectors)[number];
const [first, second] = vectors as [Vector, Vector];

/** What snarkjs says of words that the contracts take. */
const bySnarkjs = ({ proof, signals }: Pick<Attempt, "proof" | "signals">): Promise<boolean> =>
  snarkjs.groth16.verify(snarkjsKey, signals.map(String), snarkjsProof(proof));

/** A key of the contracts' words as snarkjs writes it. */
function keyOfWords(words: VerifyingKey): SnarkjsVerificationKey {
  const text = words.map(String);
  const first = (at: number) => [text[at], text[at + 1], "1"];
  const second = (at: number) => [
    [text[at + 1], text[at]],
    [text[at + 3], text[at + 2]],
    ["1", "0"],
  ];
  const points = { vk_alpha_1: first(0), vk_beta_2: second(2), vk_gamma_2: second(6), vk_delta_2: second(10), IC: [14, 16, 18, 20, 22, 24].map(first) };
  return { ...snarkjsKey, ...points } as SnarkjsVerificationKey;
}

/** What is valid by snarkjs and not by this project: encodings that the contract has no use for, written in a second way. */
const laxInSnarkjs = /plus the base field's order/;

const VERIFIERS = ["the library that receipts are verified with", "the check before a proof leaves the prover"] as const;

describe.each(VERIFIERS)("verifying without a chain, by %s", (verifier) => {
  let curve: Awaited<ReturnType<typeof ownCurve>>;
  let check: SelfCheck;
  beforeAll(async () => {
    curve = await ownCurve(1);
    check = new SelfCheck(curve.curve, snarkjsKey);
  });
  afterAll(() => curve[Symbol.asyncDispose]());

  function verify(under: VerifyingKey, proof: readonly bigint[], signals: readonly bigint[]): boolean {
    if (verifier === VERIFIERS[0]) return verifyGroth16(under, proof, signals);
    return (under === key ? check : new SelfCheck(curve.curve, keyOfWords(under))).holds({ proof: [...proof], signals: [...signals] });
  }

  it("accepts the proofs that snarkjs made and accepts, over the whole range of signals", async () => {
    for (const vector of vectors) {
      expect(await bySnarkjs(vector)).toBe(true);
      expect(verify(key, vector.proof, vector.signals)).toBe(true);
    }
  });

  it("refuses every proof with one fault, as snarkjs does where its encoding is unique", async () => {
    for (const attempt of invalidProofs(first, second)) {
      expect([attempt.proof, attempt.signals], attempt.what).not.toEqual([first.proof, first.signals]);
      expect(verify(key, attempt.proof, attempt.signals), attempt.what).toBe(false);
      if (!laxInSnarkjs.test(attempt.what)) expect(await bySnarkjs(attempt), attempt.what).toBe(false);
    }
  });

  it("agrees with snarkjs on any valid proof in which any bit of proof or signals is flipped, or none", async () => {
    const flips = fc.record({ vector: fc.nat(vectors.length - 1), word: fc.nat(12), bit: fc.nat(253), flip: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(flips, async ({ vector, word, bit, flip }) => {
        const { proof, signals } = vectors[vector] as Vector;
        const words = [...proof, ...signals];
        if (flip) words[word] = (words[word] as bigint) ^ (1n << BigInt(bit));
        const attempt = { proof: words.slice(0, 8), signals: words.slice(8) };
        expect(verify(key, attempt.proof, attempt.signals)).toBe(!flip);
        expect(await bySnarkjs(attempt)).toBe(!flip);
      }),
      { numRuns: 60, seed: 20 },
    );
  });

  it("accepts a proof that anybody may make of a valid one, as Groth16 allows", () => {
    const { G1, G2 } = bn254;
    const [ax, ay, bx1, bx0, by1, by0] = first.proof as [bigint, bigint, bigint, bigint, bigint, bigint];
    fc.assert(
      fc.property(fc.bigInt({ min: 2n, max: FIELD_ORDER - 1n }), (factor) => {
        const a = G1.Point.fromAffine({ x: ax, y: ay }).multiply(factor).toAffine();
        const inverse = bn254.fields.Fr.inv(factor);
        const b = G2.Point.fromAffine({ x: { c0: bx0, c1: bx1 }, y: { c0: by0, c1: by1 } })
          .multiply(inverse)
          .toAffine();
        const remade = [a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, ...first.proof.slice(6)];
        expect(remade).not.toEqual(first.proof);
        expect(verify(key, remade, first.signals)).toBe(true);
      }),
      { numRuns: 8, seed: 21 },
    );
  });

  it("takes the pairing of a point at infinity for one, where the signals' points add up to it", () => {
    const secondGroupPoint = (at: number) => {
      const [x1, x0, y1, y0] = key.slice(at) as [bigint, bigint, bigint, bigint];
      return bn254.G2.Point.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
    };
    // IC0 - IC5 with equal points, and e(alpha, beta + delta) = e(alpha, beta) e(alpha, delta).
    const signals = [0n, 0n, 0n, 0n, FIELD_ORDER - 1n];
    const vanishing = [...key.slice(0, 24), ...key.slice(14, 16)];
    const alpha = key.slice(0, 2);
    const b = secondGroupPoint(2).add(secondGroupPoint(10)).toAffine();
    const proof = [...alpha, b.x.c1, b.x.c0, b.y.c1, b.y.c0, ...alpha];
    expect(verify(vanishing, proof, signals)).toBe(true);
    expect(verify(vanishing, proof, [0n, 0n, 0n, 0n, FIELD_ORDER - 2n])).toBe(false);
  });

  it("refuses a key with a point off its curve, outside its subgroup, at infinity, or not below the base field's order", () => {
    const at = (word: number, by: readonly bigint[]) => [...key.slice(0, word), ...by, ...key.slice(word + by.length)];
    const keys = [at(0, [1n, 1n]), at(0, [0n, 0n]), at(6, pointOffSubgroup()), at(10, [0n, 0n, 0n, 0n]), at(16, [1n, 1n]), at(24, [1n << 255n])];
    for (const broken of keys) {
      if (verifier === VERIFIERS[0]) expect(verify(broken, first.proof, first.signals)).toBe(false);
      else expect(() => verify(broken, first.proof, first.signals)).toThrow(RangeError);
    }
  });

  it("answers false, and throws nothing, for whatever is no proof", () => {
    const anything = fc.array(fc.oneof(fc.bigInt({ min: -(1n << 260n), max: 1n << 260n }), fc.constant(undefined as unknown as bigint)), { maxLength: 28 });
    fc.assert(
      fc.property(anything, anything, anything, (a, b, c) => {
        if (verifier === VERIFIERS[0]) expect(verify(a, b, c)).toBe(false);
        expect(verify(key, b, first.signals)).toBe(false);
        expect(verify(key, first.proof, c)).toBe(false);
        expect(verify(key, [...b, ...first.proof].slice(0, 8), first.signals)).toBe(b.length === 0);
      }),
      { numRuns: 100, seed: 22 },
    );
  });
});
