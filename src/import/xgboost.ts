import { CredenceError } from "../errors/credence-error.ts";
import type { LinearIR } from "../model/linear-ir.ts";
import type { Link, MarginSource, ModelColumn } from "../model/model-column.ts";
import type { Tree, TreeEnsembleIR } from "../model/trees-ir.ts";
import { type DocumentNode, field, items, optionalField, placeOf, text, unexpected, wholeNumber } from "./document.ts";
import { presentOrNothing, readLinearBooster } from "./xgboost-linear.ts";
import { readXgboostTree } from "./xgboost-tree.ts";

/** More than any ensemble that is fitted for credit; a larger claim is a mistake or an attack. */
const MOST_TREES = 100_000;
const MOST_COLUMNS = 100_000;
const MOST_CLASSES = 1000;

/** True for a document that has the entries of an XGBoost model. */
export const isXgboost = ({ value }: DocumentNode): boolean => value instanceof Map && value.has("learner");

const unsupported = (node: DocumentNode, found: string, expected: string) =>
  new CredenceError("CRD-1103", `Found ${found}, expected ${expected}.`, { place: placeOf(node) });

/** What the margin of a base score is: the score itself, or the logit or logarithm of it. */
type BaseScale = "margin" | "probability" | "mean";

const OBJECTIVES = [
  ...[
    "binary:logistic",
    "binary:logitraw",
    "binary:hinge",
    "reg:logistic",
    "reg:squarederror",
    "reg:squaredlogerror",
    "reg:absoluteerror",
    "reg:pseudohubererror",
  ],
  ...["reg:quantileerror", "reg:gamma", "reg:tweedie", "count:poisson", "multi:softprob or multi:softmax"],
];

/** What the objective makes of the margin, and what `base_score` is. */
function readObjective(node: DocumentNode): { link: Link; base: BaseScale } {
  const name = text(node);
  switch (name) {
    case "binary:logistic":
    case "reg:logistic":
      return { link: { kind: "logistic", slope: 1 }, base: "probability" };
    case "binary:logitraw":
      return { link: { kind: "logistic", slope: 1 }, base: "margin" };
    case "reg:squarederror":
    case "reg:linear":
    case "reg:absoluteerror":
    case "reg:pseudohubererror":
    case "reg:squaredlogerror":
    case "reg:quantileerror":
      return { link: { kind: "identity" }, base: "margin" };
    case "binary:hinge":
      return { link: { kind: "named", name: "sign" }, base: "margin" };
    case "reg:gamma":
    case "reg:tweedie":
    case "count:poisson":
      return { link: { kind: "named", name: "exp" }, base: "mean" };
    case "multi:softprob":
    case "multi:softmax":
      return { link: { kind: "softmax" }, base: "margin" };
  }
  throw unsupported(node, JSON.stringify(name), OBJECTIVES.join(", "));
}

/** The space between a float32 and the next one away from zero. */
const spacing32 = (value: number): number => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);

/**
 * Margin of a base score b: the tool's logf(b) of a mean, or -logf(1 / b - 1) of a probability, in float32. The logarithm of the float32 that it is taken of is given here rounded to the nearest
 * float32, from which a mathematics library may differ by one place. That place is the error, and nobody is decided within it of a cut-off. The logarithm of 1 is exactly 0.
 */
function logarithm32(base: number, of: "probability" | "mean"): { margin: number; error: number } {
  const margin = Math.fround(of === "mean" ? Math.log(base) : -Math.log(Math.fround(Math.fround(1 / base) - 1)));
  return margin === 0 ? { margin: 0, error: 0 } : { margin, error: spacing32(margin) };
}

/** `"5E-1"`, or from version 3 on `"[2.2E-1]"`, with one number a class. */
function readBaseScore(node: DocumentNode, classes: number, scale: BaseScale): { margins: number[]; error: number } {
  const list = text(node)
    .replace(/^\[|\]$/g, "")
    .split(",");
  const values = list.map((item) => (/^\s*[+-]?\d+(\.\d*)?([eE][+-]?\d+)?\s*$/.test(item) ? Math.fround(Number(item)) : Number.NaN));
  if (values.some((value) => !Number.isFinite(value)) || (values.length !== 1 && values.length !== classes)) {
    throw unexpected(node, classes === 1 ? "a number" : `1 or ${classes} numbers`);
  }
  const all = values.length === classes ? values : Array.from({ length: classes }, () => values[0] as number);
  if (scale === "margin") return { margins: all, error: 0 };
  const logarithms = all.map((value) => {
    if (value > 0 && (value < 1 || scale === "mean")) return logarithm32(value, scale);
    throw unexpected(node, scale === "mean" ? "a mean above 0" : "a probability above 0 and below 1");
  });
  return { margins: logarithms.map(({ margin }) => margin), error: Math.max(...logarithms.map(({ error }) => error)) };
}

/** Values of the categories that version 3.1 and later keep with the model: text as offsets into bytes, or numbers. */
function readCategories(node: DocumentNode): readonly string[] | undefined {
  const values = field(node, "values").value;
  const offsets = optionalField(node, "offsets")?.value;
  if (!Array.isArray(values)) throw unexpected(field(node, "values"), "a list");
  if (offsets === undefined) return values.length === 0 ? undefined : values.map(String);
  if (!Array.isArray(offsets)) throw unexpected(field(node, "offsets"), "a list");
  if (offsets.length === 0) return undefined;
  const valid = offsets.every((end, i) => Number.isInteger(end) && end >= (i === 0 ? 0 : offsets[i - 1]) && end <= values.length) && offsets[0] === 0;
  if (!valid || !values.every((byte) => Number.isInteger(byte) && byte >= -128 && byte < 256)) throw unexpected(node, "offsets that ascend into bytes");
  const bytes = Uint8Array.from(values as number[], (byte) => byte & 255);
  return offsets.slice(1).map((end, i) => new TextDecoder().decode(bytes.subarray(offsets[i] as number, end as number)));
}

function readColumns(learner: DocumentNode, model: DocumentNode, count: number): ModelColumn[] {
  const names = optionalField(learner, "feature_names");
  const given = names === undefined ? [] : items(names).map(text);
  if (given.length !== 0 && given.length !== count) throw unexpected(field(learner, "feature_names"), `${count} names`);
  const twice = given.find((name, i) => given.indexOf(name) !== i);
  if (twice !== undefined) throw new CredenceError("CRD-1101", `The column ${twice} stands twice.`, { place: placeOf(field(learner, "feature_names")) });
  const cats = optionalField(model, "cats");
  const encodings = cats === undefined ? [] : items(field(cats, "enc")).map(readCategories);
  return Array.from({ length: count }, (_, i): ModelColumn => {
    const categories = encodings[i];
    return { name: given[i] ?? `f${i}`, ...(categories === undefined ? {} : { categories }) };
  });
}

/** The booster's trees, and under `dart` the weight of each. */
function openBooster(booster: DocumentNode): { model: DocumentNode; weights: DocumentNode | undefined } {
  const name = text(field(booster, "name"));
  if (name === "gbtree") return { model: field(booster, "model"), weights: undefined };
  if (name === "dart") return { model: field(field(booster, "gbtree"), "model"), weights: field(booster, "weight_drop") };
  throw unsupported(field(booster, "name"), JSON.stringify(name), "gbtree, dart or gblinear");
}

/** How many trees count: those up to the best iteration, as the tool's own predict takes them. */
function treesUsed(learner: DocumentNode, perIteration: number, all: number): { used: number; notes: string[] } {
  const attributes = optionalField(learner, "attributes");
  const best = attributes === undefined ? undefined : optionalField(attributes, "best_iteration");
  if (best === undefined) return { used: all, notes: [] };
  const used = (wholeNumber(best, 0, MOST_TREES) + 1) * perIteration;
  if (used > all) throw unexpected(best, `an iteration of the ${all / perIteration} that the file has`);
  return used === all
    ? { used, notes: [] }
    : { used, notes: [`${used} of ${all} trees count: the file names iteration ${text(best)} as the best, and the tool's predict stops there.`] };
}

/** Trees whose leaves have a number for each class, all in one: no sum of trees a class. @throws CredenceError CRD-1103 */
function refuseVectorLeaves(trees: readonly DocumentNode[]): void {
  for (const tree of trees) {
    const size = optionalField(field(tree, "tree_param"), "size_leaf_vector");
    if (size !== undefined && wholeNumber(size, 0, MOST_CLASSES) > 1)
      throw unsupported(size, "leaves of several numbers (multi_strategy multi_output_tree)", "one tree a class (one_output_per_tree)");
  }
}

/**
 * XGBoost's own JSON or UBJ, as `save_model` writes it: gradient-boosted trees, DART and linear boosters, with one margin or one a class.
 * @throws CredenceError CRD-1101 (malformed), CRD-1102 (too much), CRD-1103 (booster or objective), CRD-1104 (a tree), CRD-1105 (a number), with file and entry.
 */
export function importXgboost(document: DocumentNode, source: Omit<MarginSource, "file">): LinearIR | TreeEnsembleIR {
  const learner = field(document, "learner");
  const version = field(document, "version");
  const major = items(version)[0];
  if (major === undefined) throw unexpected(version, "a version such as [3, 2, 0]");
  wholeNumber(major, 1, 3);

  const parameters = field(learner, "learner_model_param");
  const targets = optionalField(parameters, "num_target");
  if (targets !== undefined) wholeNumber(targets, 1, 1);
  const classes = Math.max(1, wholeNumber(field(parameters, "num_class"), 0, MOST_CLASSES));
  const columnCount = wholeNumber(field(parameters, "num_feature"), 1, MOST_COLUMNS);

  const { link, base } = readObjective(field(field(learner, "objective"), "name"));
  if ((link.kind === "softmax") !== classes > 1) throw unexpected(field(parameters, "num_class"), link.kind === "softmax" ? "at least 2 classes" : "0 classes");
  const { margins, error } = readBaseScore(field(parameters, "base_score"), classes, base);

  const booster = field(learner, "gradient_booster");
  if (text(field(booster, "name")) === "gblinear") {
    const linear = field(booster, "model");
    const columns = readColumns(learner, linear, columnCount);
    const { margins: read, startError } = readLinearBooster(linear, columnCount, margins);
    return {
      kind: "linear",
      source: { file: document.file, ...source },
      columns,
      pipeline: presentOrNothing(columns),
      margins: read,
      interceptError: error + startError,
      link,
      summation: "float32",
      notes: [],
    };
  }
  const { model, weights } = openBooster(booster);
  const columns = readColumns(learner, model, columnCount);
  const settings = field(model, "gbtree_model_param");
  const count = wholeNumber(field(settings, "num_trees"), 1, MOST_TREES);
  const parallel = optionalField(settings, "num_parallel_tree");
  const perIteration = classes * Math.max(1, parallel === undefined ? 1 : wholeNumber(parallel, 0, MOST_TREES));
  const trees = items(field(model, "trees"));
  refuseVectorLeaves(trees);
  if (trees.length !== count) throw unexpected(field(model, "trees"), `the ${count} trees that num_trees claims`);
  if (count % perIteration !== 0) throw unexpected(field(settings, "num_trees"), `a multiple of the ${perIteration} trees of an iteration`);
  const groups = items(field(model, "tree_info"));
  if (groups.length !== count) throw unexpected(field(model, "tree_info"), `one class for each of the ${count} trees`);
  const drop = weights === undefined ? undefined : items(weights);
  if (drop !== undefined && drop.length !== count) throw unexpected(weights as DocumentNode, `one weight for each of the ${count} trees`);

  const { used, notes } = treesUsed(learner, perIteration, count);
  const read = trees.map((tree, i): Tree => {
    const weight = drop?.[i];
    const factor = weight === undefined ? 1 : weight.value;
    if (typeof factor !== "number" || !Number.isFinite(Math.fround(factor))) throw unexpected(weight as DocumentNode, "a finite weight");
    return { group: wholeNumber(groups[i] as DocumentNode, 0, classes - 1), nodes: readXgboostTree(tree, columnCount, Math.fround(factor)) };
  });
  return {
    kind: "trees",
    source: { file: document.file, ...source },
    columns,
    trees: read.slice(0, used),
    initialMargins: margins,
    initialMarginError: error,
    divisor: 1,
    link,
    summation: "float32",
    notes,
  };
}
