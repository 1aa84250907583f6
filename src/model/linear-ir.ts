import type { Link, MarginSource, ModelColumn, ModelInput } from "./model-column.ts";
import type { Pipeline } from "./pipeline.ts";

/** intercept + sum of weight * column, one weight a column of the model, in order. */
export interface LinearMargin {
  intercept: number;
  weights: readonly number[];
}

/** A linear or logistic regression as its source says it: floats as they stand there; nothing of the record schema yet. */
export interface LinearIR {
  kind: "linear";
  source: MarginSource;
  columns: readonly ModelColumn[];
  /** Engineering that the file itself holds (imputation, scaling, one-hot ...): columns that are not in it are the file's own inputs. */
  pipeline?: Pipeline;
  /** What the source asks of its own inputs, where it asks anything. */
  inputs?: readonly ModelInput[];
  /** One a class. */
  margins: readonly LinearMargin[];
  /** Bound of what an intercept may be off the tool's own; 0 where it is exact. */
  interceptError: number;
  link: Link;
  /** The floats in which the tool itself multiplies and adds up. */
  summation: "float32" | "float64";
  /** What was left out of the file by its own word, for the person who imports it. */
  notes: readonly string[];
}
