import { allowAttributes, refuseNode, wholes } from "./attributes.ts";
import { mapCategories, oneHot } from "./encode-categories.ts";
import type { GraphNode } from "./graph.ts";
import { addIntercepts, linearClassifier, linearRegressor, multiply, relu } from "./linear.ts";
import { binarize, clip, impute, less, scale, shiftOrScale } from "./scale-columns.ts";
import { argMaxColumns, cast, concat, fillText, flatten, isMissing, pick, reshape, vectorise } from "./shape-columns.ts";
import {
  castScores,
  exponential,
  joinScores,
  multiplyScores,
  normalise,
  normalizer,
  opposite,
  pickScores,
  reshapeScores,
  sigmoid,
  sliceScores,
  softmax,
  zipMap,
} from "./show-scores.ts";
import type { Tensor } from "./tensor.ts";
import { treeClassifier, treeRegressor } from "./tree-ensemble.ts";
import { treeEnsemble5 } from "./tree-ensemble-5.ts";
import type { Columns, Label, Scores, Value } from "./value.ts";

type Operator = (node: GraphNode, inputs: readonly (Value | undefined)[]) => readonly Value[];
type Kind = Value["kind"];
type Of<K extends Kind> = Extract<Value, { kind: K }>;

const NAMES: Readonly<Record<Kind, string>> = { tensor: "a constant", columns: "columns", activations: "activations", scores: "scores", label: "labels" };
const LABEL: Label = { kind: "label" };

const given = (value: Value | undefined): string => (value === undefined ? "nothing" : NAMES[value.kind]);

/** An input of the kinds given. @throws CredenceError CRD-1103 where it is another. */
function need<K extends Kind>(node: GraphNode, inputs: readonly (Value | undefined)[], position: number, ...kinds: K[]): Of<K> {
  const value = inputs[position];
  if (value !== undefined && (kinds as readonly Kind[]).includes(value.kind)) return value as Of<K>;
  throw refuseNode(
    "CRD-1103",
    node,
    `Found ${given(value)} as input ${position} of ${node.operator}, expected ${kinds.map((kind) => NAMES[kind]).join(" or ")}.`,
  );
}

const optionalTensor = (node: GraphNode, inputs: readonly (Value | undefined)[], position: number): Tensor | undefined =>
  inputs[position] === undefined ? undefined : need(node, inputs, position, "tensor");

/** All inputs, of one kind. */
const all = <K extends Kind>(node: GraphNode, inputs: readonly (Value | undefined)[], kind: K): Of<K>[] => inputs.map((_, i) => need(node, inputs, i, kind));

/** An operator on columns whose only input they are. */
const onColumns =
  (operation: (node: GraphNode, input: Columns) => Value): Operator =>
  (node, inputs) => [operation(node, need(node, inputs, 0, "columns"))];

const onScores =
  (operation: (node: GraphNode, input: Scores) => Value): Operator =>
  (node, inputs) => [operation(node, need(node, inputs, 0, "scores"))];

/** A classifier gives a label, then scores. */
const classifier =
  (operation: (node: GraphNode, input: Columns) => Scores): Operator =>
  (node, inputs) => [LABEL, operation(node, need(node, inputs, 0, "columns"))];

const identity: Operator = (node, inputs) => {
  allowAttributes(node, []);
  return [need(node, inputs, 0, "columns", "activations", "scores", "label", "tensor")];
};

const castAny: Operator = (node, inputs) => {
  const input = need(node, inputs, 0, "columns", "scores", "label");
  if (input.kind === "columns") return [cast(node, input)];
  return [input.kind === "scores" ? castScores(node, input) : input];
};

const reshapeAny: Operator = (node, inputs) => {
  const input = need(node, inputs, 0, "columns", "scores", "label");
  const shape = optionalTensor(node, inputs, 1);
  if (input.kind === "columns") return [reshape(node, input, shape)];
  return [input.kind === "scores" ? reshapeScores(node, input, shape) : input];
};

const concatAny: Operator = (node, inputs) => [
  inputs[0]?.kind === "scores" ? joinScores(node, all(node, inputs, "scores")) : concat(node, all(node, inputs, "columns")),
];

const pickAny: Operator = (node, inputs) => {
  const input = need(node, inputs, 0, "columns", "scores", "tensor");
  // The label of the class whose position an ArgMax found.
  if (input.kind === "tensor") {
    need(node, inputs, 1, "label");
    return [LABEL];
  }
  const positions = need(node, inputs, 1, "tensor");
  return [input.kind === "columns" ? pick(node, input, positions) : pickScores(node, input, positions.values as readonly number[])];
};

/** Add, Sub, Mul and Div: of columns and constants on either side where the operation allows it, or of scores as skl2onnx ends models with them. */
const arithmetic: Operator = (node, inputs) => {
  const [first, second] = [need(node, inputs, 0, "columns", "scores", "tensor"), need(node, inputs, 1, "columns", "scores", "tensor")];
  const commutes = node.operator === "Add" || node.operator === "Mul";
  if (node.operator === "Div" && first.kind === "scores" && second.kind === "scores" && second.sumOf === first.model) return [normalise(node, first)];
  if (node.operator === "Sub" && first.kind === "tensor" && second.kind === "scores") return [opposite(node, first, second)];
  const [value, constant] = first.kind === "tensor" && commutes ? [second, first] : [first, second];
  if (constant.kind === "tensor" && value.kind === "columns") return [shiftOrScale(node, value, constant)];
  if (constant.kind === "tensor" && value.kind === "scores" && node.operator === "Add") return [addIntercepts(node, value, constant)];
  if (constant.kind === "tensor" && value.kind === "scores" && node.operator === "Mul") return [multiplyScores(node, value, constant)];
  throw refuseNode("CRD-1103", node, `Found ${node.operator} of ${given(first)} and ${given(second)}, expected columns or scores, and a constant.`);
};

/** What skl2onnx divides scores by: their sum along a row, of absolute values that are none below 0. */
const sumOfRow: Operator = (node, inputs) => {
  allowAttributes(node, ["keepdims", "axes", "noop_with_empty_axes"]);
  const scores = need(node, inputs, 0, "scores");
  const axes = optionalTensor(node, inputs, 1)?.values ?? wholes(node, "axes");
  if (axes.length !== 1 || (axes[0] !== 1 && axes[0] !== -1))
    throw refuseNode("CRD-1103", node, `Found a sum along the axes ${axes.join(", ") || "of all"}, expected 1, the scores of a row.`);
  return [{ ...scores, sumOf: scores.model }];
};

const absolute: Operator = (node, inputs) => {
  allowAttributes(node, []);
  const scores = need(node, inputs, 0, "scores");
  if (scores.shown.kind !== "logistic" && scores.shown.kind !== "softmax")
    throw refuseNode("CRD-1103", node, "Found absolute values of margins, expected those of probabilities.");
  return [scores];
};

const where: Operator = (node, inputs) => [fillText(node, need(node, inputs, 0, "columns"), need(node, inputs, 1, "tensor"), need(node, inputs, 2, "columns"))];

const argMax: Operator = (node, inputs) => {
  const input = need(node, inputs, 0, "columns", "scores");
  return [input.kind === "columns" ? argMaxColumns(node, input) : LABEL];
};

const clipAny: Operator = (node, inputs) => [
  clip(
    node,
    need(node, inputs, 0, "columns"),
    [1, 2].map((i) => optionalTensor(node, inputs, i)),
  ),
];

const product: Operator = (node, inputs) => [
  multiply(node, need(node, inputs, 0, "columns", "activations"), need(node, inputs, 1, "tensor"), optionalTensor(node, inputs, 2)),
];

const slice: Operator = (node, inputs) => [
  sliceScores(
    node,
    need(node, inputs, 0, "scores"),
    [1, 2, 3, 4].map((i) => optionalTensor(node, inputs, i)),
  ),
];

/** Every operator that is read. A map, so that no name has a meaning of its own. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["ai.onnx.ml.TreeEnsembleClassifier", classifier(treeClassifier)],
  ["ai.onnx.ml.TreeEnsembleRegressor", onColumns(treeRegressor)],
  ["ai.onnx.ml.TreeEnsemble", onColumns(treeEnsemble5)],
  ["ai.onnx.ml.LinearClassifier", classifier(linearClassifier)],
  ["ai.onnx.ml.LinearRegressor", onColumns(linearRegressor)],
  ["ai.onnx.ml.Scaler", onColumns(scale)],
  ["ai.onnx.ml.Imputer", onColumns(impute)],
  ["ai.onnx.ml.Binarizer", onColumns(binarize)],
  ["ai.onnx.ml.OneHotEncoder", onColumns(oneHot)],
  ["ai.onnx.ml.LabelEncoder", (node, inputs) => [mapCategories(node, need(node, inputs, 0, "columns", "tensor"))]],
  ["ai.onnx.ml.CategoryMapper", (node, inputs) => [mapCategories(node, need(node, inputs, 0, "columns", "tensor"))]],
  ["ai.onnx.ml.ArrayFeatureExtractor", pickAny],
  ["ai.onnx.ml.FeatureVectorizer", (node, inputs) => [vectorise(node, all(node, inputs, "columns"))]],
  ["ai.onnx.ml.Normalizer", onScores(normalizer)],
  ["ai.onnx.ml.ZipMap", onScores(zipMap)],
  ["Identity", identity],
  ["Cast", castAny],
  ["Reshape", reshapeAny],
  ["Flatten", onColumns(flatten)],
  ["Concat", concatAny],
  ["Gather", pickAny],
  ["Where", where],
  ["IsNaN", onColumns(isMissing)],
  ["Clip", clipAny],
  ["Less", (node, inputs) => [less(node, need(node, inputs, 0, "columns"), need(node, inputs, 1, "tensor"))]],
  ["Add", arithmetic],
  ["Sub", arithmetic],
  ["Mul", arithmetic],
  ["Div", arithmetic],
  ["MatMul", product],
  ["Gemm", product],
  ["Relu", onScores(relu)],
  ["Sigmoid", onScores(sigmoid)],
  ["Exp", onScores(exponential)],
  ["Softmax", onScores(softmax)],
  ["ReduceSum", sumOfRow],
  ["Abs", absolute],
  ["ArgMax", argMax],
  ["Slice", slice],
]);
