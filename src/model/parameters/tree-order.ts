import { cardinality, type Feature, missingCode, type RecordSchema } from "../../record/schema.ts";
import type { CellRange, QuantisedColumn, QuantisedSplit, QuantisedTrees } from "../quantised-trees.ts";

/** What a split does with the values of one raw feature. */
export interface OrderedSplit {
  /** Position of the raw feature that the split asks by itself, from 1; 0 where it asks a sum or ratio, or sends every value the same way. */
  feature: number;
  /** 1 where neither branch takes just the values below some one. */
  unordered: 0 | 1;
}

/**
 * A tree as far as directions depend on it: which features its splits ask, and the order of its leaves. Nodes stand root first, each followed by all of one branch and then by all of the other: first the
 * one that takes the lower values.
 */
export interface TreeOrder {
  /** For each node 1 for a split, 0 for a leaf. */
  shape: (0 | 1)[];
  splits: OrderedSplit[];
  /** For each leaf how many smaller values the tree's leaves have. */
  ranks: number[];
}

/** Whether cells are those below some one, those from some one up, all or none of the first `count`, or otherwise. */
function sideOf(cells: readonly CellRange[], count: number): "low" | "high" | "same" | "unordered" {
  const within = cells.map(([from, to]) => [from, Math.min(to, count)] as const).filter(([from, to]) => from < to);
  const [first] = within;
  if (first === undefined || (first[0] === 0 && first[1] === count)) return "same";
  if (within.length > 1) return "unordered";
  return first[0] === 0 ? "low" : first[1] === count ? "high" : "unordered";
}

/** Cells of a feature's own column that a value can be in: from 0 up; the missing marker, the last code, may have one more. */
function valueCells({ cuts, feature }: QuantisedColumn & { kind: "feature" }, { features }: RecordSchema): number {
  const raw = features[feature] as Feature;
  const lastValue = (missingCode(raw) ?? cardinality(raw)) - 1n;
  return cuts.filter((cut) => cut <= lastValue).length + 1;
}

/** How a model's splits stand to the values of raw features. */
function openSplit({ columns, schema }: Pick<QuantisedTrees, "columns" | "schema">) {
  const counts = columns.map((column) => (column.kind === "feature" ? valueCells(column, schema) : 0));
  return ({ column: position, cells }: QuantisedSplit): OrderedSplit & { yesIsHigh: boolean } => {
    const column = columns[position] as QuantisedColumn;
    const side = column.kind === "feature" ? sideOf(cells, counts[position] as number) : "same";
    if (column.kind !== "feature" || side === "same") return { feature: 0, unordered: 0, yesIsHigh: false };
    return { feature: column.feature + 1, unordered: side === "unordered" ? 1 : 0, yesIsHigh: side === "high" };
  };
}

/** The order of every tree. */
export function treeOrders(model: Pick<QuantisedTrees, "columns" | "schema" | "trees">): TreeOrder[] {
  const orderOf = openSplit(model);
  return model.trees.map(({ nodes }) => {
    const order: TreeOrder = { shape: [], splits: [], ranks: [] };
    const leaves: bigint[] = [];
    const pending = [0];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const node = nodes[at];
      if (node?.kind === "split") {
        const { yesIsHigh, ...split } = orderOf(node);
        order.shape.push(1);
        order.splits.push(split);
        pending.push(...(yesIsHigh ? [node.yes, node.no] : [node.no, node.yes]));
      } else if (node !== undefined) {
        order.shape.push(0);
        leaves.push(node.value);
      }
    }
    const ranks = new Map([...new Set(leaves)].sort((a, b) => (a < b ? -1 : 1)).map((value, rank) => [value, rank]));
    order.ranks = leaves.map((value) => ranks.get(value) as number);
    return order;
  });
}
