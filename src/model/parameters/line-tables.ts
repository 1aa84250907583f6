import { cardinality, type Feature } from "../../record/schema.ts";
import { contributionOf } from "../linear-margin.ts";
import type { LinearTerm, QuantisedLinear } from "../quantised-linear.ts";

/** A run of codes [from, to) in which a term adds loss + slope * (code - from) to the margin, more than it adds for the reference. One code alone has the slope 0. */
export interface LineRow {
  from: bigint;
  to: bigint;
  slope: bigint;
  loss: bigint;
}

/** A term as the function that it is of its feature's code. */
export interface LineTable {
  feature: number;
  reason: number;
  /** In order and contiguous from code 0; neighbours that lie on one line are one row. */
  rows: readonly LineRow[];
}

/** What a linear model's margin is made of, and the room that is left beside it. */
export type LinearParameters = Pick<QuantisedLinear, "schema" | "terms" | "policy" | "initialMargin" | "shape">;

/** What a row adds at a code of its own. */
export const lossAt = ({ from, slope, loss }: LineRow, code: bigint): bigint => loss + slope * (code - from);
const alone = ({ from, to }: LineRow) => to - from === 1n;

/** Takes a row into the one before it, where one line goes through both. */
function join(last: LineRow, row: LineRow): boolean {
  if (alone(last) && lossAt(row, last.from) === last.loss) last.slope = row.slope;
  else if (lossAt(last, row.from) !== row.loss || (last.slope !== row.slope && !alone(row))) return false;
  last.to = row.to;
  return true;
}

function rowsOf({ feature, pieces }: LinearTerm, { schema, policy }: Pick<LinearParameters, "schema" | "policy">): LineRow[] {
  const size = cardinality(schema.features[feature] as Feature);
  const atReference = contributionOf(pieces, policy.reference[feature] as bigint);
  const rows: LineRow[] = [];
  for (const [i, { from, slope, offset }] of pieces.entries()) {
    const to = pieces[i + 1]?.from ?? size;
    const row = { from, to, slope: to - from === 1n ? 0n : slope, loss: slope * from + offset - atReference };
    const last = rows.at(-1);
    if (last === undefined || !join(last, row)) rows.push(row);
  }
  return rows;
}

/**
 * What a linear model's terms mean: the margin is the one of the reference and the losses against it; reasons are sums of losses. Ordered by reason, then by feature, then as in the document:
 * terms that share a reason stand together.
 */
export const lineTables = ({ terms, ...model }: Omit<LinearParameters, "initialMargin">): LineTable[] =>
  terms.map((term) => ({ feature: term.feature, reason: term.reason, rows: rowsOf(term, model) })).sort((a, b) => a.reason - b.reason || a.feature - b.feature);

/** The margin of the reference, from which losses are counted. */
export const marginAtReference = ({ initialMargin, terms, policy }: LinearParameters): bigint =>
  terms.reduce((sum, { feature, pieces }) => sum + contributionOf(pieces, policy.reference[feature] as bigint), initialMargin);
