/** A half-open range of integers. */
export interface Interval {
  from: bigint;
  to: bigint;
}

/** How a partition of a range into intervals is proved: the parameters of the template `Atoms`, and what they cost. */
export interface AtomTable {
  /** Every atom is at most 2^width wide. 0 is one-hot over single values. */
  width: number;
  atoms: readonly Interval[];
  /** For each atom the position of the interval that it is a piece of. */
  source: readonly number[];
  /** Constraints: two range checks (one where every atom is exactly 2^width wide) and a one-hot. */
  cost: number;
}

const bitLength = (value: bigint) => (value <= 0n ? 0 : value.toString(2).length);

/** The fewest bits b with 2^b >= value. */
export const bitsToHold = (value: bigint): number => bitLength(value - 1n);

/** [from, to) cut at those of the edges that lie inside. */
export function cutRange(from: bigint, to: bigint, edges: readonly bigint[]): Interval[] {
  const inside = [...new Set(edges.filter((edge) => edge > from && edge < to))].sort((a, b) => (a < b ? -1 : 1));
  const all = [from, ...inside, to];
  return all.slice(0, -1).map((start, i) => ({ from: start, to: all[i + 1] as bigint }));
}

const pieces = (interval: Interval, width: number) => (interval.to - interval.from + (1n << BigInt(width)) - 1n) >> BigInt(width);

/**
 * The cheapest proof of which interval a number lies in. Wide intervals are cut into pieces of 2^width where the narrower range checks pay for the
 * additional atoms; at width 0 nothing is left of the range checks. `intervals` are contiguous, in order and not empty.
 */
export function chooseAtoms(intervals: readonly Interval[]): AtomTable {
  const widest = intervals.reduce((most, { from, to }) => (to - from > most ? to - from : most), 1n);
  let best: { width: number; cost: number } | undefined;
  for (let width = bitsToHold(widest); width >= 0; width--) {
    const size = 1n << BigInt(width);
    const count = intervals.reduce((sum, interval) => sum + pieces(interval, width), 0n);
    // The one-hot only grows as the atoms get narrower.
    if (best && count - 1n > BigInt(best.cost)) break;
    const whole = intervals.every(({ from, to }) => (to - from) % size === 0n);
    const cost = (whole ? width : 2 * width) + Number(count) - 1;
    if (!best || cost < best.cost) best = { width, cost };
  }
  const { width, cost } = best as { width: number; cost: number };
  const size = 1n << BigInt(width);
  const atoms: Interval[] = [];
  const source: number[] = [];
  intervals.forEach((interval, i) => {
    for (let from = interval.from; from < interval.to; from += size) {
      atoms.push({ from, to: from + size < interval.to ? from + size : interval.to });
      source.push(i);
    }
  });
  return { width, atoms, source, cost };
}
