import type { PipelineColumn } from "../../model/pipeline.ts";

/** A value as PMML has it; undefined is missing. */
export type Constant = number | string | boolean | undefined;

type Unnamed<K extends PipelineColumn["kind"]> = Omit<Extract<PipelineColumn, { kind: K }>, "name">;

/** One raw number, changed step by step; imputation stands beside it. */
export type NumberSteps = Omit<Unnamed<"number">, "whenMissing" | "bins">;

/** How float values were made: as they are, or rounded to float32 in the end. */
export interface NumberReading {
  kind: "number";
  steps: NumberSteps | Unnamed<"sum"> | Unnamed<"ratio">;
  type: "integer" | "float32" | "float64";
  /** True where the value was rounded to float32. */
  rounded: boolean;
  /** What a missing cell is read as. */
  missing: number | undefined;
  /** The raw value that gives `missing`, where the pipeline may impute it. */
  imputed: string | undefined;
  /** The values that are valid, where the dictionary says so. */
  range?: { from?: number; to?: number };
}

/** A raw category by its position in a list, or what stretch between edges the steps of a number lie in: the number of edges at or below it. */
export type FiniteBase =
  | { kind: "category"; feature: string; values: readonly string[] /** True where a record may have a value outside the list. */; open: boolean }
  | { kind: "stretch"; steps: NumberReading["steps"]; rounded: boolean; edges: readonly number[] };

/** A value that takes only so many forms, over one raw feature. */
export interface FiniteReading {
  kind: "finite";
  base: FiniteBase;
  /** The value at each position of the base. */
  at: readonly Constant[];
  /** The value of a category outside an open list. */
  others: Constant;
  /** The value where the raw feature is missing. */
  missing: Constant;
}

export interface ConstantReading {
  kind: "constant";
  value: Constant;
}

/** What a field of the document is, in terms of the file's own inputs. */
export type Reading = NumberReading | FiniteReading | ConstantReading;

/** Applies a function to every form of a value. */
export const mapFinite = (reading: FiniteReading, change: (value: Constant) => Constant): FiniteReading => ({
  ...reading,
  at: reading.at.map(change),
  others: change(reading.others),
  missing: change(reading.missing),
});

/** Raw features that a reading is made of. */
export function featuresOfReading(reading: Reading): string[] {
  if (reading.kind === "constant") return [];
  if (reading.kind === "finite" && reading.base.kind === "category") return [reading.base.feature];
  const steps = reading.kind === "number" ? reading.steps : (reading.base as Extract<FiniteBase, { kind: "stretch" }>).steps;
  if (steps.kind === "number") return [steps.feature];
  return steps.kind === "sum" ? Object.keys(steps.terms) : [...Object.keys(steps.numerator), ...Object.keys(steps.denominator)];
}
