import { dyadicOf } from "../model/dyadic.ts";
import { floorDivide } from "../model/floor-divide.ts";

/** numerator / denominator, the denominator positive, in lowest terms. */
export interface Rational {
  numerator: bigint;
  denominator: bigint;
}

export function rational(numerator: bigint, denominator = 1n): Rational {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? { numerator: 0n, denominator: 1n } : { numerator: numerator / a, denominator: denominator / a };
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n };
export const ONE: Rational = { numerator: 1n, denominator: 1n };

/** A finite float64 as what it exactly is. */
export function rationalOf(value: number): Rational {
  const { mantissa, exponent } = dyadicOf(value);
  return exponent >= 0 ? { numerator: mantissa << BigInt(exponent), denominator: 1n } : { numerator: mantissa, denominator: 1n << BigInt(-exponent) };
}

export const plus = (a: Rational, b: Rational): Rational => rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
export const minus = (a: Rational, b: Rational): Rational => plus(a, { numerator: -b.numerator, denominator: b.denominator });
export const times = (a: Rational, b: Rational): Rational => rational(a.numerator * b.numerator, a.denominator * b.denominator);
export const size = ({ numerator, denominator }: Rational): Rational => ({ numerator: numerator < 0n ? -numerator : numerator, denominator });
export const inverse = ({ numerator, denominator }: Rational): Rational =>
  numerator < 0n ? { numerator: -denominator, denominator: -numerator } : { numerator: denominator, denominator: numerator };
export const atMost = (a: Rational, b: Rational): boolean => a.numerator * b.denominator <= b.numerator * a.denominator;
export const largest = (...values: readonly Rational[]): Rational => values.reduce((a, b) => (atMost(b, a) ? a : b));
export const sumOf = (values: Iterable<Rational>): Rational => [...values].reduce(plus, ZERO);

/** The nearest whole number, the greater of two. */
export const nearest = ({ numerator, denominator }: Rational): bigint => floorDivide(2n * numerator + denominator, 2n * denominator);

/** The least whole number at or above. */
export const ceiling = ({ numerator, denominator }: Rational): bigint => -floorDivide(-numerator, denominator);
