import type { QuantisedCharacteristic, QuantisedScorecard } from "../quantised.ts";

/** A run of codes [from, to) in which a characteristic falls short of its baseline by `loss` points. */
export interface LossRow {
  from: bigint;
  to: bigint;
  loss: bigint;
}

/** A characteristic as the function that it is of its feature's code. */
export interface LossTable {
  feature: number;
  reason: number;
  /** In order and contiguous from code 0; neighbours have different losses. */
  rows: readonly LossRow[];
}

function rowsOf({ baseline, bins }: QuantisedCharacteristic): LossRow[] {
  const runs = bins
    .flatMap(({ ranges, points }) => ranges.map(([from, to]) => ({ from, to, loss: baseline - points })))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const rows: LossRow[] = [];
  for (const run of runs) {
    const last = rows.at(-1);
    if (last?.loss === run.loss) last.to = run.to;
    else rows.push(run);
  }
  return rows;
}

/**
 * What a scorecard's characteristics mean, with nothing that they do not: a score is the points that an applicant at the baseline has, less the losses; reasons are sums of losses.
 * Ordered by reason, then by feature, then as in the document: characteristics that share a reason stand together.
 */
export const lossTables = ({ characteristics }: Pick<QuantisedScorecard, "characteristics">): LossTable[] =>
  characteristics
    .map((characteristic) => ({ feature: characteristic.feature, reason: characteristic.reason, rows: rowsOf(characteristic) }))
    .sort((a, b) => a.reason - b.reason || a.feature - b.feature);

/** The points of an applicant who loses none: where every characteristic is at its baseline. */
export const pointsAtBaseline = ({ initialPoints, characteristics }: Pick<QuantisedScorecard, "initialPoints" | "characteristics">): bigint =>
  characteristics.reduce((sum, { baseline }) => sum + baseline, initialPoints);
