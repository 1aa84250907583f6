import type { QuantisedNode, QuantisedSplit, QuantisedTrees } from "../../model/quantised-trees.ts";
import type { CellSets } from "./cell-sets.ts";
import { Linear } from "./linear.ts";
import type { TreeProducts } from "./tree-products.ts";

/** A subtree by its root. */
interface Subtree {
  nodes: readonly QuantisedNode[];
  root: number;
}

const child = ({ nodes }: Subtree, root: number): Subtree => ({ nodes, root });

/**
 * The margin without reasons, from the leaves up: a split is no + [yes] (yes - no), one product, and none where both children are leaves. Subtrees that are added up and begin with the
 * same test are one split of their sums, so that trees with the same root, and then the same second test, share their products: the cost grows slower than the number of trees.
 */
export function marginByPaths(model: QuantisedTrees, cells: CellSets, products: TreeProducts): Linear {
  const sumOf = (subtrees: readonly Subtree[]): Linear => {
    const sum = new Linear();
    const tests = new Map<string, { column: number; set: bigint; yes: Subtree[]; no: Subtree[] }>();
    for (const subtree of subtrees) {
      const node = subtree.nodes[subtree.root] as QuantisedNode;
      if (node.kind === "leaf") {
        sum.addConstant(node.value);
        continue;
      }
      const { column, set, yes, no } = orient(node);
      const key = `${column}:${set}`;
      const test = tests.get(key) ?? { column, set, yes: [], no: [] };
      test.yes.push(child(subtree, yes));
      test.no.push(child(subtree, no));
      tests.set(key, test);
    }
    for (const { column, set, yes, no } of tests.values()) {
      const otherwise = sumOf(no);
      const difference = sumOf(yes).add(otherwise, -1n);
      sum.add(otherwise).add(products.times(cells.indicator(column, set), difference));
    }
    return sum;
  };

  /** A test and its opposite are one: the one without the first cell. */
  const orient = ({ column, cells: asked, yes, no }: QuantisedSplit) => {
    const set = cells.of(asked);
    return (set & 1n) === 0n ? { column, set, yes, no } : { column, set: (cells.all[column] as bigint) & ~set, yes: no, no: yes };
  };

  return sumOf(model.trees.map(({ nodes }) => ({ nodes, root: 0 }))).addConstant(model.initialMargin);
}
