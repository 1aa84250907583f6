import { allowAttributes, finite, finiteFloats, refuseNode, text, whole } from "./attributes.ts";
import type { GraphNode } from "./graph.ts";
import type { Tensor } from "./tensor.ts";
import { plainColumns, readClasses, readPostTransform, shownBy } from "./tree-ensemble.ts";
import type { Activations, Columns, LinearMargins, NetworkMargins, Scores } from "./value.ts";

/** Sums of one layer, and layers, beyond what a model of scores has. */
const MOST_NEURONS = 1024;
const MOST_LAYERS = 16;

/** One margin a row of weights, over columns whose every entry is a weight. */
function linearMargins(
  node: GraphNode,
  columns: Columns,
  rows: readonly (readonly number[])[],
  intercepts: readonly number[],
  summation: LinearMargins["summation"],
): LinearMargins {
  const width = columns.cells.length;
  if (rows.some((weights) => weights.length !== width))
    throw refuseNode("CRD-1101", node, `Found weights for ${rows[0]?.length ?? 0} columns, expected ${width}.`);
  return { kind: "linear", columns, margins: rows.map((weights, i) => ({ intercept: intercepts[i] ?? 0, weights })), summation };
}

/** One margin a row of weights, over activations. */
function networkMargins(node: GraphNode, { columns, layers, summation }: Activations, rows: readonly (readonly number[])[]): NetworkMargins {
  const width = layers.at(-1)?.length;
  if (rows.some((weights) => weights.length !== width))
    throw refuseNode("CRD-1101", node, `Found weights for ${rows[0]?.length ?? 0} neurons, expected ${width}.`);
  return { kind: "network", columns, hidden: layers, margins: rows.map((weights) => ({ intercept: 0, weights })), summation };
}

const rowsOf = (values: readonly number[], count: number): number[][] =>
  Array.from({ length: count }, (_, i) => values.slice(i * Math.ceil(values.length / count), (i + 1) * Math.ceil(values.length / count)));

const asIs = (model: LinearMargins | NetworkMargins, shown: Scores["shown"]): Scores => ({
  kind: "scores",
  model,
  shown,
  scores: model.margins.map((_, margin) => ({ margin, opposite: false })),
});

/** ai.onnx.ml.LinearClassifier, counted in float32 whatever its input. @throws CredenceError CRD-1101 to CRD-1105 with the node. */
export function linearClassifier(node: GraphNode, input: Columns): Scores {
  allowAttributes(node, ["classlabels_ints", "classlabels_strings", "coefficients", "intercepts", "multi_class", "post_transform"]);
  const columns = plainColumns(node, input);
  const classes = readClasses(node, "classlabels_ints");
  const coefficients = finiteFloats(node, "coefficients");
  const intercepts = finiteFloats(node, "intercepts");
  const count = intercepts.length;
  if (count !== classes && !(count === 1 && classes === 2))
    throw refuseNode("CRD-1101", node, `Found ${count} intercepts of ${classes} classes, expected one each.`);
  if (coefficients.length !== count * columns.cells.length) {
    throw refuseNode("CRD-1101", node, `Found ${coefficients.length} coefficients, expected ${count} times the ${columns.cells.length} columns.`);
  }
  const transform = readPostTransform(node);
  const model = linearMargins(node, columns, rowsOf(coefficients, count), intercepts, "float32");
  if (count > 1) return asIs(model, shownBy(transform));
  // One margin is that of the second class; a softmax is passed over, as onnxruntime does.
  const shown = transform === "LOGISTIC" || transform === "PROBIT" ? shownBy(transform) : shownBy("NONE");
  return {
    kind: "scores",
    model,
    shown,
    scores: [
      { margin: 0, opposite: true },
      { margin: 0, opposite: false },
    ],
  };
}

/** ai.onnx.ml.LinearRegressor. @throws CredenceError CRD-1101 to CRD-1105 with the node. */
export function linearRegressor(node: GraphNode, input: Columns): Scores {
  allowAttributes(node, ["coefficients", "intercepts", "post_transform", "targets"]);
  const columns = plainColumns(node, input);
  const targets = whole(node, "targets") ?? 1;
  if (targets !== 1) throw refuseNode("CRD-1103", node, `Found ${targets} targets, expected 1.`);
  const transform = text(node, "post_transform") ?? "NONE";
  if (transform !== "NONE")
    throw refuseNode("CRD-1103", node, `Found the post_transform ${JSON.stringify(transform)} of one target, which tools read in two ways; expected NONE.`);
  const intercepts = finiteFloats(node, "intercepts");
  if (intercepts.length > 1) throw refuseNode("CRD-1101", node, `Found ${intercepts.length} intercepts, expected one or none.`);
  return asIs(linearMargins(node, columns, [finiteFloats(node, "coefficients")], intercepts, "float32"), shownBy("NONE"));
}

/** A matrix of weights and, of Gemm, a bias: what skl2onnx writes of linear models in float64, and every tool of the layers of a network. */
export function multiply(node: GraphNode, input: Columns | Activations, weights: Tensor, bias: Tensor | undefined): Scores {
  allowAttributes(node, ["alpha", "beta", "transA", "transB"]);
  const one = (name: string) => node.attributes.get(name)?.value ?? 1;
  if (one("alpha") !== 1 || one("beta") !== 1 || (whole(node, "transA") ?? 0) !== 0)
    throw refuseNode("CRD-1103", node, "Found a Gemm with factors of its own, expected a plain product.");
  const columns = input.kind === "columns" ? plainColumns(node, input) : input.columns;
  if (weights.type !== columns.type || (weights.type !== "float" && weights.type !== "double")) {
    throw refuseNode("CRD-1103", node, `Found weights of ${weights.type} and an input of ${columns.type}, expected floats of one width.`);
  }
  const [first, second] = weights.dims;
  if (weights.dims.length > 2 || first === undefined) throw refuseNode("CRD-1103", node, `Found weights of ${weights.dims.length} dims, expected a matrix.`);
  const values = finite(node, "its weights", weights.values as readonly number[]);
  const byMargin = (whole(node, "transB") ?? 0) === 1;
  const count = byMargin ? first : (second ?? 1);
  const rows = byMargin ? rowsOf(values, count) : Array.from({ length: count }, (_, margin) => values.filter((_, i) => i % count === margin));
  if (count > MOST_NEURONS) throw refuseNode("CRD-1102", node, `It gives ${count} sums, at most ${MOST_NEURONS} are read.`);
  const summation = columns.type === "double" ? "float64" : "float32";
  const model = input.kind === "columns" ? linearMargins(node, columns, rows, [], summation) : networkMargins(node, input, rows);
  const scores = asIs(model, shownBy("NONE"));
  return bias === undefined ? scores : addIntercepts(node, scores, bias);
}

/** Adds constants to margins that nothing was made of yet: Add, or the bias of Gemm. */
export function addIntercepts(node: GraphNode, scores: Scores, constant: Tensor): Scores {
  const { model, shown } = scores;
  const values = finite(node, "its constant", constant.values as readonly number[]);
  if (model.kind === "trees" || shown.kind !== "identity" || (values.length !== 1 && values.length !== model.margins.length)) {
    throw refuseNode("CRD-1103", node, "Found a sum with scores, expected the intercepts of a linear model or a layer.");
  }
  const margins = model.margins.map((margin, i) => {
    if (margin.intercept !== 0) throw refuseNode("CRD-1103", node, "Found a second intercept, expected one.");
    return { ...margin, intercept: values[values.length === 1 ? 0 : i] as number };
  });
  return { ...scores, model: { ...model, margins } };
}

/** Relu of all the sums of a layer. */
export function relu(node: GraphNode, { model, shown, scores, sumOf }: Scores): Activations {
  allowAttributes(node, []);
  const whole = model.kind !== "trees" && scores.length === model.margins.length && scores.every(({ margin, opposite }, i) => margin === i && !opposite);
  if (model.kind === "trees" || !whole || shown.kind !== "identity" || sumOf !== undefined)
    throw refuseNode("CRD-1103", node, "Found Relu of other scores, expected that of all the sums of a dense layer.");
  const layers = [...(model.kind === "network" ? model.hidden : []), model.margins];
  if (layers.length > MOST_LAYERS) throw refuseNode("CRD-1102", node, `It is the ${layers.length}th layer, at most ${MOST_LAYERS} are read.`);
  return { kind: "activations", columns: model.columns, summation: model.summation, layers };
}
