import { bn254 } from "@noble/curves/bn254.js";
import { BASE_FIELD_ORDER, FIELD_ORDER } from "../../src/statement/field.ts";

export interface Attempt {
  /** What is wrong with it, as it completes "refuses ...". */
  what: string;
  proof: bigint[];
  signals: bigint[];
}

const { Fp, Fp2 } = bn254.fields;
const G2 = bn254.G2.Point;
type Fp2Element = typeof Fp2.ONE;

/** A point on the twist that is outside the subgroup of prime order: nearly every one that is taken by its x is. x1, x0, y1, y0. */
export function pointOffSubgroup(): [bigint, bigint, bigint, bigint] {
  const b = Fp2.sub(Fp2.sqr(G2.BASE.y), Fp2.mul(Fp2.sqr(G2.BASE.x), G2.BASE.x));
  for (let c0 = 1n; ; c0++) {
    const x: Fp2Element = Fp2.fromBigTuple([c0, 1n]);
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    let y: Fp2Element;
    try {
      y = Fp2.sqrt(square);
    } catch {
      continue;
    }
    const point = G2.fromAffine({ x, y });
    if (!point.isTorsionFree()) return [x.c1, x.c0, y.c1, y.c0];
  }
}

const replace = (words: readonly bigint[], at: number, by: readonly bigint[]): bigint[] => [...words.slice(0, at), ...by, ...words.slice(at + by.length)];

/** What is made of a valid proof and must not pass: each with one fault. `other` is a valid proof of another statement under the same key. */
export function invalidProofs(valid: Omit<Attempt, "what">, other: Omit<Attempt, "what">): Attempt[] {
  const { proof, signals } = valid;
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = proof as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  const p = BASE_FIELD_ORDER;
  const withProof = (what: string, words: bigint[]): Attempt => ({ what, proof: words, signals });
  const withSignals = (what: string, words: bigint[]): Attempt => ({ what, proof, signals: words });
  return [
    ...proof.map((word, i) => withProof(`word ${i} of the proof, plus the base field's order`, replace(proof, i, [word + p]))),
    ...proof.map((word, i) => withProof(`word ${i} of the proof, plus one`, replace(proof, i, [Fp.create(word + 1n)]))),
    ...signals.map((word, i) => withSignals(`signal ${i}, plus the field order`, replace(signals, i, [word + FIELD_ORDER]))),
    ...signals.map((word, i) => withSignals(`signal ${i}, plus one`, replace(signals, i, [(word + 1n) % FIELD_ORDER]))),
    withSignals("the largest word as a signal", replace(signals, 4, [(1n << 256n) - 1n])),
    withProof("A negated", replace(proof, 1, [p - ay])),
    withProof("B negated", replace(proof, 4, [(p - by1) % p, (p - by0) % p])),
    withProof("C negated", replace(proof, 7, [p - cy])),
    withProof("A and C exchanged", [cx, cy, bx1, bx0, by1, by0, ax, ay]),
    withProof("real and imaginary parts exchanged", [ax, ay, bx0, bx1, by0, by1, cx, cy]),
    withProof("A at infinity", replace(proof, 0, [0n, 0n])),
    withProof("B at infinity", replace(proof, 2, [0n, 0n, 0n, 0n])),
    withProof("C at infinity", replace(proof, 6, [0n, 0n])),
    withProof("A and C at infinity", [0n, 0n, bx1, bx0, by1, by0, 0n, 0n]),
    withProof("only zeros", new Array(8).fill(0n)),
    withProof("A off the curve", replace(proof, 0, [1n, 1n])),
    withProof("B off the curve", replace(proof, 2, [1n, 1n, 1n, 1n])),
    withProof("C off the curve", replace(proof, 6, [1n, 1n])),
    withProof("B outside the subgroup", replace(proof, 2, pointOffSubgroup())),
    { what: "a proof of another statement", proof: other.proof, signals },
    withProof("the C point of another proof", replace(proof, 6, other.proof.slice(6))),
  ];
}
