import type { Link, MarginSource, ModelColumn, ModelInput } from "./model-column.ts";
import type { Pipeline } from "./pipeline.ts";

/**
 * A test as the source's own tool makes it, on the float64 value of a column (NaN where it is missing).
 *
 * | `comparison` | goes to `yes` |
 * |---|---|
 * | `float32-below` | float32(x) < threshold |
 * | `float32-at-most` | float32(x) <= threshold |
 * | `float32-equal` | float32(x) = threshold |
 * | `float64-below` | x < threshold |
 * | `float64-at-most` | x <= threshold |
 * | `float64-equal` | x = threshold |
 *
 * The opposite tests are these with their branches exchanged.
 *
 * `missing` says which values take the default branch instead: `nan` the missing ones; `zero` these and what lies within 1e-35 of zero; `none` says that a missing value is read as 0.
 */
export interface NumberRule {
  kind: "number";
  comparison: "float32-below" | "float32-at-most" | "float32-equal" | "float64-below" | "float64-at-most" | "float64-equal";
  threshold: number;
  missing: "nan" | "zero" | "none";
  /** True where the default branch is `yes`. */
  missingToYes: boolean;
}

/** A test of a category's number: those in the set go to `yes` or to `no`, all others, negative ones among them, the other way. */
export interface CategoryRule {
  kind: "category";
  categories: readonly number[];
  setToYes: boolean;
  missingToYes: boolean;
}

/** A missing value goes to `yes`, every other to `no`: of a feature that is never missing the split falls away. */
export interface MissingRule {
  kind: "missing";
}

export type SplitRule = NumberRule | CategoryRule | MissingRule;

export interface TreeSplit {
  kind: "split";
  /** Position in the ensemble's columns. */
  column: number;
  rule: SplitRule;
  /** Positions in the tree's nodes, above this node's own. */
  yes: number;
  no: number;
  /** Where the source has this node, for messages. */
  place: string;
}

export interface TreeLeaf {
  kind: "leaf";
  /** Exact: every float64 is a dyadic rational. */
  value: number;
  /** The number that the tool gives this leaf. */
  source: number;
}

export interface Tree {
  /** The class that the tree adds to, from 0. */
  group: number;
  /** The root first, every node after its parent. */
  nodes: readonly (TreeSplit | TreeLeaf)[];
}

/** An ensemble of trees as its source says it: floats as they stand there, exact; nothing of the record schema yet. */
export interface TreeEnsembleIR {
  kind: "trees";
  source: MarginSource;
  columns: readonly ModelColumn[];
  /** Engineering that the file itself holds (imputation, scaling, one-hot ...): columns that are not in it are the file's own inputs. */
  pipeline?: Pipeline;
  /** What the source asks of its own inputs, where it asks anything. */
  inputs?: readonly ModelInput[];
  trees: readonly Tree[];
  /** Margin that every applicant starts from, one a class. */
  initialMargins: readonly number[];
  /** Bound of what an initial margin may be off the tool's own; 0 where it is exact. */
  initialMarginError: number;
  /** The sum of initial margin and leaves is divided by it: the number of trees where the tool averages. */
  divisor: number;
  link: Link;
  /** The floats in which the tool itself adds up. */
  summation: "float32" | "float64";
  /** What was left out of the file by its own word, for the person who imports it. */
  notes: readonly string[];
}
