import type { LinearMargin } from "./linear-ir.ts";
import type { Link, MarginSource, ModelColumn, ModelInput } from "./model-column.ts";
import type { Pipeline } from "./pipeline.ts";

/** A dense network with ReLU between its layers, as its source says it: floats as they stand there; nothing of the record schema yet. */
export interface NetworkIR {
  kind: "network";
  source: MarginSource;
  columns: readonly ModelColumn[];
  /** Engineering that the file itself holds (imputation, scaling, one-hot ...): columns that are not in it are the file's own inputs. */
  pipeline?: Pipeline;
  /** What the source asks of its own inputs, where it asks anything. */
  inputs?: readonly ModelInput[];
  /** Layers of which the next one reads max(0, sum), one sum a neuron; the first reads the columns. One at least. */
  hidden: readonly (readonly LinearMargin[])[];
  /** One a class, over the last hidden layer. */
  margins: readonly LinearMargin[];
  link: Link;
  /** The floats in which the tool itself multiplies and adds up. */
  summation: "float32" | "float64";
  /** What was left out of the file by its own word, for the person who imports it. */
  notes: readonly string[];
}
