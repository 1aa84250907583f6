import { compareDecimals, type Decimal, parseDecimal } from "../model/decimal.ts";
import type { ModelSource } from "../model/scorecard-ir.ts";
import { decodeCell, type Feature } from "../record/schema.ts";

/** Compares a cell as the schema writes it with a number or date as the model's source writes it. */
export interface ValueOrder {
  /** What a value of the feature looks like, for messages. */
  expects: string;
  /** False for a text that is no such value. `-inf` and `inf` are values. */
  reads(text: string): boolean;
  /** Negative, zero or positive as `a` lies before, on or after `b`. */
  compare(a: string, b: string): number;
}

const infinite = (text: string): number => (text === "-inf" ? -1 : text === "inf" ? 1 : 0);

/** Infinities first: what remains is compared as the source compares it. */
const withInfinities = (compare: (a: string, b: string) => number) => (a: string, b: string) =>
  infinite(a) !== 0 || infinite(b) !== 0 ? infinite(a) - infinite(b) : compare(a, b);

const isNumber = (text: string) => infinite(text) !== 0 || parseDecimal(text) !== undefined;
const isDate = (text: string) => infinite(text) !== 0 || (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)));

/** The order of a number's or a date's values. Parsing a decimal as float64 is monotone, so that either order of numbers is one of codes, too. */
export function valueOrder(feature: Feature, comparison: ModelSource["comparison"]): ValueOrder {
  if (feature.type === "date") {
    return { expects: "a date such as 2024-02-29", reads: isDate, compare: withInfinities((a, b) => (a < b ? -1 : a > b ? 1 : 0)) };
  }
  const compare =
    comparison === "float64"
      ? (a: string, b: string) => Number(a) - Number(b)
      : (a: string, b: string) => compareDecimals(parseDecimal(a) as Decimal, parseDecimal(b) as Decimal);
  return { expects: "a number", reads: isNumber, compare: withInfinities(compare) };
}

/** The smallest of `count` codes whose value `holds`; `count` where there is none. `holds` must be monotone in the code. */
export function firstCode(feature: Feature, count: bigint, holds: (cell: string) => boolean): bigint {
  let low = 0n;
  let high = count;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (holds(decodeCell(feature, middle))) high = middle;
    else low = middle + 1n;
  }
  return low;
}
