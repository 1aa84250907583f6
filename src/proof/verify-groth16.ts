import { bn254 } from "@noble/curves/bn254.js";
import type { VerifyingKey } from "../keys/verifying-key.ts";
import { VERIFYING_KEY_WORDS } from "../keys/verifying-key.ts";
import { BASE_FIELD_ORDER, isFieldElement } from "../statement/field.ts";
import { PUBLIC_SIGNALS } from "../statement/signals.ts";

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
type G1Point = typeof G1.BASE;
type G2Point = typeof G2.BASE;

/** Words of a proof: A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y. */
export const PROOF_WORDS = 8;

const isCoordinate = (word: unknown): boolean => typeof word === "bigint" && word >= 0n && word < BASE_FIELD_ORDER;
const isSignal = (word: unknown): boolean => typeof word === "bigint" && isFieldElement(word);

/** The point of the first group at `at`; undefined where it is off the curve or at infinity. */
function g1(words: readonly bigint[], at: number): G1Point | undefined {
  const [x, y] = words.slice(at) as [bigint, bigint];
  return finite(G1.fromAffine({ x, y }));
}

/** The point of the second group at `at`, imaginary parts first; undefined where it is off the curve, outside the subgroup of prime order, or at infinity. */
function g2(words: readonly bigint[], at: number): G2Point | undefined {
  const [x1, x0, y1, y0] = words.slice(at) as [bigint, bigint, bigint, bigint];
  return finite(G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } }));
}

/** The library admits the point at infinity as valid, because Ethereum has an encoding for it. No honest proof or key holds it. */
function finite<P extends G1Point | G2Point>(point: P): P | undefined {
  try {
    point.assertValidity();
  } catch {
    return undefined;
  }
  return point.is0() ? undefined : point;
}

const present = <P>(points: readonly (P | undefined)[]): points is readonly P[] => points.every((point) => point !== undefined);

/**
 * Whether a Groth16 proof holds under a key, as `Groth16Verifier.verifyProof` decides it; on another library than the prover's, and without anything that a browser lacks.
 *
 * e(A, B) = e(alpha, beta) e(IC0 + sum of signal_i IC_i, gamma) e(C, delta): J. Groth, "On the size of pairing-based non-interactive arguments" (2016), section 3.2.
 *
 * @param key 26 words in the order of `VerifyingKey`.
 * @param proof 8 words: A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y.
 * @param signals the five public signals, in circuit order.
 * @returns false also for whatever is no proof: another count of words, a signal that is not below the field order, a coordinate that is not below the base field's, a
 *   point at infinity, off its curve or outside its subgroup. It never throws.
 */
export function verifyGroth16(key: VerifyingKey, proof: readonly bigint[], signals: readonly bigint[]): boolean {
  if (key.length !== VERIFYING_KEY_WORDS || proof.length !== PROOF_WORDS || signals.length !== PUBLIC_SIGNALS.length) return false;
  if (!key.every(isCoordinate) || !proof.every(isCoordinate) || !signals.every(isSignal)) return false;

  const first = [g1(proof, 0), g1(proof, 6), g1(key, 0), ...Array.from({ length: 6 }, (_, i) => g1(key, 14 + 2 * i))];
  const second = [g2(proof, 2), g2(key, 2), g2(key, 6), g2(key, 10)];
  if (!present(first) || !present(second)) return false;
  const [a, c, alpha, ic0, ...ic] = first as [G1Point, G1Point, G1Point, G1Point, ...G1Point[]];
  const [b, beta, gamma, delta] = second as [G2Point, G2Point, G2Point, G2Point];

  const signalsPoint = ic.reduce((sum, point, i) => sum.add(point.multiplyUnsafe(signals[i] as bigint)), ic0);
  const pairs = [
    { g1: a.negate(), g2: b },
    { g1: alpha, g2: beta },
    { g1: signalsPoint, g2: gamma },
    { g1: c, g2: delta },
  ];
  // The library refuses to pair the point at infinity, whose pairing is one: the signals' sum may be it.
  const product = bn254.pairingBatch(pairs.filter((pair) => !pair.g1.is0()));
  return bn254.fields.Fp12.eql(product, bn254.fields.Fp12.ONE);
}
