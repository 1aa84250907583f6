import { allowAttributes, finite, refuseNode, text, texts, whole, wholes } from "./attributes.ts";
import type { GraphNode } from "./graph.ts";
import { floatsOrTensor, NODE_ATTRIBUTES, readEnsembleTrees, readWeights } from "./tree-attributes.ts";
import { classTree, type EnsembleTree, MOST_NODES } from "./tree-nodes.ts";
import type { Columns, Scores, Shown, TreeMargins } from "./value.ts";

const MOST_CLASSES = 1000;

export const POST_TRANSFORMS = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"] as const;
export type PostTransform = (typeof POST_TRANSFORMS)[number];

export function readPostTransform(node: GraphNode): PostTransform {
  const name = text(node, "post_transform") ?? "NONE";
  const found = POST_TRANSFORMS.find((known) => known === name);
  if (found === undefined) throw refuseNode("CRD-1103", node, `Found the post_transform ${JSON.stringify(name)}, expected ${POST_TRANSFORMS.join(", ")}.`);
  return found;
}

/** What a transform makes of one score a class. */
export function shownBy(transform: PostTransform): Shown {
  switch (transform) {
    case "NONE":
      return { kind: "identity" };
    case "LOGISTIC":
      return { kind: "logistic", slope: 1 };
    case "SOFTMAX":
      return { kind: "softmax" };
    case "SOFTMAX_ZERO":
      return { kind: "named", name: "softmax without zeros" };
    case "PROBIT":
      return { kind: "named", name: "probit" };
  }
}

/** How many classes a classifier has, by its labels. */
export function readClasses(node: GraphNode, wholeLabels: string): number {
  const labels: readonly (number | string)[][] = [[...wholes(node, wholeLabels)], [...texts(node, "classlabels_strings")]];
  const given = labels.filter(({ length }) => length > 0);
  const [list] = given;
  if (list === undefined || given.length !== 1) throw refuseNode("CRD-1101", node, "Found labels of both kinds or of none, expected whole numbers or texts.");
  if (new Set(list).size !== list.length) throw refuseNode("CRD-1101", node, "A label stands twice; expected it once.");
  if (list.length < 2) throw refuseNode("CRD-1103", node, "Found one class, expected two at least.");
  if (list.length > MOST_CLASSES) throw refuseNode("CRD-1102", node, `Found ${list.length} classes, at most ${MOST_CLASSES} are read.`);
  return list.length;
}

/** Columns in one line a row, of numbers. */
export function plainColumns(node: GraphNode, columns: Columns): Columns {
  if (columns.dims.length !== 1) throw refuseNode("CRD-1103", node, `Found an input of ${columns.dims.length + 1} dims, expected rows and columns.`);
  if (columns.type === "string" || columns.type === "bool") throw refuseNode("CRD-1103", node, `Found an input of ${columns.type}, expected numbers.`);
  return columns;
}

/** The margins of trees: a tree for each class that it has weights in. Whatever the input, the tool gives them rounded to float32. */
export function treeMargins(
  node: GraphNode,
  columns: Columns,
  trees: readonly EnsembleTree[],
  classes: number,
  base: readonly number[],
  averages: boolean,
): TreeMargins {
  let spent = 0;
  const expanded = trees.flatMap((tree) => {
    const groups = new Set<number>();
    for (const each of tree.nodes.values()) if (each.mode === "LEAF") for (const group of each.weights.keys()) groups.add(group);
    // A tree without any weight is checked like all others, and adds nothing.
    const owned = groups.size === 0 ? [0] : [...groups].sort((a, b) => a - b);
    spent += owned.length * tree.nodes.size;
    if (spent > MOST_NODES) throw refuseNode("CRD-1102", node, `It has more than ${MOST_NODES} nodes, counted once a class.`);
    return owned.map((group) => ({ group, nodes: classTree(node, tree, columns, group) }));
  });
  const divisor = averages ? trees.length : 1;
  const initialMargins = Array.from({ length: classes }, (_, group) => (base[group] ?? 0) * divisor);
  if (initialMargins.some((value, group) => value / divisor !== (base[group] ?? 0))) {
    throw refuseNode("CRD-1105", node, "A base value times the number of trees is no float64, expected one of fewer digits.");
  }
  return {
    kind: "trees",
    columns,
    trees: expanded,
    initialMargins,
    initialMarginError: 0,
    divisor,
    summation: "float32",
  };
}

/** How two classes come of weights in one of them or in both, as onnxruntime makes them; see docs/formats/onnx.md. */
function twoClasses(node: GraphNode, model: TreeMargins, weighted: ReadonlySet<number>, transform: PostTransform, base: number): Scores {
  const refuseBase = (expected: string) =>
    refuseNode("CRD-1103", node, `Found ${base} base values and weights in ${[...weighted].join(" and ") || "no"} of two classes, expected ${expected}.`);
  if (weighted.size === 2) {
    // onnxruntime adds one base value to the first class only, and of two loses the second class' own weights.
    if (base !== 0) throw refuseBase("no base value");
    return {
      kind: "scores",
      model,
      shown: shownBy(transform),
      scores: [
        { margin: 0, opposite: false },
        { margin: 1, opposite: false },
      ],
    };
  }
  if (weighted.has(1)) {
    // It passes one base value over, and of two gives the second alone.
    if (base !== 0) throw refuseBase("no base value");
    if (transform === "SOFTMAX_ZERO")
      throw refuseNode("CRD-1103", node, "Found SOFTMAX_ZERO with weights in one class, of which every score is 1; expected another transform.");
    // The first class has the score 0, so that the softmax of both is the logistic of the second.
    const shown: Shown = transform === "SOFTMAX" ? { kind: "logistic", slope: 1 } : shownBy(transform);
    return {
      kind: "scores",
      model,
      shown,
      scores: [
        { margin: 1, opposite: true },
        { margin: 1, opposite: false },
      ],
    };
  }
  if (base > 1) throw refuseBase("one base value at most");
  // Weights of class 0 count for the second class, and only a logistic is made of them.
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

/**
 * ai.onnx.ml.TreeEnsembleClassifier.
 * @throws CredenceError CRD-1101 to CRD-1105 with the node.
 */
export function treeClassifier(node: GraphNode, input: Columns): Scores {
  allowAttributes(node, [
    ...NODE_ATTRIBUTES,
    "class_ids",
    "class_nodeids",
    "class_treeids",
    "class_weights",
    "class_weights_as_tensor",
    "classlabels_int64s",
    "classlabels_strings",
  ]);
  const columns = plainColumns(node, input);
  const classes = readClasses(node, "classlabels_int64s");
  const transform = readPostTransform(node);
  const weights = readWeights(node, "class", columns, classes);
  const trees = readEnsembleTrees(node, columns, weights);
  const base = finite(node, "base_values", floatsOrTensor(node, "base_values", columns));
  if (classes > 2 && base.length !== 0 && base.length !== classes) {
    throw refuseNode("CRD-1103", node, `Found ${base.length} base values, expected none or one for each of ${classes} classes.`);
  }
  const model = treeMargins(node, columns, trees, classes, base, false);
  if (classes === 2) return twoClasses(node, model, new Set(wholes(node, "class_ids")), transform, base.length);
  return { kind: "scores", model, shown: shownBy(transform), scores: model.initialMargins.map((_, margin) => ({ margin, opposite: false })) };
}

/** What targets are shown as. Of a single one onnxruntime passes logistic and softmax over, and the specification does not. */
export function targetScores(node: GraphNode, model: TreeMargins, transform: PostTransform): Scores {
  const single = model.initialMargins.length === 1;
  if (single && transform !== "NONE" && transform !== "PROBIT") {
    throw refuseNode("CRD-1103", node, `Found the post_transform ${transform} of one target, which tools read in two ways; expected NONE or PROBIT.`);
  }
  return { kind: "scores", model, shown: shownBy(transform), scores: model.initialMargins.map((_, margin) => ({ margin, opposite: false })) };
}

export function readTargets(node: GraphNode): number {
  const targets = whole(node, "n_targets") ?? 0;
  if (targets >= 1 && targets <= MOST_CLASSES) return targets;
  throw refuseNode("CRD-1101", node, `Found ${targets} targets, expected 1 to ${MOST_CLASSES}.`);
}

/** ai.onnx.ml.TreeEnsembleRegressor. @throws CredenceError CRD-1101 to CRD-1105 with the node. */
export function treeRegressor(node: GraphNode, input: Columns): Scores {
  allowAttributes(node, [
    ...NODE_ATTRIBUTES,
    "aggregate_function",
    "n_targets",
    "target_ids",
    "target_nodeids",
    "target_treeids",
    "target_weights",
    "target_weights_as_tensor",
  ]);
  const columns = plainColumns(node, input);
  const aggregate = text(node, "aggregate_function") ?? "SUM";
  if (aggregate !== "SUM" && aggregate !== "AVERAGE")
    throw refuseNode("CRD-1103", node, `Found the aggregate_function ${JSON.stringify(aggregate)}, expected SUM or AVERAGE.`);
  const targets = readTargets(node);
  const trees = readEnsembleTrees(node, columns, readWeights(node, "target", columns, targets));
  const base = finite(node, "base_values", floatsOrTensor(node, "base_values", columns));
  if (base.length !== 0 && base.length !== targets) throw refuseNode("CRD-1101", node, `Found ${base.length} base values, expected none or ${targets}.`);
  return targetScores(node, treeMargins(node, columns, trees, targets, base, aggregate === "AVERAGE"), readPostTransform(node));
}
