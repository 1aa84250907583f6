import { allowAttributes, refuseNode, text, whole, wholes } from "./attributes.ts";
import type { GraphNode } from "./graph.ts";
import { elementType, type Tensor } from "./tensor.ts";
import type { Score, Scores } from "./value.ts";

/** Sigmoid: the logistic of every score. */
export function sigmoid(node: GraphNode, scores: Scores): Scores {
  allowAttributes(node, []);
  if (scores.shown.kind !== "identity") throw refuseNode("CRD-1103", node, `Found the logistic of ${scores.shown.kind} scores, expected that of margins.`);
  return { ...scores, shown: { kind: "logistic", slope: 1 } };
}

/** Exp: what a regression with the logarithm as its link makes of its margin. */
export function exponential(node: GraphNode, scores: Scores): Scores {
  allowAttributes(node, []);
  if (scores.shown.kind !== "identity" || scores.scores.length !== 1)
    throw refuseNode("CRD-1103", node, "Found exponentials of several scores, expected that of one margin.");
  return { ...scores, shown: { kind: "named", name: "exp" } };
}

/** True for 2, 4, 1/2 and the like, by which a float is multiplied without rounding. */
const isPowerOfTwo = (value: number) => value > 0 && Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value;

/** Margins times -1, beside which skl2onnx puts them as those of the other class, or the margins of trees times a power of two, as boosting by an exponential loss has them. */
export function multiplyScores(node: GraphNode, scores: Scores, constant: Tensor): Scores {
  allowAttributes(node, []);
  const [by] = constant.values;
  const { model } = scores;
  if (constant.values.length === 1 && typeof by === "number" && scores.shown.kind === "identity") {
    if (by === -1) return { ...scores, scores: scores.scores.map(({ margin, opposite }) => ({ margin, opposite: !opposite })) };
    if (isPowerOfTwo(by) && model.kind === "trees") {
      const trees = model.trees.map((tree) => ({
        ...tree,
        nodes: tree.nodes.map((each) => (each.kind === "leaf" ? { ...each, value: each.value * by } : each)),
      }));
      const initialMargins = model.initialMargins.map((margin) => margin * by);
      return { ...scores, model: { ...model, trees, initialMargins, initialMarginError: model.initialMarginError * by } };
    }
  }
  throw refuseNode("CRD-1103", node, "Found scores times another number, expected margins times -1, or those of trees times a power of two.");
}

/** Softmax over the scores of a row. */
export function softmax(node: GraphNode, scores: Scores): Scores {
  allowAttributes(node, ["axis"]);
  const axis = whole(node, "axis") ?? -1;
  const each = scores.scores.every(({ margin, opposite }, i) => margin === i && !opposite);
  if (scores.shown.kind !== "identity" || !each || (axis !== 1 && axis !== -1))
    throw refuseNode("CRD-1103", node, "Found another softmax, expected that of the margins of a row.");
  return { ...scores, shown: { kind: "softmax" } };
}

/** True where the scores of a row sum to 1 whatever the row, so that dividing by their sum changes nothing. */
function sumsToOne({ shown, scores, model }: Scores): boolean {
  if (shown.kind === "softmax") return true;
  const [first, second] = scores;
  if (shown.kind !== "logistic" || scores.length !== 2 || first === undefined || second === undefined) return false;
  if (first.margin === second.margin) return first.opposite !== second.opposite;
  if (model.kind !== "linear" || first.opposite || second.opposite) return false;
  const [a, b] = [model.margins[first.margin], model.margins[second.margin]];
  return a?.intercept === -(b?.intercept ?? Number.NaN) && a.weights.every((weight, i) => weight === -(b?.weights[i] ?? Number.NaN));
}

/** Scores divided by their sum: nothing where that is 1, one class against all others where each has a logistic of its own. */
export function normalise(node: GraphNode, scores: Scores): Scores {
  if (sumsToOne(scores)) return scores;
  if (scores.shown.kind === "logistic" && scores.scores.length > 2) return { ...scores, shown: { kind: "one-against-all" } };
  throw refuseNode(
    "CRD-1103",
    node,
    "Found scores divided by their sum, which depends on several margins; expected one margin, a softmax, or more than two classes.",
  );
}

/** ai.onnx.ml.Normalizer at the end of a model. */
export function normalizer(node: GraphNode, scores: Scores): Scores {
  allowAttributes(node, ["norm"]);
  const norm = text(node, "norm") ?? "MAX";
  if (norm !== "L1") throw refuseNode("CRD-1103", node, `Found the norm ${JSON.stringify(norm)}, expected L1.`);
  return normalise(node, scores);
}

/** ai.onnx.ml.ZipMap: the same scores by label. */
export function zipMap(node: GraphNode, scores: Scores): Scores {
  allowAttributes(node, ["classlabels_int64s", "classlabels_strings"]);
  return scores;
}

/** Scores by their position: ArrayFeatureExtractor, Gather, or a slice of one column. */
export function pickScores(node: GraphNode, scores: Scores, positions: readonly number[]): Scores {
  const chosen = positions.map((position): Score => {
    const score = scores.scores[position];
    if (score === undefined) throw refuseNode("CRD-1101", node, `Found the score ${position}, expected one from 0 to ${scores.scores.length - 1}.`);
    return score;
  });
  if (scores.shown.kind === "softmax" && chosen.length !== scores.scores.length)
    throw refuseNode("CRD-1103", node, "Found one score of a softmax, expected all of them.");
  return { ...scores, scores: chosen };
}

/** Slice along the scores: from a start to an end. */
export function sliceScores(node: GraphNode, scores: Scores, bounds: readonly (Tensor | undefined)[]): Scores {
  allowAttributes(node, []);
  const [start, end, axes, steps] = bounds.map((tensor) => tensor?.values as readonly number[] | undefined);
  const plain = start?.length === 1 && end?.length === 1 && (axes?.length !== 1 || axes[0] === 1 || axes[0] === -1) && (steps?.[0] ?? 1) === 1;
  if (!plain || axes === undefined) throw refuseNode("CRD-1103", node, "Found another slice, expected neighbouring scores of every row.");
  const [from, to] = [start[0] as number, Math.min(end[0] as number, scores.scores.length)];
  return pickScores(
    node,
    scores,
    Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i),
  );
}

/** 1 - p beside p, as skl2onnx makes the scores of two classes of one. */
export function opposite(node: GraphNode, one: Tensor, scores: Scores): Scores {
  allowAttributes(node, []);
  const [value] = one.values;
  const turned = scores.scores.map(({ margin, opposite }) => ({ margin, opposite: !opposite }));
  if (one.values.length !== 1 || value !== 1 || scores.shown.kind !== "logistic")
    throw refuseNode("CRD-1103", node, "Found another difference, expected 1 less the logistic of a margin.");
  return { ...scores, scores: turned };
}

/** Cast of scores to other floats. */
export function castScores(node: GraphNode, scores: Scores): Scores {
  allowAttributes(node, ["to", "saturate"]);
  const type = elementType(whole(node, "to"));
  if (type === "float" || type === "double") return scores;
  throw refuseNode("CRD-1103", node, `Found scores cast to ${type ?? "another type"}, expected float or double.`);
}

/** A reshape that leaves every row its scores. */
export function reshapeScores(node: GraphNode, scores: Scores, shape: Tensor | undefined): Scores {
  allowAttributes(node, ["allowzero", "shape"]);
  const target = shape === undefined ? wholes(node, "shape") : (shape.values as readonly number[]);
  const count = scores.scores.length;
  if (count === 1 || (target.length > 1 && (target.at(-1) === count || (target.at(-1) === -1 && target[0] === 0)))) return scores;
  throw refuseNode("CRD-1103", node, `Found ${count} scores reshaped to ${target.join(" x ") || "nothing"}, expected those of a row side by side.`);
}

/** Scores of one model side by side. */
export function joinScores(node: GraphNode, parts: readonly Scores[]): Scores {
  allowAttributes(node, ["axis"]);
  const [first] = parts;
  const axis = whole(node, "axis");
  const same = parts.every(({ model, shown }) => model === first?.model && shown.kind === first.shown.kind);
  if (first === undefined || !same || (axis !== 1 && axis !== -1))
    throw refuseNode("CRD-1103", node, "Found scores of several models side by side, expected those of one.");
  return { ...first, scores: parts.flatMap(({ scores }) => scores) };
}
