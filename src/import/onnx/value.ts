import type { LinearMargin } from "../../model/linear-ir.ts";
import type { Link } from "../../model/model-column.ts";
import type { Tree } from "../../model/trees-ir.ts";
import type { Cell } from "./cell.ts";
import type { ElementType, Tensor } from "./tensor.ts";

/** Columns of every row: what the model's own engineering makes of its inputs. */
export interface Columns {
  kind: "columns";
  type: ElementType;
  /** Dims after the rows; cells stand in row-major order. */
  dims: readonly number[];
  cells: readonly Cell[];
}

/** One weighted sum a neuron. */
export type DenseLayer = readonly LinearMargin[];

interface Margins {
  columns: Columns;
  /** The floats in which the tool adds up. */
  summation: "float32" | "float64";
}

/** The margins of an ensemble of trees, one a class. */
export interface TreeMargins extends Margins {
  kind: "trees";
  trees: readonly Tree[];
  initialMargins: readonly number[];
  initialMarginError: number;
  divisor: number;
}

/** The margins of a linear model, one a class. */
export interface LinearMargins extends Margins {
  kind: "linear";
  margins: readonly LinearMargin[];
}

/** The margins of a dense network, one a class, over the activations of its last hidden layer. */
export interface NetworkMargins extends Margins {
  kind: "network";
  hidden: readonly DenseLayer[];
  margins: readonly LinearMargin[];
}

export type ModelMargins = TreeMargins | LinearMargins | NetworkMargins;

/** What a layer of ReLU gives for every row: max(0, sum), one sum a neuron. */
export interface Activations extends Margins {
  kind: "activations";
  /** The layers up to this one; the first reads the columns. */
  layers: readonly DenseLayer[];
}

/** What the tool makes of margins: links, and what depends on all classes. */
export type Shown = Link | { kind: "one-against-all" };

/** One column of scores: of which margin, and whether it is that of the other class: 1 - p, or -margin. */
export interface Score {
  margin: number;
  opposite: boolean;
}

/** What a model gives for every row. */
export interface Scores {
  kind: "scores";
  model: ModelMargins;
  shown: Shown;
  scores: readonly Score[];
  /** Set where this is the sum of a row's scores: of which model. */
  sumOf?: ModelMargins;
}

/** A label that follows from the scores, which policies decide instead. */
export interface Label {
  kind: "label";
}

export type Value = Tensor | Columns | Activations | Scores | Label;
