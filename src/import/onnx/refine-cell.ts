import { refuseNode } from "./attributes.ts";
import { above32, type CategoryCell, type Cell, isUnlimited, isUnscaled, type NumberCell } from "./cell.ts";
import type { GraphNode } from "./graph.ts";

const LARGEST_FLOAT32 = 2 ** 128 - 2 ** 104;

/** What is done to a column cannot be told of one cell of the record, or not in this order. */
const beyond = (node: GraphNode, { feature }: Cell, what: string) =>
  refuseNode(
    "CRD-1103",
    node,
    `It ${what} the column of ${feature} after other steps; expected replaced, imputed, scaled, clipped, then binned or counted as whole numbers.`,
  );

const finite = (node: GraphNode, value: number): number => {
  if (Number.isFinite(value)) return value;
  throw refuseNode("CRD-1105", node, `Found ${value}, expected a finite number.`);
};

/** A number that is to stand in one of a few bins. */
type BinnedCell = NumberCell & Required<Pick<NumberCell, "bins">>;

const isBinned = (cell: Cell): cell is BinnedCell => cell.kind === "number" && cell.bins !== undefined;

/** What the bins of a number give, each changed. */
const mapBins = (cell: BinnedCell, change: (value: number) => number): BinnedCell => ({
  ...cell,
  bins: { ...cell.bins, values: cell.bins.values.map(change) },
});

/** A number in bins of its own. @param place of what has no answer for a missing one. */
const binned = (cell: NumberCell, bins: BinnedCell["bins"], place: string): NumberCell => ({
  ...cell,
  bins,
  ...(cell.whenMissing === undefined ? { present: [...(cell.present ?? []), { name: cell.feature, present: true, place }] } : {}),
});

/** The numbers of a category, each changed. */
const mapNumbers = (cell: CategoryCell, change: (value: number) => number): CategoryCell => ({
  ...cell,
  numbers: cell.numbers.map(change),
  others: cell.others === "refused" ? "refused" : change(cell.others),
  whenMissing: change(cell.whenMissing),
});

/** A missing indicator, as the number of every category and number of its feature. */
const asNumbers = (node: GraphNode, cell: Cell, what: string): CategoryCell => {
  if (cell.kind === "category") return cell;
  throw beyond(node, cell, what);
};

/** Puts a number in the place of another, NaN for a missing one. @throws CredenceError CRD-1103 where an earlier step bars it. */
export function replaceNumber(node: GraphNode, cell: Cell, from: number, to: number): Cell {
  finite(node, to);
  if (cell.kind === "missing" || cell.kind === "category") {
    return cell.kind === "missing" ? cell : mapNumbers(cell, (value) => (value === from || (Number.isNaN(value) && Number.isNaN(from)) ? to : value));
  }
  if (cell.kind === "text") throw beyond(node, cell, "imputes");
  if (Number.isNaN(from)) {
    if (cell.whenMissing !== undefined) return cell;
    if (!isUnscaled(cell)) throw beyond(node, cell, "imputes");
    return { ...cell, whenMissing: to };
  }
  if (!isUnscaled(cell) || cell.whenMissing !== undefined || cell.replace.length > 0) throw beyond(node, cell, "replaces a value of");
  return { ...cell, replace: [{ from: finite(node, from), to }] };
}

/** Takes a number off every value. @param round to the floats in which the operator counts. */
export function subtract(node: GraphNode, cell: Cell, by: number, round: (value: number) => number): Cell {
  finite(node, by);
  if (by === 0) return cell;
  if (isBinned(cell)) return mapBins(cell, (value) => round(value - by));
  if (cell.kind !== "number") return mapNumbers(asNumbers(node, cell, "shifts"), (value) => round(value - by));
  if (isUnscaled(cell)) return { ...cell, subtract: by };
  if (!isUnlimited(cell) || cell.add !== undefined) throw beyond(node, cell, "shifts");
  return { ...cell, add: -by };
}

/** Multiplies or divides every value. @param round to the floats in which the operator counts. */
export function rescale(node: GraphNode, cell: Cell, kind: "multiply" | "divide", by: number, round: (value: number) => number): Cell {
  if (finite(node, by) === 0) throw refuseNode("CRD-1105", node, "Found 0 as a factor or divisor, expected another number.");
  if (by === 1) return cell;
  const change = (value: number) => round(kind === "multiply" ? value * by : value / by);
  if (isBinned(cell)) return mapBins(cell, change);
  if (cell.kind !== "number") return mapNumbers(asNumbers(node, cell, "scales"), change);
  if (cell.factor !== undefined || cell.add !== undefined || !isUnlimited(cell)) throw beyond(node, cell, "scales");
  return { ...cell, factor: { kind, by } };
}

/** Every value times 0: one bin for all. */
export function zero(node: GraphNode, cell: Cell): Cell {
  if (isBinned(cell)) return mapBins(cell, () => 0);
  if (cell.kind !== "number") return mapNumbers(asNumbers(node, cell, "scales"), () => 0);
  return binned(cell, { edges: [0], values: [0, 0] }, node.place);
}

/** Clips every value; a missing one stays missing. */
export function limit(node: GraphNode, cell: Cell, from: number, to: number): Cell {
  const clip = (value: number) => Math.min(Math.max(value, from), to);
  if (isBinned(cell)) return mapBins(cell, clip);
  if (cell.kind !== "number") return mapNumbers(asNumbers(node, cell, "clips"), clip);
  if (!isUnlimited(cell)) throw beyond(node, cell, "clips");
  return { ...cell, limits: { from, to } };
}

/** 1 for every value below an edge, 0 for others; of a missing one there is no answer. */
export function below(node: GraphNode, cell: Cell, edge: number): Cell {
  finite(node, edge);
  const flag = (value: number) => (value < edge ? 1 : 0);
  if (isBinned(cell)) return mapBins(cell, flag);
  if (cell.kind !== "number") return mapNumbers(asNumbers(node, cell, "compares"), flag);
  if (cell.truncated === true) throw beyond(node, cell, "compares");
  return binned(cell, { edges: [edge], values: [1, 0] }, node.place);
}

/** 1 for every value above a threshold, a float32, 0 for others; of a missing one there is no answer. */
export function above(node: GraphNode, cell: Cell, threshold: number): Cell {
  finite(node, threshold);
  const flag = (value: number) => (value > threshold ? 1 : 0);
  if (isBinned(cell)) return mapBins(cell, flag);
  if (cell.kind !== "number") return mapNumbers(asNumbers(node, cell, "compares"), flag);
  if (cell.truncated === true || cell.arithmetic === "float64") throw beyond(node, cell, "compares");
  return binned(cell, { edges: [above32(threshold)], values: [0, 1] }, node.place);
}

/** The position of the largest of several bins of one number, the first of equal ones. What is the same all over may be of any number: skl2onnx makes one such column for all. */
export function largestOf(node: GraphNode, cells: readonly Cell[]): Cell {
  const same = ({ bins: _, present: __, ...number }: NumberCell) => JSON.stringify(number);
  const isConstant = ({ bins }: BinnedCell) => bins.values.every((value) => value === bins.values[0]);
  const all = cells.filter(isBinned);
  const first = all.find((cell) => !isConstant(cell)) ?? all[0];
  if (first === undefined || all.length !== cells.length || all.some((cell) => !isConstant(cell) && same(cell) !== same(first)))
    throw refuseNode("CRD-1103", node, "Found the largest of several columns, expected flags of one number, as KBinsDiscretizer is written.");
  const edges = [...new Set(all.filter((cell) => cell === first || !isConstant(cell)).flatMap(({ bins }) => bins.edges))].sort((a, b) => a - b);
  const values = [Number.NEGATIVE_INFINITY, ...edges].map((from) => {
    const each = all.map((cell) => cell.bins.values[isConstant(cell) ? 0 : cell.bins.edges.filter((edge) => edge <= from).length] as number);
    return each.indexOf(Math.max(...each));
  });
  const present = all.flatMap((cell) => cell.present ?? []);
  return { ...first, bins: { edges, values }, ...(present.length === 0 ? {} : { present }) };
}

/** Cuts off what stands behind the point, as a cast to whole numbers does. */
export function truncate(node: GraphNode, cell: Cell): Cell {
  if (cell.kind === "category") return mapNumbers(cell, Math.trunc);
  if (cell.kind === "text") throw beyond(node, cell, "casts");
  if (cell.kind === "missing" || cell.bins?.values.every(Number.isInteger)) return cell;
  if (cell.bins !== undefined || cell.arithmetic === "float64") throw beyond(node, cell, "casts");
  return { ...cell, truncated: true };
}

/** The values whose key is a number: [from, to). Of truncated ones all that are cut off to it. */
function stretchOf(key: number, truncated: boolean): { from: number; to: number } {
  if (!truncated) return { from: key, to: above32(key) };
  return { from: key > 0 ? key : above32(key - 1), to: key < 0 ? above32(key) : key + 1 };
}

/**
 * A number for each of some values of a number, another for all others: bins as narrow as a float32. A missing value has the number of the key NaN, or that of all others.
 * @throws CredenceError CRD-1103 for a column in float64; CRD-1105 for a key that is no float32.
 */
export function mapNumber(node: GraphNode, cell: NumberCell, keys: readonly number[], values: readonly number[], others: number): NumberCell {
  if (isBinned(cell)) {
    const numbers = values.map((value) => finite(node, value));
    return mapBins(cell, (value) => numbers[keys.indexOf(value)] ?? others);
  }
  if (cell.arithmetic === "float64") throw beyond(node, cell, "maps");
  const { truncated = false, ...rest } = cell;
  const listed = keys.map((key, i) => ({ key, value: finite(node, values[i] as number) })).filter(({ key }) => !Number.isNaN(key));
  const wrong = listed.find(({ key }) => Math.fround(key) !== key || Math.abs(key) >= 2 ** 24);
  if (wrong !== undefined) throw refuseNode("CRD-1105", node, `Found the key ${wrong.key}, expected one that a float32 holds exactly, within 2^24.`);
  listed.sort((a, b) => a.key - b.key);
  const edges: number[] = [];
  const numbers: number[] = [others];
  for (const { key, value } of listed) {
    const { from, to } = stretchOf(key, truncated);
    if (edges.at(-1) === from) numbers[numbers.length - 1] = value;
    else {
      edges.push(from);
      numbers.push(value);
    }
    edges.push(to);
    numbers.push(others);
  }
  const missing = keys.findIndex(Number.isNaN);
  const mapped = { ...rest, bins: { edges, values: numbers } };
  if (rest.whenMissing !== undefined) return mapped;
  if (missing < 0 || truncated) return isUnscaled(rest) ? { ...mapped, whenMissing: -LARGEST_FLOAT32 } : mapped;
  if (!isUnscaled(rest)) throw beyond(node, cell, "maps");
  return { ...rest, whenMissing: LARGEST_FLOAT32, bins: { edges: [...edges, LARGEST_FLOAT32], values: [...numbers, finite(node, values[missing] as number)] } };
}
