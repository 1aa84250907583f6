import type { ModelInput } from "../../model/model-column.ts";

/** A number of the record, and what the model makes of it, step by step: replaced, imputed, scaled, clipped, binned. */
export interface NumberCell {
  kind: "number";
  feature: string;
  /** The floats in which every step is done, the number itself among them. */
  arithmetic: "float32" | "float64";
  replace: readonly { from: number; to: number }[];
  whenMissing?: number;
  subtract?: number;
  factor?: { kind: "multiply" | "divide"; by: number };
  /** Added after the factor. */
  add?: number;
  limits?: { from: number; to: number };
  /** What lies at or above edge i - 1 and below edge i is `values[i]`. */
  bins?: { edges: readonly number[]; values: readonly number[] };
  /** True where what stands behind the point is cut off: a cast to whole numbers. */
  truncated?: boolean;
  /** The numbers for which the tool has no answer where they are missing. */
  present?: readonly ModelInput[];
}

/** A category of the record as text. A missing cell is the empty text, or what the model puts in its place. */
export interface TextCell {
  kind: "text";
  feature: string;
  whenMissing: string;
}

/** A number for each category of the record. */
export interface CategoryCell {
  kind: "category";
  feature: string;
  values: readonly string[];
  numbers: readonly number[];
  /** The number of categories that are not listed, NaN where it is a missing one. */
  others: number | "refused";
  /** NaN where it stays missing. */
  whenMissing: number;
  /** Set where the tool has no answer for a missing category. */
  present?: readonly ModelInput[];
}

/** 1 where the cell is missing, 0 otherwise. */
export interface MissingCell {
  kind: "missing";
  feature: string;
}

/** What stands in one column of the graph for every row: always a function of one cell of the record. */
export type Cell = NumberCell | TextCell | CategoryCell | MissingCell;

export const numberCell = (feature: string, arithmetic: NumberCell["arithmetic"]): NumberCell => ({ kind: "number", feature, arithmetic, replace: [] });
export const textCell = (feature: string): TextCell => ({ kind: "text", feature, whenMissing: "" });

/** True where nothing was done to a number yet but replacing and imputing. */
export const isUnscaled = ({ subtract, factor, add, limits, bins, truncated }: NumberCell): boolean =>
  [subtract, factor, add, limits, bins].every((step) => step === undefined) && truncated !== true;

/** True where a step of scaling may follow: nothing was clipped, binned or cut off yet. */
export const isUnlimited = ({ limits, bins, truncated }: NumberCell): boolean => limits === undefined && bins === undefined && truncated !== true;

/** The next float32 above a finite one. */
export function above32(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getInt32(0);
  if (value === 0) view.setInt32(0, 1);
  else view.setInt32(0, bits + (bits < 0 ? -1 : 1));
  return view.getFloat32(0);
}
