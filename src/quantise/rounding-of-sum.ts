import { type Floats, unitRoundoff } from "./line.ts";
import { inverse, minus, ONE, type Rational, rational, times } from "./rational.ts";

/**
 * Bound of what a sum of n products of floats may be off, whatever the order in which it is taken: gamma_(n+1) times the sum of the absolute values, gamma_k = k u / (1 - k u)
 * (Higham, Accuracy and Stability of Numerical Algorithms, 4.2).
 */
export function roundingOfSum(products: number, magnitude: Rational, floats: Floats): Rational {
  const parts = times(rational(BigInt(products + 1)), unitRoundoff(floats));
  return times(times(parts, inverse(minus(ONE, parts))), magnitude);
}
