import type { QuantisedNode, QuantisedSplit, QuantisedTree, QuantisedTrees } from "../src/model/quantised-trees.ts";
import { marginBounds } from "../src/model/tree-walk.ts";

/** Numbers in [0, 1) that repeat with their seed (mulberry32). */
function pseudoRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The nodes of an ensemble by depth. */
function nodesByDepth(trees: readonly QuantisedTree[]): QuantisedNode[][] {
  const shelves: QuantisedNode[][] = [];
  for (const { nodes } of trees) {
    const depths = nodes.map(() => 0);
    nodes.forEach((node, i) => {
      const depth = depths[i] as number;
      const shelf = shelves[depth] ?? [];
      shelves[depth] = shelf;
      shelf.push(node);
      if (node.kind === "leaf") return;
      depths[node.yes] = depth + 1;
      depths[node.no] = depth + 1;
    });
  }
  return shelves;
}

/**
 * As many trees as wanted, each node drawn from all nodes of a real ensemble at its depth: as many splits a tree, the same columns and thresholds as often, but nothing of how one tree
 * follows from another. Real ensembles of the same size have more in common.
 */
export function resampleTrees(model: QuantisedTrees, count: number): QuantisedTrees {
  const random = pseudoRandom(count);
  const shelves = nodesByDepth(model.trees);
  const tree = (): QuantisedTree => {
    const nodes: QuantisedNode[] = [];
    const grow = (depth: number): number => {
      const shelf = shelves[depth] as QuantisedNode[];
      const node = shelf[Math.floor(random() * shelf.length)] as QuantisedNode;
      const at = nodes.push(node) - 1;
      if (node.kind === "split") {
        const yes = grow(depth + 1);
        nodes[at] = { ...(node as QuantisedSplit), yes, no: grow(depth + 1) };
      }
      return at;
    };
    grow(0);
    return { nodes };
  };
  const trees = Array.from({ length: count }, tree);
  const { least, most } = marginBounds({ initialMargin: model.initialMargin, trees });
  // Cut-offs within what so many trees can reach; scores about 500.
  const middle = (least + most) / 2n;
  const { score } = model.policy;
  return {
    ...model,
    trees,
    policy: {
      ...model.policy,
      approveBelow: middle,
      declineFrom: (middle + most) / 2n,
      score: { ...score, offset: 500n * score.divisor + score.slope * middle },
    },
  };
}
