import { bn254 } from "@noble/curves/bn254.js";

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
export type FirstGroupPoint = typeof G1.BASE;
export type SecondGroupPoint = typeof G2.BASE;

/** The library admits the point at infinity as valid, because Ethereum has an encoding for it. No honest proof or key holds it. */
function finite<P extends FirstGroupPoint | SecondGroupPoint>(point: P): P | undefined {
  try {
    point.assertValidity();
  } catch {
    return undefined;
  }
  return point.is0() ? undefined : point;
}

/** The point of the first group whose coordinates begin at the word `at`; undefined where it is off the curve or at infinity. */
export function pointOfFirstGroup(words: readonly bigint[], at: number): FirstGroupPoint | undefined {
  const [x, y] = words.slice(at) as [bigint, bigint];
  return finite(G1.fromAffine({ x, y }));
}

/**
 * The point of the second group whose coordinates begin at the word `at`, imaginary parts first; undefined where it is off the curve, outside the subgroup of prime
 * order, or at infinity.
 */
export function pointOfSecondGroup(words: readonly bigint[], at: number): SecondGroupPoint | undefined {
  const [x1, x0, y1, y0] = words.slice(at) as [bigint, bigint, bigint, bigint];
  return finite(G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } }));
}
