import { allowAttributes, finite, finiteFloats, float, floats, refuseNode, whole, wholes } from "./attributes.ts";
import type { Cell } from "./cell.ts";
import type { GraphNode } from "./graph.ts";
import { above, below, limit, replaceNumber, rescale, subtract, zero } from "./refine-cell.ts";
import type { Tensor } from "./tensor.ts";
import type { Columns } from "./value.ts";

/** The entry of a list with one entry a column, or one for all. */
function entryOf(node: GraphNode, values: readonly number[], input: Columns, name: string): (i: number) => number {
  const width = input.dims.at(-1) ?? 0;
  if (values.length !== 1 && values.length !== width) {
    throw refuseNode("CRD-1101", node, `Found ${values.length} values of ${name} for ${width} columns, expected 1 or ${width}.`);
  }
  return (i) => values[values.length === 1 ? 0 : i % width] as number;
}

const roundingOf = ({ type }: Columns): ((value: number) => number) => (type === "double" ? (value) => value : Math.fround);

/** ai.onnx.ml.Scaler: (x - offset) * scale, counted in float32; of float64 it would be rounded at the end only, and no tool writes that. */
export function scale(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, ["offset", "scale"]);
  if (input.type !== "float" && input.type !== "int64") throw refuseNode("CRD-1103", node, `Found an input of ${input.type}, expected float or int64.`);
  const offset = entryOf(node, finiteFloats(node, "offset"), input, "offset");
  const factor = entryOf(node, finiteFloats(node, "scale"), input, "scale");
  const round = roundingOf(input);
  const cells = input.cells.map((cell, i) => rescale(node, subtract(node, cell, offset(i), round), "multiply", factor(i), round));
  return { ...input, type: "float", cells };
}

/** ai.onnx.ml.Imputer: one number in the place of another, NaN for missing ones. */
export function impute(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, ["imputed_value_floats", "imputed_value_int64s", "replaced_value_float", "replaced_value_int64"]);
  const asFloats = floats(node, "imputed_value_floats");
  const asWholes = wholes(node, "imputed_value_int64s");
  if (asFloats.length > 0 === asWholes.length > 0)
    throw refuseNode("CRD-1101", node, "Found imputed values of both kinds or of none, expected floats or whole numbers.");
  const isWhole = asWholes.length > 0;
  if (isWhole ? input.type !== "int64" : input.type !== "float" && input.type !== "double") {
    throw refuseNode("CRD-1101", node, `Found an input of ${input.type} and imputed values of ${isWhole ? "int64" : "float"}.`);
  }
  const replaced = isWhole ? whole(node, "replaced_value_int64") : float(node, "replaced_value_float");
  if (replaced === undefined) throw refuseNode("CRD-1101", node, "It does not say which value is replaced.");
  if (!Number.isNaN(replaced)) finite(node, "replaced_value_float", [replaced]);
  const imputed = entryOf(node, isWhole ? asWholes : asFloats, input, "the imputed values");
  return { ...input, cells: input.cells.map((cell, i) => replaceNumber(node, cell, replaced, imputed(i))) };
}

/** Add, Sub, Mul and Div of columns and constants, one a column or one for all. */
export function shiftOrScale(node: GraphNode, input: Columns, constant: Tensor): Columns {
  allowAttributes(node, []);
  if (constant.type !== input.type || (input.type !== "float" && input.type !== "double")) {
    throw refuseNode("CRD-1103", node, `Found ${constant.type} and ${input.type}, expected floats of one width.`);
  }
  const by = entryOf(node, finite(node, "its constant", constant.values as readonly number[]), input, "its constant");
  const round = roundingOf(input);
  const operation = {
    Add: (cell: Cell, value: number) => subtract(node, cell, -value, round),
    Sub: (cell: Cell, value: number) => subtract(node, cell, value, round),
    Mul: (cell: Cell, value: number) => (value === 0 ? zero(node, cell) : rescale(node, cell, "multiply", value, round)),
    Div: (cell: Cell, value: number) => rescale(node, cell, "divide", value, round),
  }[node.operator as "Add" | "Sub" | "Mul" | "Div"];
  return { ...input, cells: input.cells.map((cell, i) => operation(cell, by(i))) };
}

/** Clip to two numbers, inputs or, of older files, attributes. */
export function clip(node: GraphNode, input: Columns, bounds: readonly (Tensor | undefined)[]): Columns {
  allowAttributes(node, ["min", "max"]);
  const [from, to] = (["min", "max"] as const).map((name, i) => {
    const tensor = bounds[i];
    const value = tensor === undefined ? (float(node, name) ?? (name === "min" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)) : tensor.values[0];
    const fits = tensor === undefined || (tensor.values.length === 1 && tensor.type === input.type);
    if (fits && typeof value === "number" && !Number.isNaN(value)) return value;
    throw refuseNode("CRD-1101", node, `Found another ${name}, expected one ${input.type}.`);
  }) as [number, number];
  if (input.type !== "float" && input.type !== "double") throw refuseNode("CRD-1103", node, `Found an input of ${input.type}, expected floats.`);
  if (from > to) throw refuseNode("CRD-1105", node, `Found the limits ${from} and ${to}, expected the start below the end.`);
  return { ...input, cells: input.cells.map((cell) => limit(node, cell, from, to)) };
}

/** Less: flags of what lies below constants, one a column, one for all, or several of one column. */
export function less(node: GraphNode, input: Columns, constant: Tensor): Columns {
  allowAttributes(node, []);
  const edges = constant.values as readonly number[];
  if (constant.type !== input.type || (input.type !== "float" && input.type !== "double") || constant.dims.length > 1 || input.dims.length !== 1) {
    throw refuseNode("CRD-1103", node, `Found ${constant.type} and ${input.type}, expected columns and a list of floats of one width.`);
  }
  const [only] = input.cells;
  if (only !== undefined && input.cells.length === 1) {
    return { kind: "columns", type: "bool", dims: [edges.length], cells: edges.map((edge) => below(node, only, edge)) };
  }
  const edge = entryOf(node, edges, input, "its constant");
  return { ...input, type: "bool", cells: input.cells.map((cell, i) => below(node, cell, edge(i))) };
}

/** ai.onnx.ml.Binarizer: 1 for what lies above a threshold, 0 for all else. */
export function binarize(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, ["threshold"]);
  if (input.type !== "float") throw refuseNode("CRD-1103", node, `Found an input of ${input.type}, expected float.`);
  const threshold = float(node, "threshold") ?? 0;
  return { ...input, cells: input.cells.map((cell) => above(node, cell, threshold)) };
}
