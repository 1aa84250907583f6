import type { QuantisedSplit, QuantisedTree, QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { type Cut, exact, type Network, spreadOf, stepOf } from "./network.ts";

/** Splits ask whether a number is below a threshold: nothing is missing and nothing is computed of the record. */
export function treesNetwork(model: QuantisedTrees): Network {
  const cuts: Cut[] = [];
  const positions = new Map<string, number>();
  const cutOf = ({ column, cells }: QuantisedSplit): number => {
    const asked = model.columns[column];
    const [first, ...others] = cells;
    if (asked?.kind !== "feature" || first?.[0] !== 0 || others.length > 0)
      throw new RangeError(`expected thresholds of features, found another split of column ${column}`);
    const cut: Cut = [asked.feature, exact(asked.cuts[first[1] - 1] as bigint)];
    const known = positions.get(`${cut}`);
    if (known !== undefined) return known;
    positions.set(`${cut}`, cuts.length);
    return cuts.push(cut) - 1;
  };
  const depthFrom = (nodes: QuantisedTree["nodes"], at: number): number => {
    const node = nodes[at];
    return node?.kind === "split" ? 1 + Math.max(depthFrom(nodes, node.yes), depthFrom(nodes, node.no)) : 0;
  };
  const depth = Math.max(...model.trees.map(({ nodes }) => depthFrom(nodes, 0)));
  const levels: number[][][] = Array.from({ length: depth }, () => []);
  const leaves = model.trees.map(({ nodes }) => {
    let row = [0];
    for (const level of levels) {
      const split = row.map((at) => nodes[at]).map((node) => (node?.kind === "split" ? node : undefined));
      // Below a leaf every test leads to it.
      level.push(split.map((node) => (node === undefined ? 0 : cutOf(node))));
      row = row.flatMap((at, i) => [split[i]?.yes ?? at, split[i]?.no ?? at]);
    }
    return row.map((at) => {
      const leaf = nodes[at];
      if (leaf?.kind !== "leaf") throw new RangeError(`expected a leaf at depth ${depth}`);
      return exact(leaf.value);
    });
  });
  return {
    kind: "trees",
    steps: model.schema.features.map(stepOf),
    divisor: exact(model.marginDivisor * 2n ** BigInt(model.marginBits)),
    start: exact(model.initialMargin),
    cuts,
    spread: spreadOf(model.schema, cuts),
    levels,
    leaves,
  };
}
