import type { LinearForm, QuantisedColumn, QuantisedTrees } from "../../model/quantised-trees.ts";
import { cardinality, missingCode, type RecordSchema } from "../../record/schema.ts";
import { cellOfCode } from "./column-drive.ts";
import { allCells, type CellSet, cellsBetween } from "./tree-differences.ts";

/** All records whose codes lie within these ranges, both ends included, one a feature. */
export type RecordBox = readonly (readonly [first: bigint, last: bigint])[];

export const wholeBox = (schema: RecordSchema): RecordBox => schema.features.map((feature) => [0n, cardinality(feature) - 1n]);

interface FormRange {
  least: bigint;
  most: bigint;
  /** Whether some, or only, records of the box have a feature of the form missing. */
  missing: "none" | "some" | "all";
}

function rangeOf({ offset, terms }: LinearForm, schema: RecordSchema, box: RecordBox): FormRange {
  const range: FormRange = { least: offset, most: offset, missing: "none" };
  for (const { feature, coefficient } of terms) {
    const [first, end] = box[feature] as [bigint, bigint];
    const marker = missingCode(schema.features[feature] as RecordSchema["features"][number]);
    if (first === marker) return { ...range, missing: "all" };
    if (end === marker) range.missing = "some";
    const last = end === marker ? end - 1n : end;
    range.least += coefficient * (coefficient > 0n ? first : last);
    range.most += coefficient * (coefficient > 0n ? last : first);
  }
  return range;
}

/** How many cuts hold, which do so from the first up to some one. */
const countWhile = <T>(cuts: readonly T[], holds: (cut: T) => boolean): number => {
  const first = cuts.findIndex((cut) => !holds(cut));
  return first < 0 ? cuts.length : first;
};

function cellsOfRatio(column: QuantisedColumn & { kind: "ratio" }, schema: RecordSchema, box: RecordBox): CellSet {
  const last = 1n << BigInt(column.cuts.length + 1);
  const above = rangeOf(column.numerator, schema, box);
  const below = rangeOf(column.denominator, schema, box);
  if (above.missing === "all" || below.missing === "all" || below.most <= 0n) return last;
  const smallest = below.least > 0n ? below.least : 1n;
  // A quotient is least where a negative numerator has the smallest denominator, or a positive one the largest.
  const least = { numerator: above.least, denominator: above.least < 0n ? smallest : below.most };
  const most = { numerator: above.most, denominator: above.most < 0n ? below.most : smallest };
  const cell = (value: { numerator: bigint; denominator: bigint }) =>
    countWhile(column.cuts, (cut) => cut.numerator * value.denominator <= cut.denominator * value.numerator);
  const reached = cellsBetween(cell(least), cell(most));
  return above.missing === "none" && below.missing === "none" && below.least > 0n ? reached : reached | last;
}

function cellsOfColumn(column: QuantisedColumn, schema: RecordSchema, box: RecordBox): CellSet {
  if (column.kind === "ratio") return cellsOfRatio(column, schema, box) & allCells(column.cells);
  if (column.kind === "sum") {
    const last = 1n << BigInt(column.cuts.length + 1);
    const { least, most, missing } = rangeOf(column.form, schema, box);
    if (missing === "all") return last;
    const cell = (value: bigint) => countWhile(column.cuts, (cut) => cut <= value);
    return cellsBetween(cell(least), cell(most)) | (missing === "none" ? 0n : last);
  }
  const [first, last] = box[column.feature] as [bigint, bigint];
  return cellsBetween(cellOfCode(column, schema, first), cellOfCode(column, schema, last));
}

/** For every column the cells that records of the box may have: all that they have, and perhaps more. One a column where the box is one record. */
export const cellsOfBox = ({ columns, schema }: Pick<QuantisedTrees, "columns" | "schema">, box: RecordBox): CellSet[] =>
  columns.map((column) => cellsOfColumn(column, schema, box));
