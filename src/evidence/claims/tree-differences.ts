import type { CellRange, QuantisedNode, QuantisedTree, QuantisedTrees } from "../../model/quantised-trees.ts";

/** Cells of a column as bits: bit k stands for cell k. */
export type CellSet = bigint;

export const allCells = (count: number): CellSet => (1n << BigInt(count)) - 1n;

/** The cells from `first` to `last`, both included. */
export const cellsBetween = (first: number, last: number): CellSet => allCells(last + 1) & ~allCells(first);

/** A tree in which one column is watched. */
interface WatchedTree {
  nodes: readonly QuantisedNode[];
  /** The cells that go to `yes`, of every split. */
  goes: readonly CellSet[];
  /** Whether the watched column is asked at the node or under it. */
  asks: readonly boolean[];
}

const setOf = (cells: readonly CellRange[]): CellSet => cells.reduce((set, [from, to]) => set | cellsBetween(from, to - 1), 0n);

function watch({ nodes }: QuantisedTree, column: number): WatchedTree {
  const asks = nodes.map(() => false);
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at] as QuantisedNode;
    asks[at] = node.kind === "split" && (node.column === column || (asks[node.yes] as boolean) || (asks[node.no] as boolean));
  }
  return { nodes, goes: nodes.map((node) => (node.kind === "split" ? setOf(node.cells) : 0n)), asks };
}

/**
 * The most that one tree's value may rise from cell `before` to cell `after` of the watched column, the cells of all others being equal on both sides and among those allowed. Both paths are
 * walked at once; it is the exact maximum where the allowed cells can be met together, and never less.
 */
function greatestRise({ nodes, goes, asks }: WatchedTree, column: number, [before, after]: readonly [CellSet, CellSet], allowed: CellSet[]): bigint {
  const rise = (low: number, high: number): bigint => {
    if (low === high && !asks[low]) return 0n;
    const [a, b] = [nodes[low] as QuantisedNode, nodes[high] as QuantisedNode];
    if (a.kind === "split" && a.column === column) return rise(next(low, before), high === low ? next(high, after) : high);
    if (b.kind === "split" && b.column === column) return rise(low, next(high, after));
    if (a.kind === "leaf" && b.kind === "leaf") return b.value - a.value;
    const at = a.kind === "split" ? low : high;
    const split = nodes[at] as QuantisedNode & { kind: "split" };
    const cells = allowed[split.column] as CellSet;
    const branches = [
      [cells & (goes[at] as CellSet), split.yes],
      [cells & ~(goes[at] as CellSet), split.no],
    ] as const;
    let most: bigint | undefined;
    for (const [left, child] of branches) {
      if (left === 0n) continue;
      allowed[split.column] = left;
      const value = rise(low === at ? child : low, high === at ? child : high);
      if (most === undefined || value > most) most = value;
    }
    allowed[split.column] = cells;
    return most as bigint;
  };
  const next = (at: number, cell: CellSet) => {
    const split = nodes[at] as QuantisedNode & { kind: "split" };
    return (goes[at] as CellSet) & cell ? split.yes : split.no;
  };
  return rise(0, 0);
}

/**
 * Makes the function that bounds from above how much the margin rises where one column goes from one cell to another and the others stay where they are, among the cells allowed. Exact where one cell a
 * column is allowed.
 */
export function openRiseBound(model: Pick<QuantisedTrees, "trees">, column: number): (before: number, after: number, allowed: readonly CellSet[]) => bigint {
  const trees = model.trees.map((tree) => watch(tree, column)).filter(({ asks }) => asks[0]);
  return (before, after, allowed) => {
    const cells = [1n << BigInt(before), 1n << BigInt(after)] as const;
    const working = [...allowed];
    return trees.reduce((sum, tree) => sum + greatestRise(tree, column, cells, working), 0n);
  };
}
