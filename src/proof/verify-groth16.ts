import { bn254 } from "@noble/curves/bn254.js";
import { VERIFYING_KEY_WORDS, type VerifyingKey } from "../keys/verifying-key.ts";
import { BASE_FIELD_ORDER, isFieldElement } from "../statement/field.ts";
import { PUBLIC_SIGNALS } from "../statement/signals.ts";
import { type FirstGroupPoint, pointOfFirstGroup, pointOfSecondGroup, type SecondGroupPoint } from "./points.ts";

/** Words of a proof: A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y. */
export const PROOF_WORDS = 8;

const isCoordinate = (word: unknown): boolean => typeof word === "bigint" && word >= 0n && word < BASE_FIELD_ORDER;
const isSignal = (word: unknown): boolean => typeof word === "bigint" && isFieldElement(word);

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

  const first = [
    pointOfFirstGroup(proof, 0),
    pointOfFirstGroup(proof, 6),
    pointOfFirstGroup(key, 0),
    ...Array.from({ length: 6 }, (_, i) => pointOfFirstGroup(key, 14 + 2 * i)),
  ];
  const second = [pointOfSecondGroup(proof, 2), pointOfSecondGroup(key, 2), pointOfSecondGroup(key, 6), pointOfSecondGroup(key, 10)];
  if (!present(first) || !present(second)) return false;
  const [a, c, alpha, ic0, ...ic] = first as [FirstGroupPoint, FirstGroupPoint, FirstGroupPoint, FirstGroupPoint, ...FirstGroupPoint[]];
  const [b, beta, gamma, delta] = second as [SecondGroupPoint, SecondGroupPoint, SecondGroupPoint, SecondGroupPoint];

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
