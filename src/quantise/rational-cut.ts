import { dyadicOf } from "../model/dyadic.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { Fraction } from "../model/quantised-trees.ts";
import { firstFloat, floatBelow, isEven } from "./float64.ts";

/** A fraction as dyadic numbers are: mantissa * 2^exponent. */
function exactly(value: number): Fraction {
  const { mantissa, exponent } = dyadicOf(value);
  return exponent >= 0 ? { numerator: mantissa << BigInt(exponent), denominator: 1n } : { numerator: mantissa, denominator: 1n << BigInt(-exponent) };
}

/** The rationals that round (to nearest, ties to even) to a float64 at which a monotone condition holds: those from `at` up, `at` itself where `closed`. */
export interface RoundedBoundary {
  at: Fraction;
  closed: boolean;
}

/** @returns undefined where the condition holds for no number or for all. */
export function roundedBoundary(holds: (value: number) => boolean): RoundedBoundary | undefined {
  const first = firstFloat(holds);
  if (first === undefined || !Number.isFinite(first)) return undefined;
  const a = exactly(first);
  const b = exactly(floatBelow(first));
  const at = { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: 2n * a.denominator * b.denominator };
  return { at, closed: isEven(first) };
}

/** True where numerator / denominator (positive) lies at or above a boundary. */
export function reaches({ at, closed }: RoundedBoundary, numerator: bigint, denominator: bigint): boolean {
  const difference = numerator * at.denominator - at.numerator * denominator;
  return difference > 0n || (difference === 0n && closed);
}

/** The largest count from 0 up to `most` at which a condition, true below and false above, holds. `holds(0n)` is taken for granted. */
function lastCount(most: bigint, holds: (count: bigint) => boolean): bigint {
  let step = 1n;
  while (step <= most && holds(step)) step *= 2n;
  let low = step / 2n;
  let high = step <= most ? step : most + 1n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The neighbours of a boundary among the fractions whose denominator is at most `largest`: the greatest below it and the least at or above it. They are neighbours in the Farey
 * sequence of that order, found by descent in the Stern-Brocot tree (Graham, Knuth, Patashnik, Concrete Mathematics, 4.5), whole runs of steps at a time.
 */
export function neighbours(boundary: RoundedBoundary, largest: bigint): { below: Fraction; above: Fraction } {
  const whole = floorDivide(boundary.at.numerator, boundary.at.denominator);
  const upper = (p: bigint, q: bigint) => reaches(boundary, p, q);
  // A boundary that is itself a whole number which reaches it: its lower neighbour lies just below the number.
  let [a, b] = upper(whole, 1n) ? [whole - 1n, 1n] : [whole, 1n];
  let [c, d] = upper(whole, 1n) ? [whole, 1n] : [whole + 1n, 1n];
  for (;;) {
    const up = lastCount((largest - b) / d, (k) => k === 0n || !upper(a + k * c, b + k * d));
    [a, b] = [a + up * c, b + up * d];
    const down = b > largest - d ? 0n : lastCount((largest - d) / b, (k) => k === 0n || upper(c + k * a, d + k * b));
    [c, d] = [c + down * a, d + down * b];
    if (b + d > largest) return { below: { numerator: a, denominator: b }, above: { numerator: c, denominator: d } };
  }
}
