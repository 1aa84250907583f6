import { allowAttributes, finite, float, floats, refuseNode, tensor, text, texts, whole, wholes } from "./attributes.ts";
import type { CategoryCell, Cell, TextCell } from "./cell.ts";
import type { GraphNode } from "./graph.ts";
import { mapNumber, truncate } from "./refine-cell.ts";
import type { Tensor } from "./tensor.ts";
import type { Columns } from "./value.ts";

/** No model of people has more categories in a column. */
const MOST_CATEGORIES = 4096;

/** Keys and what each becomes; of keys that stand twice the last counts, as ONNX says. */
interface Mapping {
  from: { type: "string"; keys: readonly string[] } | { type: "number"; keys: readonly number[] };
  to: { type: "string"; values: readonly string[]; others: string } | { type: "float" | "double" | "int64"; values: readonly number[]; others: number };
}

function categoryCell(
  node: GraphNode,
  { feature, whenMissing }: TextCell,
  keys: readonly string[],
  values: readonly number[],
  others: number | "refused",
): CategoryCell {
  const mapped = new Map(keys.map((key, i) => [key, values[i] as number]));
  // A missing cell is the text that stands in its place, and has the number of that text.
  const missing = mapped.get(whenMissing) ?? others;
  if (whenMissing === "") mapped.delete("");
  const cell = { kind: "category" as const, feature, values: [...mapped.keys()], numbers: [...mapped.values()], others };
  if (missing !== "refused") return { ...cell, whenMissing: missing };
  return { ...cell, whenMissing: 0, present: [{ name: feature, present: true, place: node.place }] };
}

/** ai.onnx.ml.OneHotEncoder: 1 in the column of the category, 0 in all others. */
export function oneHot(node: GraphNode, input: Columns): Columns {
  allowAttributes(node, ["cats_int64s", "cats_strings", "zeros"]);
  const strings = texts(node, "cats_strings");
  const numbers = wholes(node, "cats_int64s");
  const isText = input.type === "string";
  const count = isText ? strings.length : numbers.length;
  if (count === 0 || (strings.length > 0 && numbers.length > 0)) {
    throw refuseNode(
      "CRD-1101",
      node,
      `Found ${strings.length} categories of text and ${numbers.length} of numbers, expected those of its ${input.type} input.`,
    );
  }
  if (count > MOST_CATEGORIES) throw refuseNode("CRD-1102", node, `Found ${count} categories, expected at most ${MOST_CATEGORIES}.`);
  if (new Set<string | number>(isText ? strings : numbers).size !== count) throw refuseNode("CRD-1101", node, "A category stands twice; expected it once.");
  const zeros = whole(node, "zeros") ?? 1;
  const cells = input.cells.flatMap((cell): Cell[] =>
    Array.from({ length: count }, (_, position): Cell => {
      const flags = Array.from({ length: count }, (_, i) => (i === position ? 1 : 0));
      if (cell.kind === "text") return categoryCell(node, cell, strings, flags, zeros === 0 ? "refused" : 0);
      const whole = truncate(node, cell);
      if (whole.kind === "number") return mapNumber(node, whole, numbers, flags, 0);
      throw refuseNode("CRD-1103", node, `The column of ${cell.feature} is encoded already; expected a category or a number.`);
    }),
  );
  return { kind: "columns", type: "float", dims: [...input.dims, count], cells };
}

function readMapping(node: GraphNode): Mapping {
  allowAttributes(node, [
    ...["keys_strings", "keys_int64s", "keys_floats", "keys_tensor", "values_strings", "values_int64s", "values_floats", "values_tensor"],
    ...["default_string", "default_int64", "default_float", "default_tensor"],
  ]);
  const one = <T>(options: (T | undefined)[], what: string): T => {
    const given = options.filter((option) => option !== undefined);
    if (given.length !== 1) throw refuseNode("CRD-1101", node, `Found ${given.length} lists of ${what}, expected one.`);
    return given[0] as T;
  };
  const some = <T>(list: readonly T[]) => (list.length > 0 ? list : undefined);
  const keysTensor = tensor(node, "keys_tensor");
  const valuesTensor = tensor(node, "values_tensor");
  const fallback = tensor(node, "default_tensor");
  const fromTensor = keysTensor && (keysTensor.type === "string" ? { strings: keysTensor.values as string[] } : { numbers: keysTensor.values as number[] });
  const strings = some(texts(node, "keys_strings")) ?? fromTensor?.strings;
  const numbers = some(wholes(node, "keys_int64s")) ?? some(floats(node, "keys_floats")) ?? fromTensor?.numbers;
  const from = one<Mapping["from"]>([strings && { type: "string", keys: strings }, numbers && { type: "number", keys: numbers }], "keys");
  const toTensor = (): Mapping["to"] | undefined => {
    if (valuesTensor === undefined) return undefined;
    const { type, values } = valuesTensor;
    if (type === "string") return { type, values: values as string[], others: (fallback?.values[0] as string | undefined) ?? "_Unused" };
    if (type !== "float" && type !== "double" && type !== "int64")
      throw refuseNode("CRD-1103", node, `Found values of ${type}, expected string, int64, float or double.`);
    return { type, values: values as number[], others: (fallback?.values[0] as number | undefined) ?? (type === "int64" ? -1 : 0) };
  };
  const [asText, asWhole, asFloat] = [some(texts(node, "values_strings")), some(wholes(node, "values_int64s")), some(floats(node, "values_floats"))];
  const to = one<Mapping["to"]>(
    [
      asText && { type: "string", values: asText, others: text(node, "default_string") ?? "_Unused" },
      asWhole && { type: "int64", values: asWhole, others: whole(node, "default_int64") ?? -1 },
      asFloat && { type: "float", values: asFloat, others: float(node, "default_float") ?? 0 },
      toTensor(),
    ],
    "values",
  );
  if (from.keys.length !== to.values.length)
    throw refuseNode("CRD-1101", node, `Found ${from.keys.length} keys and ${to.values.length} values, expected as many.`);
  if (from.keys.length > MOST_CATEGORIES) throw refuseNode("CRD-1102", node, `Found ${from.keys.length} keys, expected at most ${MOST_CATEGORIES}.`);
  // What is not listed may be missing, NaN.
  if (to.type !== "string") finite(node, "values", [...to.values, Number.isNaN(to.others) ? 0 : to.others]);
  return { from, to };
}

/** ai.onnx.ml.CategoryMapper from text to whole numbers. */
function readMapper(node: GraphNode): Mapping {
  allowAttributes(node, ["cats_int64s", "cats_strings", "default_int64", "default_string"]);
  const keys = texts(node, "cats_strings");
  const values = wholes(node, "cats_int64s");
  if (keys.length !== values.length || keys.length === 0)
    throw refuseNode("CRD-1101", node, `Found ${keys.length} texts and ${values.length} numbers, expected as many.`);
  return { from: { type: "string", keys }, to: { type: "int64", values, others: whole(node, "default_int64") ?? -1 } };
}

function mapConstant(node: GraphNode, input: Tensor, { from, to }: Mapping): Tensor {
  if ((from.type === "string") !== (input.type === "string")) throw refuseNode("CRD-1101", node, `Found keys of ${from.type} and an input of ${input.type}.`);
  const mapped = new Map<string | number, string | number>((from.keys as readonly (string | number)[]).map((key, i) => [key, to.values[i] as string | number]));
  return { ...input, type: to.type, values: input.values.map((value) => mapped.get(value) ?? to.others) as string[] | number[] };
}

/** A LabelEncoder or CategoryMapper: one value for each of some keys, another for all others. */
export function mapCategories(node: GraphNode, input: Columns | Tensor): Columns | Tensor {
  const mapping = node.operator.endsWith("CategoryMapper") ? readMapper(node) : readMapping(node);
  if (input.kind === "tensor") return mapConstant(node, input, mapping);
  const { from, to } = mapping;
  if ((from.type === "string") !== (input.type === "string") || to.type === "string") {
    throw refuseNode("CRD-1103", node, `It maps ${from.type} to ${to.type} on an input of ${input.type}; expected text or numbers to numbers.`);
  }
  const { type, values, others } = to;
  const cells = input.cells.map((cell): Cell => {
    if (cell.kind === "text" && from.type === "string") return categoryCell(node, cell, from.keys, values, others);
    if (cell.kind === "number" && from.type === "number" && !Number.isNaN(others)) return mapNumber(node, cell, from.keys, values, others);
    throw refuseNode("CRD-1103", node, `The column of ${cell.feature} is encoded already, or has no number for others; expected a category or a number.`);
  });
  return { ...input, type, cells };
}
