import { openColumnCell } from "./column-cell.ts";
import type { CellRange, QuantisedLeaf, QuantisedTrees } from "./quantised-trees.ts";

/** The parts of a model that say where a record goes. */
export type TreesModel = Pick<QuantisedTrees, "schema" | "columns" | "trees">;

/** A tree for walking: what is asked at each node, in arrays. A leaf has column -1. */
export interface WalkTree {
  column: Int32Array;
  /** For each node the cells that go to `yes`, one byte a cell. */
  goes: readonly Uint8Array[];
  yes: Int32Array;
  no: Int32Array;
  leaves: readonly (QuantisedLeaf | undefined)[];
}

const NONE = new Uint8Array(0);

/** Tests that are equal share one table. */
function tableOf(tables: Map<string, Uint8Array>, column: number, count: number, cells: readonly CellRange[]): Uint8Array {
  const key = `${column}:${cells.join(";")}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = new Uint8Array(count);
  for (const [from, to] of cells) table.fill(1, from, to);
  tables.set(key, table);
  return table;
}

/** Prepares a model's trees for walking. */
export function openTrees({ columns, trees }: TreesModel): WalkTree[] {
  const tables = new Map<string, Uint8Array>();
  return trees.map(({ nodes }) => ({
    column: Int32Array.from(nodes, (node) => (node.kind === "leaf" ? -1 : node.column)),
    goes: nodes.map((node) => (node.kind === "leaf" ? NONE : tableOf(tables, node.column, (columns[node.column] as { cells: number }).cells, node.cells))),
    yes: Int32Array.from(nodes, (node) => (node.kind === "leaf" ? 0 : node.yes)),
    no: Int32Array.from(nodes, (node) => (node.kind === "leaf" ? 0 : node.no)),
    leaves: nodes.map((node) => (node.kind === "leaf" ? node : undefined)),
  }));
}

/** Makes the function from a record's codes to its cell of every column. */
export function openCells({ columns, schema }: TreesModel): (codes: readonly bigint[]) => number[] {
  const lookups = columns.map((column) => openColumnCell(column, schema));
  return (codes) => lookups.map((lookup) => lookup(codes));
}

/** The leaf of a tree that a record with these cells reaches. */
export function leafOf({ column, goes, yes, no, leaves }: WalkTree, cells: readonly number[]): QuantisedLeaf {
  let node = 0;
  for (;;) {
    const asked = column[node] as number;
    if (asked < 0) return leaves[node] as QuantisedLeaf;
    node = ((goes[node] as Uint8Array)[cells[asked] as number] === 1 ? yes[node] : no[node]) as number;
  }
}

/** Makes the function from a record's codes, which must be the schema's, to its margin in the model's units. */
export function openMargin(model: TreesModel & { initialMargin: bigint }): (codes: readonly bigint[]) => bigint {
  const cellsOf = openCells(model);
  const trees = openTrees(model);
  return (codes) => {
    const cells = cellsOf(codes);
    let margin = model.initialMargin;
    for (const tree of trees) margin += leafOf(tree, cells).value;
    return margin;
  };
}

/** The least and the greatest margin that the leaves allow, whether or not a record reaches both. */
export function marginBounds({ initialMargin, trees }: Pick<QuantisedTrees, "initialMargin" | "trees">): { least: bigint; most: bigint } {
  let least = initialMargin;
  let most = initialMargin;
  for (const { nodes } of trees) {
    const values = nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : []));
    least += values.reduce((a, b) => (b < a ? b : a));
    most += values.reduce((a, b) => (b > a ? b : a));
  }
  return { least, most };
}
