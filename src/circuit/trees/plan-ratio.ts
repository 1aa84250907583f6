import { floorDivide } from "../../model/floor-divide.ts";
import type { Fraction } from "../../model/quantised-trees.ts";
import { bitsToHold } from "../atoms.ts";

/** The least and the greatest value of a form. */
export interface FormBounds {
  least: bigint;
  most: bigint;
}

/** Parameters of the template RatioCells, and which of its wires stand for the column's cuts. */
export interface RatioPlan {
  cuts: readonly Fraction[];
  /** Whether a record may have no such ratio. */
  partial: boolean;
  lowWidth: number;
  highWidth: number;
  /** For each cut of the column its position among `cuts`. */
  position: readonly number[];
  /** Bound of every product in the template. */
  largest: bigint;
  cost: number;
}

interface Bounds {
  numerator: FormBounds;
  denominator: FormBounds;
}

const max = (...values: readonly bigint[]) => values.reduce((a, b) => (b > a ? b : a));
const min = (...values: readonly bigint[]) => values.reduce((a, b) => (b < a ? b : a));
const absolute = (value: bigint) => (value < 0n ? -value : value);

/** The greatest value of p * denominator over the positive denominators. */
const mostOf = (p: bigint, { least, most }: FormBounds) => max(p * max(least, 1n), p * most);

/** What `low` of a cell can be at most: by the ranges alone, and by the edge above the cell. */
function mostLow(below: Fraction, above: Fraction | undefined, { numerator, denominator }: Bounds): bigint {
  const byRange = below.denominator * numerator.most + mostOf(-below.numerator, denominator);
  if (above === undefined) return byRange;
  const gap = above.numerator * below.denominator - below.numerator * above.denominator;
  return min(byRange, (denominator.most * gap) / above.denominator);
}

/** The same for `high`, by the edge below the cell. */
function mostHigh(above: Fraction, below: Fraction | undefined, { numerator, denominator }: Bounds): bigint {
  const byRange = mostOf(above.numerator, denominator) - above.denominator * numerator.least;
  if (below === undefined) return byRange - 1n;
  const gap = above.numerator * below.denominator - below.numerator * above.denominator;
  return min(byRange, (denominator.most * gap) / below.denominator) - 1n;
}

function widthsOf(cuts: readonly Fraction[], partial: boolean, bounds: Bounds): { lows: bigint[]; highs: bigint[] } {
  const denominator = partial ? max(bounds.denominator.most - 1n, -bounds.denominator.least) : 0n;
  const cells = Array.from({ length: cuts.length + 1 }, (_, k) => k);
  return {
    lows: cells.map((k) => max(denominator, k === 0 ? 0n : mostLow(cuts[k - 1] as Fraction, cuts[k], bounds))),
    highs: cells.map((k) => max(denominator, k === cuts.length ? 0n : mostHigh(cuts[k] as Fraction, cuts[k - 1], bounds))),
  };
}

const ascends = (a: Fraction, b: Fraction) => a.numerator * b.denominator < b.numerator * a.denominator;

/** The cuts with one more among them; undefined where it is one of them. */
function withCut(cuts: readonly Fraction[], cut: Fraction): Fraction[] | undefined {
  const found = cuts.findIndex((other) => !ascends(other, cut));
  const at = found < 0 ? cuts.length : found;
  return at < cuts.length && !ascends(cut, cuts[at] as Fraction) ? undefined : [...cuts.slice(0, at), cut, ...cuts.slice(at)];
}

/** Denominators of the fractions at which wide cells may be parted: 2 to the power of these. */
const FURTHER_BITS = [0n, 2n, 4n, 6n, 8n, 10n, 12n];
/** More further cuts than this never pay. */
const MOST_FURTHER = 8;

/** Fractions with small terms, just above the last cut and just below the first one. */
const furtherCuts = (first: Fraction, last: Fraction): Fraction[] =>
  FURTHER_BITS.flatMap((bits) => {
    const floorOf = ({ numerator, denominator }: Fraction) => floorDivide(numerator << bits, denominator);
    return [
      { numerator: floorOf(last) + 1n, denominator: 1n << bits },
      { numerator: floorOf(first) - 1n, denominator: 1n << bits },
    ];
  });

/**
 * Plans the cells of a ratio. The first and the last cell are often much wider than the others and would set the width of both range checks: they are parted at further cuts where that
 * costs less.
 */
export function planRatio(cuts: readonly Fraction[], bounds: Bounds, missing: boolean): RatioPlan {
  const partial = missing || bounds.denominator.least < 1n;
  const plan = (all: readonly Fraction[]) => {
    const { lows, highs } = widthsOf(all, partial, bounds);
    const [lowWidth, highWidth] = [bitsToHold(max(0n, ...lows) + 1n), bitsToHold(max(0n, ...highs) + 1n)];
    return { all, lowWidth, highWidth, cost: lowWidth + highWidth + all.length + 5 + (partial ? 1 : 0) };
  };
  let best = plan(cuts);
  const further = cuts.length === 0 ? [] : furtherCuts(cuts[0] as Fraction, cuts.at(-1) as Fraction);
  for (let added = 0; added < MOST_FURTHER; added++) {
    const cheapest = further.reduce((least, cut) => {
      const all = withCut(best.all, cut);
      const next = all === undefined ? least : plan(all);
      return next.cost < least.cost ? next : least;
    }, best);
    if (cheapest === best) break;
    best = cheapest;
  }
  const largestOf = ({ least, most }: FormBounds) => max(absolute(least), absolute(most));
  const terms = max(1n, ...best.all.map(({ numerator, denominator }) => max(absolute(numerator), denominator)));
  return {
    cuts: best.all,
    partial,
    lowWidth: best.lowWidth,
    highWidth: best.highWidth,
    position: cuts.map((cut) => best.all.findIndex((other) => other.numerator === cut.numerator && other.denominator === cut.denominator)),
    largest: 2n * terms * (largestOf(bounds.numerator) + largestOf(bounds.denominator) + 1n),
    cost: best.cost,
  };
}
