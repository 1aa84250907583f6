import type { LinearPiece } from "../model/quantised-linear.ts";
import { cardinality, type Feature, type RecordSchema } from "../record/schema.ts";
import { lineAt } from "./line.ts";
import type { LinearParts } from "./linear-parts.ts";
import { atMost, largest, minus, nearest, plus, type Rational, rational, size, times, ZERO } from "./rational.ts";

/** What a linear model counts in, and its parts in it. */
export interface CountedParts {
  marginBits: number;
  marginDivisor: bigint;
  initialMargin: bigint;
  /** One list a term. */
  pieces: readonly (readonly LinearPiece[])[];
  /** What rounding to whole units may have moved a margin by, in units. */
  error: Rational;
}

/** Weights of so few places are kept as they are. */
const EXACT_BITS = 40;
/** Where they are not, a unit is 2^-16 or less, */
const FEWEST_BITS = 16;
/** and all that is lost by it at most 2^-16: were a log-odds crowded with one applicant in two, a cut-off would see less than one in 30,000 within it. */
const MOST_LOST = rational(1n, 1n << 16n);

function commonDenominator(values: readonly Rational[]): bigint {
  return values.reduce((common, { denominator }) => {
    let [a, b] = [common, denominator];
    while (b !== 0n) [a, b] = [b, a % b];
    return (common / a) * denominator;
  }, 1n);
}

/** Pieces in units of 1 / perOne: slopes and offsets to the nearest, the offset where both ends of a piece are off alike. */
export function countPieces(terms: readonly LinearParts[], schema: RecordSchema, perOne: bigint): { pieces: LinearPiece[][]; error: Rational } {
  let error = ZERO;
  const pieces = terms.map(({ feature, parts }) => {
    const end = cardinality(schema.features[feature] as Feature);
    let worst = ZERO;
    const counted = parts.map(({ from, slope, offset }, i): LinearPiece => {
      const last = (parts[i + 1]?.from ?? end) - 1n;
      const exact = { slope: times(slope, rational(perOne)), offset: times(offset, rational(perOne)) };
      const whole = nearest(exact.slope);
      const rest = { slope: minus(exact.slope, rational(whole)), offset: exact.offset };
      const [low, high] = [lineAt(rest, from), lineAt(rest, last)];
      const constant = nearest(times(plus(low, high), rational(1n, 2n)));
      worst = largest(worst, ...[low, high].map((at) => size(minus(at, rational(constant)))));
      return { from, slope: whole, offset: constant };
    });
    error = plus(error, worst);
    return counted.filter(({ slope, offset }, i) => i === 0 || slope !== counted[i - 1]?.slope || offset !== counted[i - 1]?.offset);
  });
  return { pieces, error };
}

/**
 * The unit of a linear model: one in which all its numbers are whole where these have few places, else the greatest power of two in which little enough is lost.
 * @param intercept what every applicant starts from, exactly.
 */
export function countParts(terms: readonly LinearParts[], intercept: Rational, schema: RecordSchema): CountedParts {
  const common = commonDenominator([intercept, ...terms.flatMap(({ parts }) => parts.flatMap(({ slope, offset }) => [slope, offset]))]);
  if (common < 1n << BigInt(EXACT_BITS)) {
    let marginBits = 0;
    while ((common >> BigInt(marginBits)) % 2n === 0n) marginBits += 1;
    return {
      marginBits,
      marginDivisor: common >> BigInt(marginBits),
      initialMargin: nearest(times(intercept, rational(common))),
      ...countPieces(terms, schema, common),
    };
  }
  for (let marginBits = FEWEST_BITS; ; marginBits++) {
    const perOne = 1n << BigInt(marginBits);
    const scaled = times(intercept, rational(perOne));
    const initialMargin = nearest(scaled);
    const { pieces, error } = countPieces(terms, schema, perOne);
    const all = plus(error, size(minus(scaled, rational(initialMargin))));
    if (atMost(times(all, rational(1n, perOne)), MOST_LOST)) {
      return { marginBits, marginDivisor: 1n, initialMargin, pieces, error: all };
    }
  }
}
