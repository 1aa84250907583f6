import { allowAttributes, refuseNode, whole, wholes } from "./attributes.ts";
import { type Cell, isUnlimited, isUnscaled } from "./cell.ts";
import type { GraphNode } from "./graph.ts";
import { largestOf, truncate } from "./refine-cell.ts";
import { type ElementType, elementType, type Tensor } from "./tensor.ts";
import type { Columns } from "./value.ts";

const MOST_COLUMNS = 100_000;

const sizeOf = (dims: readonly number[]) => dims.reduce((product, dim) => product * dim, 1);

const shapeOf = ({ dims }: Columns) => ["rows", ...dims].join(" x ");

/** Which of a tensor's dims an axis is, the rows being 0. @throws CredenceError CRD-1103 */
function axisOf(node: GraphNode, input: Columns, axis: number): number {
  const rank = input.dims.length + 1;
  const found = axis < 0 ? axis + rank : axis;
  if (found === input.dims.length && found > 0) return found;
  throw refuseNode("CRD-1103", node, `Found the axis ${axis} of ${shapeOf(input)}, expected the last one.`);
}

/** Concat of columns side by side. */
export function concat(node: GraphNode, inputs: readonly Columns[]): Columns {
  allowAttributes(node, ["axis"]);
  const axis = whole(node, "axis");
  const [first] = inputs;
  if (first === undefined || axis === undefined) throw refuseNode("CRD-1101", node, "It has no input or no axis.");
  for (const input of inputs) {
    axisOf(node, input, axis);
    if (input.type !== first.type || `${input.dims.slice(0, -1)}` !== `${first.dims.slice(0, -1)}`) {
      throw refuseNode(
        "CRD-1101",
        node,
        `Found ${shapeOf(input)} of ${input.type} beside ${shapeOf(first)} of ${first.type}; expected the same but for the last dim.`,
      );
    }
  }
  const widths = inputs.map(({ dims }) => dims.at(-1) as number);
  const last = widths.reduce((sum, width) => sum + width, 0);
  const blocks = sizeOf(first.dims.slice(0, -1));
  if (blocks * last > MOST_COLUMNS) throw refuseNode("CRD-1102", node, `It makes ${blocks * last} columns, at most ${MOST_COLUMNS} are read.`);
  const cells = Array.from({ length: blocks }, (_, block) =>
    inputs.flatMap(({ cells: own }, i) => own.slice(block * (widths[i] as number), (block + 1) * (widths[i] as number))),
  ).flat();
  return { kind: "columns", type: first.type, dims: [...first.dims.slice(0, -1), last], cells };
}

/** ai.onnx.ml.FeatureVectorizer: columns side by side, as float32. */
export function vectorise(node: GraphNode, inputs: readonly Columns[]): Columns {
  allowAttributes(node, ["inputdimensions"]);
  const widths = wholes(node, "inputdimensions");
  const found = inputs.map(({ dims }) => sizeOf(dims));
  if (`${widths}` !== `${found}`)
    throw refuseNode("CRD-1101", node, `Found inputs of ${found.join(", ")} columns, expected the ${widths.join(", ")} of inputdimensions.`);
  const cells = inputs.flatMap((input) => castTo(node, input, "float").cells);
  return { kind: "columns", type: "float", dims: [cells.length], cells };
}

/** A reshape that leaves the rows as they are: to [-1, columns], [0, -1] or the like. */
export function reshape(node: GraphNode, input: Columns, shape: Tensor | undefined): Columns {
  allowAttributes(node, ["allowzero", "shape"]);
  const target = shape === undefined ? wholes(node, "shape") : shape.type === "int64" ? (shape.values as readonly number[]) : [];
  const count = input.cells.length;
  const [rows, ...dims] = target.map((dim, i) => (dim === 0 && i > 0 ? (input.dims[i - 1] ?? 0) : dim));
  const open = dims.indexOf(-1);
  const known = dims.filter((dim) => dim !== -1);
  const filled = open < 0 ? dims : dims.map((dim) => (dim === -1 ? count / sizeOf(known) : dim));
  const rowsStay = rows === -1 || rows === 0 || (rows === 1 && open >= 0);
  if (!rowsStay || (rows === -1 && open >= 0) || filled.some((dim) => !Number.isInteger(dim) || dim < 1) || sizeOf(filled) !== count) {
    throw refuseNode("CRD-1103", node, `Found ${shapeOf(input)} reshaped to ${target.join(" x ") || "nothing"}, expected rows that stay as they are.`);
  }
  return { ...input, dims: filled };
}

/** Flatten: each row's columns in one line. */
export function flatten(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, ["axis"]);
  const axis = whole(node, "axis") ?? 1;
  if (axis !== 1) throw refuseNode("CRD-1103", node, `Found the axis ${axis}, expected 1, so that rows stay as they are.`);
  return { ...input, dims: [input.cells.length] };
}

/** Columns by their position in the last dim: ArrayFeatureExtractor, or Gather along it. */
export function pick(node: GraphNode, input: Columns, positions: Tensor): Columns {
  const gathers = node.operator === "Gather";
  allowAttributes(node, gathers ? ["axis"] : []);
  if (gathers) axisOf(node, input, whole(node, "axis") ?? 0);
  const width = input.dims.at(-1) ?? 0;
  if (positions.type !== "int64" && positions.type !== "int32")
    throw refuseNode("CRD-1101", node, `Found positions of ${positions.type}, expected whole numbers.`);
  if (gathers && positions.dims.length !== 1) throw refuseNode("CRD-1103", node, `Found positions of ${positions.dims.length} dims, expected a list.`);
  const chosen = (positions.values as readonly number[]).map((position) => (gathers && position < 0 ? position + width : position));
  const wrong = chosen.find((position) => position < 0 || position >= width);
  if (wrong !== undefined || chosen.length === 0)
    throw refuseNode("CRD-1101", node, `Found the column ${wrong ?? "none"}, expected one from 0 to ${width - 1}.`);
  const blocks = input.cells.length / width;
  if (blocks * chosen.length > MOST_COLUMNS)
    throw refuseNode("CRD-1102", node, `It makes ${blocks * chosen.length} columns, at most ${MOST_COLUMNS} are read.`);
  const cells = Array.from({ length: blocks }, (_, block) => chosen.map((position) => input.cells[block * width + position] as Cell)).flat();
  return { ...input, dims: [...input.dims.slice(0, -1), chosen.length], cells };
}

/** Columns as numbers of another type. */
function castTo(node: GraphNode, input: Columns, type: ElementType): Columns {
  if (type === input.type) return input;
  if (type === "string" || input.type === "string")
    throw refuseNode("CRD-1103", node, `Found a cast from ${input.type} to ${type}, expected one between numbers.`);
  const cells = input.cells.map((cell): Cell => {
    if (type === "int64" || type === "int32") return truncate(node, cell);
    // What was float64 and untouched is rounded first, and then every step is made in float32.
    const untouched = cell.kind === "number" && isUnscaled({ ...cell, truncated: false }) && cell.replace.length === 0 && cell.whenMissing === undefined;
    return type === "float" && untouched ? { ...cell, arithmetic: "float32" } : cell;
  });
  if (type === "bool" && !cells.every((cell) => cell.kind !== "number")) throw refuseNode("CRD-1103", node, "Found a number cast to bool, expected a flag.");
  return { ...input, type, cells };
}

/** Cast. */
export function cast(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, ["to", "saturate"]);
  const to = whole(node, "to");
  const type = elementType(to);
  if (type === undefined) throw refuseNode("CRD-1103", node, `Found a cast to type ${to}, expected float, double, int64, int32 or bool.`);
  return castTo(node, input, type);
}

/** IsNaN: flags of missing cells. */
export function isMissing(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, []);
  const cells = input.cells.map((cell): Cell => {
    if (cell.kind === "number" && cell.whenMissing === undefined && isUnlimited(cell)) return { kind: "missing", feature: cell.feature };
    throw refuseNode("CRD-1103", node, `The column of ${cell.feature} is imputed or encoded already; expected a number that may be missing.`);
  });
  return { ...input, type: "bool", cells };
}

/** Where a text is missing, another: what skl2onnx makes of imputed categories. */
export function fillText(node: GraphNode, condition: Columns, filling: Tensor, input: Columns): Columns {
  allowAttributes(node, []);
  const value = filling.values.length === 1 ? filling.values[0] : undefined;
  const cells = input.cells.map((cell, i): Cell => {
    const flag = condition.cells[i];
    const ofMissing =
      flag?.kind === "category" && flag.feature === cell.feature && flag.whenMissing !== 0 && flag.others === 0 && flag.numbers.every((number) => number === 0);
    if (typeof value !== "string" || cell.kind !== "text" || !ofMissing || condition.cells.length !== input.cells.length) {
      throw refuseNode("CRD-1103", node, "Found another choice, expected one text in the place of missing ones.");
    }
    return cell.whenMissing === "" ? { ...cell, whenMissing: value } : cell;
  });
  return { ...input, cells };
}

/** ArgMax along the columns: the bin of a number, from the flags that skl2onnx makes of it. */
export function argMaxColumns(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, ["axis", "keepdims", "select_last_index"]);
  axisOf(node, input, whole(node, "axis") ?? 0);
  if (input.dims.length !== 1 || (whole(node, "keepdims") ?? 1) !== 1 || (whole(node, "select_last_index") ?? 0) !== 0)
    throw refuseNode("CRD-1103", node, "Found another ArgMax, expected the first largest column of every row.");
  return { kind: "columns", type: "int64", dims: [1], cells: [largestOf(node, input.cells)] };
}
