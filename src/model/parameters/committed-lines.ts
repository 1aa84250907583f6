import { type LinearParameters, type LineRow, lineTables } from "./line-tables.ts";

/** A term's table as it is committed: a term that is not there has no feature, and is told with the reason before it. */
export interface CommittedLines {
  feature: number | undefined;
  reason: number;
  rows: readonly LineRow[];
}

/** What stands in for a term that the model does not have: it reads no feature, of which the code is 0, and adds nothing. */
const EMPTY: readonly LineRow[] = [{ from: 0n, to: 1n, slope: 0n, loss: 0n }];

/** Rows that are not there are empty runs at the end, which hold no code. */
function padRows(rows: readonly LineRow[], count: number): readonly LineRow[] {
  const { to: end } = rows.at(-1) as LineRow;
  return [...rows, ...Array.from({ length: Math.max(0, count - rows.length) }, () => ({ from: end, to: end, slope: 0n, loss: 0n }))];
}

/** The tables of a linear model's terms with the room that its policy leaves; without any, just what the model has. */
export function committedLines(model: Omit<LinearParameters, "initialMargin">): CommittedLines[] {
  const tables = lineTables(model);
  const { shape } = model;
  if (shape === undefined) return tables;
  const { reason } = tables.at(-1) as CommittedLines;
  const absent = Array.from({ length: Math.max(0, shape.terms - tables.length) }, () => ({ feature: undefined, reason, rows: EMPTY }));
  return [...tables, ...absent].map((table) => ({ ...table, rows: padRows(table.rows, shape.rows) }));
}

/** Why a linear model does not fit the shape that its policy names; undefined where it does. */
export function faultOfLinearShape(model: Omit<LinearParameters, "initialMargin">): { place: string; message: string } | undefined {
  const { shape } = model;
  const tables = lineTables(model);
  const most = { terms: tables.length, rows: Math.max(...tables.map(({ rows }) => rows.length)) };
  const size = (["terms", "rows"] as const).find((each) => shape !== undefined && shape[each] < most[each]);
  return size === undefined ? undefined : { place: `shape.${size}`, message: `Found ${shape?.[size]}, expected at least the model's ${most[size]}.` };
}
