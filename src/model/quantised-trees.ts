import type { QuantisedMarginModel } from "./quantised-margin-model.ts";

/** Half-open range [from, to) of a column's cells. */
export type CellRange = readonly [from: number, to: number];

/** offset + sum of coefficient * code: a whole number of some unit, from the codes of raw features. Minima of the schema are in the offset already. */
export interface LinearForm {
  offset: bigint;
  /** Features by position in the schema, each once, none with coefficient 0. */
  terms: readonly { feature: number; coefficient: bigint }[];
}

/** numerator / denominator, the denominator positive, in lowest terms. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/**
 * What splits look at: a column takes a record to a cell in [0, cells), and every test of the model is a set of cells.
 *
 * | kind | the cell of a record |
 * |---|---|
 * | `feature` | the number of cuts at or below the feature's code. Everything that the model asks of one raw feature (the number itself, clipped, binned, imputed, one value of a category, a missing indicator) is a set of ranges of its codes, so that all of it is one column; the missing marker is the last code |
 * | `sum` | the number of cuts at or below the form; cuts.length + 1, the last cell, where a feature of the form is missing |
 * | `ratio` | the number of cuts at or below numerator / denominator, that is, cuts p/q with p * denominator <= q * numerator; cuts.length + 1, the last cell, where a feature of either form is missing or the denominator is not positive |
 *
 * Cuts ascend strictly. A sum or ratio has its last cell only where some record can be in it: `cells` says so. A cell may be empty: no record need reach it.
 */
export type QuantisedColumn = {
  name: string;
  /** Position (from 0) in `policy.reasons`: contributions of columns that share one are summed. */
  reason: number;
  cells: number;
} & (
  | { kind: "feature"; feature: number; cuts: readonly bigint[] }
  | { kind: "sum"; form: LinearForm; cuts: readonly bigint[] }
  | { kind: "ratio"; numerator: LinearForm; denominator: LinearForm; cuts: readonly Fraction[] }
);

export interface QuantisedSplit {
  kind: "split";
  /** Position in `columns`. */
  column: number;
  /** The cells that go to `yes`, sorted, disjoint and not touching; never none and never all of the column's. All others go to `no`. */
  cells: readonly CellRange[];
  /** Positions in the tree's nodes, above this node's own. */
  yes: number;
  no: number;
}

export interface QuantisedLeaf {
  kind: "leaf";
  /** Margin in the model's units. */
  value: bigint;
  /** The number that the tool itself gives this leaf. */
  source: number;
}

export type QuantisedNode = QuantisedSplit | QuantisedLeaf;

/** A tree's nodes, the root first and every node after its parent. Each node but the root is the child of exactly one. */
export interface QuantisedTree {
  nodes: readonly QuantisedNode[];
}

/**
 * An ensemble of decision trees in integers only: the meaning of the model, exact.
 *
 *   margin = initialMargin + sum over the trees of the value of the leaf that the record reaches
 *
 * in units of 1 / (marginDivisor * 2^marginBits) log-odds (or of the target's own unit), a higher one a higher risk.
 *
 * Reasons are Shapley values of the margin against one reference record r, the columns being the players. A column agrees with a path for x where all tests on it along the path hold
 * for x. A leaf of value v adds nothing if some column on its path agrees for neither x nor r. Else let A be the columns that agree for x and not for r, B those that agree for r and not
 * for x, a = |A|, b = |B|: each column of A gains v (a-1)! b! / (a+b)!, each of B loses v a! (b-1)! / (a+b)!. Their sum is margin(x) - margin(r). All are multiples of 1 / reasonScale.
 */
export interface QuantisedTrees extends QuantisedMarginModel {
  kind: "trees";
  /** Margin that every applicant starts from, in the model's units. */
  initialMargin: bigint;
  /** Of what `initialMargin` may be off the tool's own; 0 where it is exact. */
  marginError: bigint;
  /** lcm(1..n) for paths over at most n different columns: 60 up to six, 420 at seven, 840 at eight. Contributions are integers in units of 1 / reasonScale of the margin's unit. */
  reasonScale: bigint;
  /** Only columns that some split reads. */
  columns: readonly QuantisedColumn[];
  trees: readonly QuantisedTree[];
}
