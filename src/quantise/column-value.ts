import { quantityOf } from "../record/quantity.ts";
import { cardinality, decodeCell, type Feature, missingCode } from "../record/schema.ts";
import { type Cell, type ColumnStep, columnStep, type SingleColumn } from "./column-step.ts";
import { type Ends, type Line, magnitudeOf, roundedLine } from "./line.ts";
import { rational, ZERO } from "./rational.ts";

/** A column over one raw feature, as the tool saw it. */
export interface ColumnValue {
  /** The float64 of a code, NaN for a missing cell. */
  of(code: bigint): number;
  /** Codes, ascending from 0, at which stretches start in which the column stays, or is one line but for the tool's rounding; the missing marker apart. */
  stretches: readonly bigint[];
  /** The line that the column is on a stretch on which it does not stay. */
  line(ends: Ends): Line;
}

/** How many codes of a feature are values: the missing marker is not. */
export const valueCount = (feature: Feature): bigint => cardinality(feature) - (missingCode(feature) === undefined ? 0n : 1n);

/** The first code from `from` up to `to` at which a condition that is false below and true above holds; `to` where there is none. */
export function firstCode(from: bigint, to: bigint, holds: (code: bigint) => boolean): bigint {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}

/** The codes between `from` and `to` at which conditions change that change at most once there. */
export function changes(from: bigint, to: bigint, conditions: readonly ((code: bigint) => boolean)[]): bigint[] {
  return conditions.flatMap((holds) => {
    const last = holds(to - 1n);
    return holds(from) === last ? [] : [firstCode(from, to, (code) => holds(code) === last)];
  });
}

export const ascending = (values: Iterable<bigint>): bigint[] => [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** The text of a category, the float64 of a number's decimals, the days since 1970-01-01 of a date. */
function presentReader(feature: Feature): (code: bigint) => Cell {
  if (feature.type === "category") return (code) => decodeCell(feature, code);
  if (feature.type === "number") return (code) => Number(decodeCell(feature, code));
  const { least } = quantityOf(feature);
  return (code) => Number(least + code);
}

function cellReader(feature: Feature): (code: bigint) => Cell {
  const marker = missingCode(feature);
  const read = presentReader(feature);
  return (code) => (code === marker ? Number.NaN : read(code));
}

/** A number or day of the schema as float64 reads it: whole numbers below 2^53 exactly, others rounded once. */
function rawLine(feature: Feature, ends: Ends): Line {
  if (feature.type === "category") throw new RangeError(`${feature.name} is asked for a line`);
  const { scale, least } = quantityOf(feature);
  const unit = 10n ** BigInt(scale);
  const line = { slope: rational(1n, unit), offset: rational(least, unit), error: ZERO };
  const whole = scale === 0 && magnitudeOf(line, ends).numerator < 1n << 53n;
  return whole ? line : roundedLine(line, ends, "float64");
}

/**
 * The value of a column over a raw feature.
 * @param place where the column stands, for messages.
 * @throws CredenceError CRD-1108 where column and feature do not fit.
 */
export function columnValue(column: SingleColumn, feature: Feature, place: string): ColumnValue {
  const step = columnStep(column, feature, place);
  const cell = cellReader(feature);
  const count = valueCount(feature);
  const each = feature.type === "category";
  const starts = each ? Array.from({ length: Number(count) }, (_, code) => BigInt(code)) : [0n];
  const value = { of: (code: bigint) => step.of(cell(code)), stretches: starts, line: (ends: Ends) => step.along(rawLine(feature, ends), ends) };
  return refined(value, step, (code) => cell(code) as number, count, each);
}

/** The value of a column over another one. @param input the column that it reads. */
export const throughColumn = (input: ColumnValue, step: ColumnStep, feature: Feature): ColumnValue =>
  refined(
    { of: (code) => step.of(input.of(code)), stretches: input.stretches, line: (ends) => step.along(input.line(ends), ends) },
    step,
    input.of,
    valueCount(feature),
    false,
  );

/** Stretches that end at the breaks of a step, too. */
function refined(value: ColumnValue, { breaks }: ColumnStep, input: (code: bigint) => number, count: bigint, each: boolean): ColumnValue {
  if (each || breaks.length === 0) return value;
  const conditions = breaks.map((holds) => (code: bigint) => holds(input(code)));
  const inner = value.stretches.flatMap((from, i) => changes(from, value.stretches[i + 1] ?? count, conditions));
  return { ...value, stretches: ascending([...value.stretches, ...inner]) };
}
