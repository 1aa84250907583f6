/** An applicant whose outcome is known. */
export interface Outcome {
  /** Whatever rises with the applicant's prospects by the model: points, or the margin with its sign changed. */
  worth: bigint;
  bad: boolean;
}

/** All applicants of one worth. */
interface Level {
  worth: bigint;
  good: number;
  bad: number;
}

/** How well worth tells bad outcomes from good ones. */
export interface Separation {
  /** Of all pairs of a good and a bad outcome, the share in which the good one is worth more; ties count half (Mann and Whitney 1947): the area under the ROC curve. */
  auc: number;
  /** The largest difference between the shares of bad and of good outcomes at or below one worth, and that worth (Kolmogorov and Smirnov). */
  ks: { value: number; at: bigint };
  /** Shares of good and of bad outcomes at or below each worth, from (0, 0) to (1, 1). */
  roc: [good: number, bad: number][];
}

const ascending = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

function levelsOf(outcomes: readonly Outcome[]): Level[] {
  const levels: Level[] = [];
  for (const { worth, bad } of [...outcomes].sort((a, b) => ascending(a.worth, b.worth))) {
    if (levels.at(-1)?.worth !== worth) levels.push({ worth, good: 0, bad: 0 });
    (levels.at(-1) as Level)[bad ? "bad" : "good"] += 1;
  }
  return levels;
}

/** Measures separation; there must be outcomes of both kinds. */
export function measureSeparation(outcomes: readonly Outcome[]): Separation {
  const levels = levelsOf(outcomes);
  const bads = outcomes.filter(({ bad }) => bad).length;
  const goods = outcomes.length - bads;
  let [good, bad, pairs] = [0, 0, 0];
  let ks = { value: 0, at: (levels[0] as Level).worth };
  const roc: [number, number][] = [[0, 0]];
  for (const level of levels) {
    pairs += level.good * bad + (level.good * level.bad) / 2;
    good += level.good;
    bad += level.bad;
    const value = Math.abs(bad / bads - good / goods);
    if (value > ks.value) ks = { value, at: level.worth };
    roc.push([good / goods, bad / bads]);
  }
  return { auc: pairs / (goods * bads), ks, roc };
}

/**
 * Cuts applicants into groups of about equal size by their worth, the least first; those of one worth stay together.
 * @returns positions in the list given, a group each; fewer groups where worth is often the same.
 */
export function groupByWorth(worths: readonly bigint[], groups: number): number[][] {
  const order = worths.map((_, i) => i).sort((a, b) => ascending(worths[a] as bigint, worths[b] as bigint));
  const parts: number[][] = [];
  let filled = 0;
  order.forEach((position, rank) => {
    const tied = rank > 0 && worths[position] === worths[order[rank - 1] as number];
    if (!tied && rank >= (filled * order.length) / groups) {
      parts.push([]);
      filled = Math.floor((rank * groups) / order.length) + 1;
    }
    (parts.at(-1) as number[]).push(position);
  });
  return parts;
}

/** Wilson's interval of a share at 95 %: what the share of so many may be of a larger population (Wilson 1927). */
export function wilson(part: number, whole: number): [least: number, most: number] {
  const z = 1.959964;
  const share = part / whole;
  const middle = share + (z * z) / (2 * whole);
  const spread = z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole));
  return [Math.max(0, (middle - spread) / (1 + (z * z) / whole)), Math.min(1, (middle + spread) / (1 + (z * z) / whole))];
}

/** The width 1, 2 or 5 times a power of ten with which a range falls into at most so many parts. */
export function niceStep(range: bigint, parts: number): bigint {
  for (let power = 1n; ; power *= 10n) {
    for (const step of [power, 2n * power, 5n * power]) if (range / step < BigInt(parts)) return step;
  }
}
