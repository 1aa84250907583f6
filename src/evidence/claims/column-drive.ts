import { featuresOf, openColumnCell } from "../../model/column-cell.ts";
import type { LinearForm, QuantisedColumn, QuantisedTrees } from "../../model/quantised-trees.ts";
import type { RecordSchema } from "../../record/schema.ts";

/** A column that a feature moves. */
export interface DrivenColumn {
  column: number;
  /** Where the column's cells go as the feature's value grows: up, down, or one or the other (or out of the ratio's range). */
  drive: 1 | -1 | 0;
  /** Cells from 0 to here are those that a value can have: a missing one has another. */
  lastCell: number;
}

const coefficientOf = ({ terms }: LinearForm, position: number) => terms.find(({ feature }) => feature === position)?.coefficient ?? 0n;
const signOf = (value: bigint) => (value > 0n ? 1 : value < 0n ? -1 : 0);

function driveOf(column: QuantisedColumn, position: number): 1 | -1 | 0 {
  if (column.kind === "feature") return 1;
  if (column.kind === "sum") return signOf(coefficientOf(column.form, position));
  // Where a ratio counts its denominator is positive: it goes the way of its numerator, if the feature is not below it too.
  return coefficientOf(column.denominator, position) === 0n ? signOf(coefficientOf(column.numerator, position)) : 0;
}

/** The cell that a code of the feature has in the feature's own column. */
export const cellOfCode = (column: QuantisedColumn & { kind: "feature" }, schema: RecordSchema, code: bigint): number =>
  openColumnCell(column, schema)(Object.assign([], { [column.feature]: code }));

/** The columns that a feature moves; `values` codes of it are values. */
export function drivenColumns({ columns, schema }: Pick<QuantisedTrees, "columns" | "schema">, position: number, values: bigint): DrivenColumn[] {
  return columns.flatMap((column, index) => {
    if (!featuresOf(column).includes(position)) return [];
    return [
      { column: index, drive: driveOf(column, position), lastCell: column.kind === "feature" ? cellOfCode(column, schema, values - 1n) : column.cuts.length },
    ];
  });
}
