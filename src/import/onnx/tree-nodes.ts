import { CredenceError } from "../../errors/credence-error.ts";
import type { NumberRule, SplitRule, Tree, TreeLeaf } from "../../model/trees-ir.ts";
import { orderNodes, type SourceNode } from "../order-nodes.ts";
import { refuseNode } from "./attributes.ts";
import type { GraphNode } from "./graph.ts";
import type { Columns } from "./value.ts";

/** More than any ensemble that is fitted for credit, all trees and classes together. */
export const MOST_NODES = 1 << 20;

export const MODES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"] as const;
export type Mode = (typeof MODES)[number];

/** A node of an ensemble as ONNX has it: the branch where its test holds, the branch where it does not. */
export interface EnsembleSplit {
  mode: Mode;
  feature: number;
  threshold: number;
  whenTrue: number;
  whenFalse: number;
  /** True where a missing value counts as one for which the test holds. */
  missingHolds: boolean;
}

export interface EnsembleLeaf {
  mode: "LEAF";
  /** The leaf's weight in each class that it has one in. */
  weights: ReadonlyMap<number, number>;
}

/** One tree by the file's own numbers of nodes. */
export interface EnsembleTree {
  name: string;
  root: number;
  nodes: ReadonlyMap<number, EnsembleSplit | EnsembleLeaf>;
}

/** The test that a mode makes, and whether its branches are exchanged. A missing value fails every test but NEQ, unless the node says that it holds. */
function testOf(mode: Mode): { test: "below" | "at-most" | "equal"; exchanged: boolean } {
  switch (mode) {
    case "BRANCH_LT":
      return { test: "below", exchanged: false };
    case "BRANCH_LEQ":
      return { test: "at-most", exchanged: false };
    case "BRANCH_EQ":
      return { test: "equal", exchanged: false };
    case "BRANCH_GTE":
      return { test: "below", exchanged: true };
    case "BRANCH_GT":
      return { test: "at-most", exchanged: true };
    case "BRANCH_NEQ":
      return { test: "equal", exchanged: true };
  }
}

function splitOf({ mode, feature, threshold, whenTrue, whenFalse, missingHolds }: EnsembleSplit, columns: Columns, place: string): SourceNode {
  // Of scikit-learn's trees: whatever is there is at most infinite, so that the split asks only whether something is missing.
  if (threshold === Number.POSITIVE_INFINITY) return { kind: "split", column: feature, rule: { kind: "missing" }, yes: whenFalse, no: whenTrue, place };
  const { test, exchanged } = testOf(mode);
  const cell = columns.cells[feature];
  const wide = columns.type === "double" && (cell?.kind !== "number" || cell.arithmetic === "float64");
  const holds = missingHolds || mode === "BRANCH_NEQ";
  const comparison: NumberRule["comparison"] = `${wide ? "float64" : "float32"}-${test}`;
  const rule: SplitRule = { kind: "number", comparison, threshold, missing: "nan", missingToYes: holds !== exchanged };
  return { kind: "split", column: feature, rule, yes: exchanged ? whenFalse : whenTrue, no: exchanged ? whenTrue : whenFalse, place };
}

/**
 * The nodes of a tree with the leaves' weights in one class, 0 where a leaf has none.
 * @throws CredenceError CRD-1104 (a child that is not there, a node that nothing leads to or two do), CRD-1102 (too deep), with the node.
 */
export function classTree(owner: GraphNode, { name, root, nodes }: EnsembleTree, columns: Columns, group: number): Tree["nodes"] {
  const place = (number: number) => `${owner.place} ${name} node ${number}`;
  let reached = 0;
  const ordered = orderNodes(
    (number): SourceNode => {
      const node = nodes.get(number) as EnsembleSplit | EnsembleLeaf;
      reached += 1;
      if (node.mode === "LEAF") return { kind: "leaf", value: node.weights.get(group) ?? 0, source: number } satisfies TreeLeaf;
      const stray = [node.whenTrue, node.whenFalse].find((child) => !nodes.has(child));
      if (stray !== undefined)
        throw new CredenceError("CRD-1104", `Its child ${stray} is not there; expected one of the tree's nodes.`, { place: place(number) });
      return splitOf(node, columns, place(number));
    },
    place,
    root,
  );
  if (reached === nodes.size) return ordered;
  throw refuseNode("CRD-1104", { place: `${owner.place} ${name}` }, `${reached} of ${nodes.size} nodes are reached from the root; expected all of them.`);
}
