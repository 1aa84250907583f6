import { describe, expect, it } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { importBytes } from "../../src/import/import-model.ts";
import { countRefused, expectRefusedCheaply } from "./hostile-bytes.ts";
import { LIGHTGBM, ubjOf, withEntry, type XgboostModel, xgboostModel } from "./tree-files.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const json = (model: unknown) => JSON.stringify(model, null, 1);
const MODEL = "learner.gradient_booster.model";
const TREE = `${MODEL}.trees.0`;

/** What is wrong, the content, the error's code, its place, what its message names. */
type Twin = [what: string, content: string | Uint8Array, code: string, place: string | RegExp, message: RegExp];

/** A twin whose entry at a path is another. */
const entry = (what: string, path: string, value: unknown, code: string, place: string, message: RegExp): Twin => [
  what,
  json(withEntry(path, value)),
  code,
  `model at ${place}`,
  message,
];
const text = (from: string | RegExp, to: string) => {
  const before = json(xgboostModel());
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${from} is not in the model`);
  return after;
};

/** The model with other children of its first tree's three splits. */
const branches = (left: number[], right: number[]) => {
  const model = xgboostModel();
  const { trees } = model.learner.gradient_booster.model as { trees: Record<string, number[]>[] };
  const leaves = [-1, -1, -1, -1];
  Object.assign(trees[0] as object, { left_children: [...left, ...leaves], right_children: [...right, ...leaves] });
  return json(model);
};

const xgboost: Twin[] = [
  // The document.
  ["a file cut short", json(xgboostModel()).slice(0, -40), "CRD-1101", /^model:\d+:\d+$/, /end of the file/],
  ["a file cut within text", json(xgboostModel()).slice(0, 27), "CRD-1101", /^model:\d+:\d+$/, /quote is closed/],
  ["something after the end", `${json(xgboostModel())}{}`, "CRD-1101", /^model:\d+:\d+$/, /after the end of the document/],
  ["a key twice", text('"version"', '"learner": {},\n "version"'), "CRD-1101", /^model:\d+:2$/, /"learner" stands twice/],
  ["a key twice within", text('"name": "gbtree"', '"name": "gbtree", "name": "dart"'), "CRD-1101", /^model:\d+:\d+$/, /"name" stands twice/],
  ["a key twice by an escape", text('"name": "gbtree"', '"name": "gbtree", "n\\u0061me": "dart"'), "CRD-1101", /^model:\d+:\d+$/, /"name" stands twice/],
  ["a comma before the end of a list", text(/-1\n(\s+)\]/, "-1,\n$1]"), "CRD-1101", /^model:\d+:\d+$/, /expected a value/],
  ["a comment", text('"version"', '/* 3 */ "version"'), "CRD-1101", /^model:\d+:\d+$/, /expected text in quotes/],
  ["single quotes", text('"gbtree"', "'gbtree'"), "CRD-1101", /^model:\d+:\d+$/, /expected a value/],
  ["a line break in text", text('"gbtree"', '"gb\ntree"'), "CRD-1101", /^model:\d+:\d+$/, /control characters/],
  ["an unknown escape", text('"gbtree"', '"gb\\xtree"'), "CRD-1101", /^model:\d+:\d+$/, /unknown escapes/],
  ["a number with a leading zero", text("35.5", "035.5"), "CRD-1101", /^model:\d+:\d+$/, /"35\.5.*expected a comma/],
  ["a hexadecimal number", text("35.5", "0x23"), "CRD-1101", /^model:\d+:\d+$/, /expected a comma/],
  ["NaN as a leaf", text("0.125", "NaN"), "CRD-1105", `model at ${TREE}.split_conditions.5`, /NaN, expected a float32/],
  ["an infinite leaf", text("0.125", "-Infinity"), "CRD-1105", `model at ${TREE}.split_conditions.5`, /-Infinity, expected a float32/],
  ["NaN as a threshold", text("35.5", "NaN"), "CRD-1105", `model at ${TREE}.split_conditions.0`, /NaN, expected a float32/],
  ["a leaf beyond float64", text("0.125", "1e999"), "CRD-1105", `model at ${TREE}.split_conditions.5`, /Infinity, expected a float32/],
  ["another word for infinity", text("0.125", "inf"), "CRD-1101", /^model:\d+:\d+$/, /"inf.*expected a value/],
  ["NaN as a child", text("-1", "NaN"), "CRD-1101", /^model at learner.*_children/, /NaN, expected a whole number/],
  ["NaN as a count", text('"num_nodes": "7"', '"num_nodes": NaN'), "CRD-1101", `model at ${TREE}.tree_param.num_nodes`, /NaN, expected a whole number/],
  ["a document that is a list", "[]", "CRD-1003", "model", /with an entry learner/],
  ["another tool's JSON", '{"name": "tree", "trees": []}', "CRD-1003", "model", /with an entry learner/],
  ["an object of prototype keys", '{"__proto__": {"learner": {}}}', "CRD-1003", "model", /with an entry learner/],
  [
    "a learner in the prototype",
    text('"objective"', '"__proto__": {"objective": {"name": "binary:logistic"}}, "objektive"'),
    "CRD-1101",
    "model at learner",
    /no objective/,
  ],
  ["a constructor for a tree", json(withEntry(TREE, "constructor")), "CRD-1101", `model at ${TREE}`, /"constructor", expected an object/],
  ["a byte order mark within", text('"version"', '\uFEFF"version"'), "CRD-1101", /^model:\d+:\d+$/, /expected text in quotes/],

  // The head.
  entry("no version", "version", undefined, "CRD-1101", "", /no version/),
  entry("an empty version", "version", [], "CRD-1101", "version", /expected a version/),
  entry("a version of the future", "version", [4, 0, 0], "CRD-1101", "version.0", /4, expected a whole number from 1 to 3/),
  entry("no objective", "learner.objective", undefined, "CRD-1101", "learner", /no objective/),
  entry("a ranking", "learner.objective.name", "rank:ndcg", "CRD-1103", "learner.objective.name", /"rank:ndcg", expected binary:logistic/),
  entry("a time until default", "learner.objective.name", "survival:aft", "CRD-1103", "learner.objective.name", /survival:aft/),
  entry("an objective from the prototype", "learner.objective.name", "toString", "CRD-1103", "learner.objective.name", /toString/),
  entry(
    "two targets",
    "learner.learner_model_param.num_target",
    "2",
    "CRD-1101",
    "learner.learner_model_param.num_target",
    /"2", expected a whole number from 1 to 1/,
  ),
  entry("classes without a softmax", "learner.learner_model_param.num_class", "3", "CRD-1101", "learner.learner_model_param.num_class", /expected 0 classes/),
  entry("a softmax without classes", "learner.objective.name", "multi:softprob", "CRD-1101", "learner.learner_model_param.num_class", /at least 2 classes/),
  entry("a base score of 1", "learner.learner_model_param.base_score", "1", "CRD-1101", "learner.learner_model_param.base_score", /above 0 and below 1/),
  entry(
    "a base score below 0",
    "learner.learner_model_param.base_score",
    "[-5E-1]",
    "CRD-1101",
    "learner.learner_model_param.base_score",
    /above 0 and below 1/,
  ),
  entry(
    "a base score that is none",
    "learner.learner_model_param.base_score",
    "[nan]",
    "CRD-1101",
    "learner.learner_model_param.base_score",
    /expected a number/,
  ),
  entry("two base scores", "learner.learner_model_param.base_score", "[1E-1,2E-1]", "CRD-1101", "learner.learner_model_param.base_score", /expected a number/),
  entry("a base score as a number", "learner.learner_model_param.base_score", 0.5, "CRD-1101", "learner.learner_model_param.base_score", /0.5, expected text/),
  entry("no columns", "learner.learner_model_param.num_feature", "0", "CRD-1101", "learner.learner_model_param.num_feature", /from 1 to/),
  entry("10^7 columns", "learner.learner_model_param.num_feature", "10000000", "CRD-1101", "learner.learner_model_param.num_feature", /from 1 to 100000/),
  entry("a name too few", "learner.feature_names", ["age", "income"], "CRD-1101", "learner.feature_names", /expected 3 names/),
  entry("a name twice", "learner.feature_names", ["age", "age", "home"], "CRD-1101", "learner.feature_names", /age stands twice/),
  entry("a name that is no text", "learner.feature_names", ["age", 7, "home"], "CRD-1101", "learner.feature_names.1", /7, expected text/),
  entry(
    "categories that run out of their bytes",
    `${MODEL}.cats.enc.2`,
    { offsets: [0, 99], values: [111] },
    "CRD-1101",
    `${MODEL}.cats.enc.2`,
    /offsets that ascend/,
  ),
  entry(
    "categories that run backwards",
    `${MODEL}.cats.enc.2`,
    { offsets: [0, 3, 1], values: [111, 119, 110] },
    "CRD-1101",
    `${MODEL}.cats.enc.2`,
    /offsets that ascend/,
  ),

  // The booster.
  entry(
    "an unknown booster",
    "learner.gradient_booster.name",
    "gbforest",
    "CRD-1103",
    "learner.gradient_booster.name",
    /"gbforest", expected gbtree, dart or gblinear/,
  ),
  entry("a linear booster without weights", "learner.gradient_booster.name", "gblinear", "CRD-1101", "learner.gradient_booster.model", /weights/),
  entry("a booster that is none", "learner.gradient_booster.name", "boosty", "CRD-1103", "learner.gradient_booster.name", /boosty/),
  entry("DART without its trees", "learner.gradient_booster.name", "dart", "CRD-1101", "learner.gradient_booster", /no gbtree/),
  entry("no trees", `${MODEL}.trees`, undefined, "CRD-1101", MODEL, /no trees/),
  entry("a tree too few", `${MODEL}.gbtree_model_param.num_trees`, "3", "CRD-1101", `${MODEL}.trees`, /the 3 trees that num_trees claims/),
  entry("10^7 trees", `${MODEL}.gbtree_model_param.num_trees`, "10000000", "CRD-1101", `${MODEL}.gbtree_model_param.num_trees`, /from 1 to 100000/),
  entry("trees that are no list", `${MODEL}.trees`, { 0: {} }, "CRD-1101", `${MODEL}.trees`, /an object, expected a list/),
  entry("a class too few", `${MODEL}.tree_info`, [0], "CRD-1101", `${MODEL}.tree_info`, /one class for each/),
  entry("a class that there is not", `${MODEL}.tree_info.1`, 5, "CRD-1101", `${MODEL}.tree_info.1`, /5, expected a whole number from 0 to 0/),
  entry(
    "iterations that trees do not fill",
    `${MODEL}.gbtree_model_param.num_parallel_tree`,
    "3",
    "CRD-1101",
    `${MODEL}.gbtree_model_param.num_trees`,
    /a multiple of the 3/,
  ),
  entry(
    "a best iteration that there is not",
    "learner.attributes.best_iteration",
    "2",
    "CRD-1101",
    "learner.attributes.best_iteration",
    /an iteration of the 2/,
  ),
  entry("a best iteration below 0", "learner.attributes.best_iteration", "-1", "CRD-1101", "learner.attributes.best_iteration", /from 0/),
  entry("a best iteration that is none", "learner.attributes.best_iteration", "nine", "CRD-1101", "learner.attributes.best_iteration", /"nine"/),

  // A tree.
  entry("10^7 nodes", `${TREE}.tree_param.num_nodes`, "10000000", "CRD-1101", `${TREE}.tree_param.num_nodes`, /from 1 to 4194304/),
  entry("more nodes than there are", `${TREE}.tree_param.num_nodes`, "4000000", "CRD-1101", `${TREE}.left_children`, /a list of 7, expected a list of 4000000/),
  entry("a node too few", `${TREE}.tree_param.num_nodes`, "6", "CRD-1101", `${TREE}.left_children`, /expected a list of 6/),
  entry("half a node", `${TREE}.tree_param.num_nodes`, "6.5", "CRD-1101", `${TREE}.tree_param.num_nodes`, /"6.5"/),
  entry("a vector in every leaf", `${TREE}.tree_param.size_leaf_vector`, "3", "CRD-1103", `${TREE}.tree_param.size_leaf_vector`, /multi_output_tree/),
  entry("a part of a vector in every leaf", `${TREE}.tree_param.size_leaf_vector`, "1.5", "CRD-1101", `${TREE}.tree_param.size_leaf_vector`, /whole number/),
  entry("a left child too few", `${TREE}.left_children`, [1, 3, 5, -1, -1, -1], "CRD-1101", `${TREE}.left_children`, /a list of 6/),
  entry("a right child too many", `${TREE}.right_children`, [2, 4, 6, -1, -1, -1, -1, -1], "CRD-1101", `${TREE}.right_children`, /a list of 8/),
  entry("a child beyond the tree", `${TREE}.left_children.1`, 7, "CRD-1101", `${TREE}.left_children.1`, /7, expected a whole number from -1 to 6/),
  entry("a child far below", `${TREE}.left_children.1`, -2, "CRD-1101", `${TREE}.left_children.1`, /-2/),
  entry("a child that is half", `${TREE}.left_children.1`, 3.5, "CRD-1101", `${TREE}.left_children.1`, /3.5/),
  entry("a child in quotes", `${TREE}.left_children.1`, "3", "CRD-1101", `${TREE}.left_children.1`, /"3"/),
  ["a node that is its own child", branches([1, 1, 5], [2, 2, 6]), "CRD-1104", `model at ${TREE} node 1`, /child 1 is reached twice/],
  ["a cycle to the root", branches([1, 3, 0], [2, 4, 1]), "CRD-1104", `model at ${TREE} node 2`, /child 0 is reached twice/],
  ["a child of two", branches([1, 3, 3], [2, 4, 4]), "CRD-1104", `model at ${TREE} node 2`, /child 3 is reached twice/],
  ["branches that change places", branches([1, 4, 5], [2, 3, 6]), "CRD-1104", `model at ${TREE} node 1`, /4 and 3, expected neighbours such as 4 and 5/],
  entry("two children that are one", `${TREE}.right_children.1`, 3, "CRD-1104", `${TREE} node 1`, /3 and 3, expected neighbours/),
  entry("one child", `${TREE}.right_children.1`, -1, "CRD-1104", `${TREE} node 1`, /3 and -1, expected two or none/),
  entry("nodes that nothing leads to", `${TREE}.left_children`, [1, -1, 5, -1, -1, -1, -1], "CRD-1104", `${TREE} node 1`, /-1 and 4/),
  [
    "nodes that nothing leads to, and none deleted",
    json(
      ((model: XgboostModel) => {
        const tree = model.learner.gradient_booster.model as { trees: Record<string, number[]>[] };
        (tree.trees[0] as Record<string, number[]>).left_children = [1, -1, 5, -1, -1, -1, -1];
        (tree.trees[0] as Record<string, number[]>).right_children = [2, -1, 6, -1, -1, -1, -1];
        return model;
      })(xgboostModel()),
    ),
    "CRD-1104",
    `model at ${TREE}`,
    /5 of 7 nodes are reached and 0 are said to be deleted/,
  ],
  entry("deleted nodes that are there", `${TREE}.tree_param.num_deleted`, "2", "CRD-1104", TREE, /7 of 7 nodes are reached and 2/),
  entry("a threshold too few", `${TREE}.split_conditions`, [35.5], "CRD-1101", `${TREE}.split_conditions`, /a list of 1, expected a list of 7 numbers/),
  entry("a threshold beyond float32", `${TREE}.split_conditions.0`, 3.5e38, "CRD-1105", `${TREE}.split_conditions.0`, /3.5e\+38, expected a float32/),
  entry("a leaf beyond float32", `${TREE}.split_conditions.4`, -4e38, "CRD-1105", `${TREE}.split_conditions.4`, /expected a float32/),
  entry("a threshold in quotes", `${TREE}.split_conditions.0`, "35.5", "CRD-1101", `${TREE}.split_conditions.0`, /"35.5", expected a number/),
  entry("a threshold that is null", `${TREE}.split_conditions.0`, null, "CRD-1101", `${TREE}.split_conditions.0`, /null/),
  entry("a column that there is not", `${TREE}.split_indices.1`, 3, "CRD-1101", `${TREE}.split_indices.1`, /3, expected a whole number from 0 to 2/),
  entry("a default that is neither", `${TREE}.default_left.1`, 2, "CRD-1101", `${TREE}.default_left.1`, /2, expected 0 or 1/),
  entry("defaults too few", `${TREE}.default_left`, [1], "CRD-1101", `${TREE}.default_left`, /a list of 7 flags/),
  entry("a kind of split that is none", `${TREE}.split_type.0`, 2, "CRD-1101", `${TREE}.split_type.0`, /from 0 to 1/),
  entry("a split by category without any", `${TREE}.split_type.1`, 1, "CRD-1104", `${TREE} node 1`, /names none/),
  entry("no categories at all", `${TREE}.categories`, undefined, "CRD-1101", TREE, /no categories/),
  entry("a category below 0", `${TREE}.categories.0`, -1, "CRD-1101", `${TREE}.categories.0`, /-1/),
  entry("categories that run out", `${TREE}.categories_sizes.0`, 2, "CRD-1101", `${TREE}.categories_sizes.0`, /2, expected a whole number from 1 to 1/),
  entry("categories of a node that there is not", `${TREE}.categories_nodes.0`, 9, "CRD-1101", `${TREE}.categories_nodes.0`, /9/),
  entry("a tree that is null", `${MODEL}.trees.1`, null, "CRD-1101", `${MODEL}.trees.1`, /null, expected an object/),
];

const ubj = (model: unknown) => Uint8Array.from(ubjOf(model));
const whole = ubj(xgboostModel());
/** The bytes with others in the place of the first that are found. */
function swap(from: readonly number[], to: readonly number[]): Uint8Array {
  const at = whole.findIndex((_, i) => from.every((byte, k) => whole[i + k] === byte));
  if (at < 0) throw new Error("the bytes are not in the model");
  return Uint8Array.from([...whole.subarray(0, at), ...to, ...whole.subarray(at + from.length)]);
}
const bytesOf = (text: string) => [...encode(text)];
const CONDITIONS = [...bytesOf("split_conditions"), 0x5b, 0x24, 0x64, 0x23, 0x4c, 0, 0, 0, 0, 0, 0, 0, 7];
const claim = (...count: number[]) => swap(CONDITIONS, [...CONDITIONS.slice(0, -8), ...count]);

const ubjson: Twin[] = [
  ["a file cut short", whole.subarray(0, whole.length - 9), "CRD-1101", /^model: byte \d+$/, /end of the file/],
  ["an object that is opened", Uint8Array.from([0x7b, 0x4c]), "CRD-1101", "model: byte 2", /8 more bytes/],
  ["bytes after the end", Uint8Array.from([...whole, 0]), "CRD-1101", `model: byte ${whole.length}`, /after the end/],
  ["a count of 10^7", claim(0, 0, 0, 0, 0, 0x98, 0x96, 0x80), "CRD-1102", /^model: byte \d+$/, /more than 4000000 values/],
  ["a count of 3,000,000", claim(0, 0, 0, 0, 0, 0x2d, 0xc6, 0xc0), "CRD-1101", /^model: byte \d+$/, /12000000 more bytes/],
  ["a count below 0", claim(255, 255, 255, 255, 255, 255, 255, 255), "CRD-1101", /^model: byte \d+$/, /length -1/],
  ["a count beyond 2^53", claim(127, 255, 255, 255, 255, 255, 255, 255), "CRD-1105", /^model: byte \d+$/, /below 2\^53/],
  ["a type without a count", swap([0x24, 0x64, 0x23], [0x24, 0x64, 0x21]), "CRD-1101", /^model: byte \d+$/, /without its count/],
  ["an unknown marker", swap([0x53, 0x4c], [0x51, 0x4c]), "CRD-1101", /^model: byte \d+$/, /marker "Q"/],
  ["a length of floats", swap([0x53, 0x4c], [0x53, 0x64]), "CRD-1101", /^model: byte \d+$/, /marker "d", expected that of a length/],
  ["NaN as a leaf", swap([0x3e, 0, 0, 0], [0x7f, 0xc0, 0, 0]), "CRD-1105", `model at ${TREE}.split_conditions.5`, /NaN/],
  ["an infinite leaf", swap([0x3e, 0, 0, 0], [0xff, 0x80, 0, 0]), "CRD-1105", `model at ${TREE}.split_conditions.5`, /-Infinity/],
  ["text that is no UTF-8", swap(bytesOf("gbtree"), [0xff, ...bytesOf("btree")]), "CRD-1101", /^model: byte \d+$/, /no UTF-8/],
  [
    "a key twice",
    swap([...length8(10), ...bytesOf("tree_param")], [...length8(10), ...bytesOf("split_type")]),
    "CRD-1101",
    /^model: byte \d+$/,
    /"split_type" stands twice/,
  ],
  ["another tool's UBJSON", ubj({ trees: "none" }), "CRD-1003", "model", /without an entry learner/],
  ["a cycle", ubj(withEntry(`${TREE}.right_children`, [2, 4, 0, -1, -1, -1, -1])), "CRD-1104", `model at ${TREE} node 2`, /5 and 0, expected neighbours/],
  ["an unknown booster", ubj(withEntry("learner.gradient_booster.name", "gbforest")), "CRD-1103", "model at learner.gradient_booster.name", /gbforest/],
  [
    "65 lists in lists",
    Uint8Array.from([0x7b, ...length8(1), 0x61, ...Array.from({ length: 65 }, () => 0x5b)]),
    "CRD-1102",
    /^model: byte \d+$/,
    /deeper than 64/,
  ],
];

function length8(value: number): number[] {
  return [0x4c, 0, 0, 0, 0, 0, 0, 0, value];
}

const lgb = (what: string, from: string, to: string, code: string, place: string | RegExp, message: RegExp): Twin => {
  if (!LIGHTGBM.includes(from)) throw new Error(`${from} is not in the model`);
  return [what, LIGHTGBM.replace(from, to), code, place, message];
};

const lightgbm: Twin[] = [
  ["a file cut short", LIGHTGBM.slice(0, LIGHTGBM.indexOf("end of trees")), "CRD-1101", /^model:\d+:1$/, /without the line `end of trees`/],
  ["a file cut within a list", LIGHTGBM.slice(0, LIGHTGBM.indexOf("-0.25")), "CRD-1101", /^model:21:1$/, /end of trees/],
  ["a line without a key", LIGHTGBM.replace("num_class=1", "1 class"), "CRD-1101", "model:3:1", /"1 class", expected key=value/],
  lgb("a key twice", "num_class=1", "num_class=1\nnum_class=1", "CRD-1101", "model:4:1", /num_class stands twice/),
  lgb("a version of the future", "version=v4", "version=v9", "CRD-1103", "model:2:1", /v9/),
  lgb("no version", "version=v4\n", "", "CRD-1101", "model:1:1", /no version/),
  lgb("no objective", "objective=binary sigmoid:1\n", "", "CRD-1101", "model:1:1", /no objective/),
  lgb("a ranking", "binary sigmoid:1", "lambdarank", "CRD-1103", "model:7:1", /"lambdarank", expected binary/),
  lgb("one class against all others", "binary sigmoid:1", "multiclassova num_class:3 sigmoid:1", "CRD-1103", /model:\d+:1/, /expected one tree a class/),
  lgb("a sigmoid of 0", "sigmoid:1", "sigmoid:0", "CRD-1105", "model:7:1", /sigmoid:0/),
  lgb("an infinite sigmoid", "sigmoid:1", "sigmoid:inf", "CRD-1105", "model:7:1", /sigmoid:inf/),
  lgb("a softmax of one class", "binary sigmoid:1", "multiclass num_class:1", "CRD-1103", "model:4:1", /one tree a class/),
  lgb("10^7 columns", "max_feature_idx=2", "max_feature_idx=10000000", "CRD-1101", "model:6:1", /from 0 to 99999/),
  lgb("a name too few", "feature_names=age income home", "feature_names=age income", "CRD-1101", "model:8:1", /2 names, expected 3/),
  lgb("a name twice", "feature_names=age income home", "feature_names=age age home", "CRD-1101", "model:8:1", /age stands twice/),
  lgb("a tree too few", "tree_sizes=400 200", "tree_sizes=400 200 200", "CRD-1101", "model:10:1", /2 trees, expected the 3/),
  lgb("a tree too many", "tree_sizes=400 200", "tree_sizes=400", "CRD-1101", "model:10:1", /2 trees, expected the 1/),
  lgb("a tree out of order", "Tree=1", "Tree=2", "CRD-1101", /^model:\d+:1$/, /tree 2, expected tree 1/),
  lgb("10^7 leaves", "num_leaves=4", "num_leaves=10000000", "CRD-1101", "model:13:1", /from 1 to 1048576/),
  lgb("more leaves than there are", "num_leaves=4", "num_leaves=1000000", "CRD-1101", "model:21:1", /4 values of leaf_value, expected 1000000/),
  lgb("no leaves", "num_leaves=4", "num_leaves=0", "CRD-1101", "model:13:1", /from 1/),
  lgb("linear leaves", "is_linear=0", "is_linear=1", "CRD-1103", "model:29:1", /linear/),
  lgb("NaN as a leaf", "0.125", "nan", "CRD-1105", "model:21:1", /"nan" in leaf_value/),
  lgb("an infinite leaf", "0.125", "inf", "CRD-1105", "model:21:1", /"inf" in leaf_value/),
  lgb("a leaf beyond float64", "0.125", "1e999", "CRD-1105", "model:21:1", /"1e999"/),
  lgb("a leaf with a decimal comma", "0.125", "0,125", "CRD-1105", "model:21:1", /"0,125"/),
  lgb("a leaf in hexadecimal", "0.125", "0x1p-3", "CRD-1105", "model:21:1", /0x1p-3/),
  lgb("an infinite threshold", "35.5", "-inf", "CRD-1105", "model:17:1", /"-inf" in threshold/),
  lgb("a threshold too few", "threshold=35.5 1200.25 0", "threshold=35.5 1200.25", "CRD-1101", "model:17:1", /2 values of threshold, expected 3/),
  lgb("a column that there is not", "split_feature=0 1 2", "split_feature=0 1 3", "CRD-1101", "model:15:1", /"3", expected a whole number from 0 to 2/),
  lgb("a decision of no kind", "decision_type=2 8 1", "decision_type=2 12 1", "CRD-1104", /node 1$/, /decision type 12/),
  lgb("a decision beyond its bits", "decision_type=2 8 1", "decision_type=2 16 1", "CRD-1101", "model:18:1", /from 0 to 15/),
  lgb("a child beyond the tree", "left_child=1 -1 -3", "left_child=3 -1 -3", "CRD-1101", "model:19:1", /"3"/),
  lgb("a leaf beyond the tree", "left_child=1 -1 -3", "left_child=1 -1 -5", "CRD-1101", "model:19:1", /"-5"/),
  lgb("a node that is its own child", "left_child=1 -1 -3", "left_child=1 1 -3", "CRD-1104", /node 1$/, /child 1 is reached twice/),
  lgb("a cycle to the root", "right_child=2 -2 -4", "right_child=2 -2 0", "CRD-1104", /node 2$/, /child 0 is reached twice/),
  lgb("a leaf of two", "right_child=2 -2 -4", "right_child=2 -2 -1", "CRD-1104", /node 2$/, /child -1 is reached twice/),
  lgb("a branch that nothing leads to", "right_child=2 -2 -4", "right_child=-4 -2 -3", "CRD-1104", "model:12:1", /5 of 7 nodes are reached/),
  lgb("a set of categories that there is not", "1200.25 0", "1200.25 1", "CRD-1104", /node 2$/, /set of categories 1, expected one of 1/),
  lgb("half a set of categories", "1200.25 0", "1200.25 0.5", "CRD-1104", /node 2$/, /set of categories 0.5/),
  lgb("boundaries that do not ascend", "cat_boundaries=0 1", "cat_boundaries=0 0", "CRD-1101", "model:27:1", /ascend/),
  lgb("boundaries of 10^7", "cat_boundaries=0 1", "cat_boundaries=0 10000000", "CRD-1101", "model:27:1", /from 0 to 1048576/),
  lgb("categories that run out", "cat_boundaries=0 1", "cat_boundaries=0 2", "CRD-1101", "model:28:1", /1 values of cat_threshold, expected 2/),
  lgb("a word of 33 bits", "cat_threshold=2", "cat_threshold=4294967296", "CRD-1101", "model:28:1", /4294967296/),
  lgb("no sets of categories", "num_cat=1", "num_cat=0", "CRD-1104", /node 2$/, /expected one of 0/),
  lgb("categories that are no JSON", '[["own", "rent"]]', '[["own", "rent"', "CRD-1101", /pandas_categorical/, /end of the file/),
  lgb(
    "categories of more columns than there are",
    '[["own", "rent"]]',
    '[["own"], ["rent"]]',
    "CRD-1101",
    "model at pandas_categorical",
    /2 columns and 1 columns/,
  ),
  lgb("a category that is an object", '"rent"', '{"rent": 1}', "CRD-1101", /pandas_categorical at 0.1/, /an object/),
];

const asBytes = (content: string | Uint8Array) => (typeof content === "string" ? encode(content) : content);

describe("a malformed model is refused with file, place and what was expected", () => {
  it("and the models that the twins are made of are whole", () => {
    for (const content of [json(xgboostModel()), whole, LIGHTGBM]) {
      const ir = importBytes("model", asBytes(content));
      expect(ir).toMatchObject({ kind: "trees", columns: [{ name: "age" }, { name: "income" }, { name: "home", categories: ["own", "rent"] }] });
    }
  });

  it.each([
    ...xgboost.map((twin) => ["XGBoost JSON", ...twin] as const),
    ...ubjson.map((twin) => ["XGBoost UBJ", ...twin] as const),
    ...lightgbm.map((twin) => ["LightGBM", ...twin] as const),
  ])("%s: %s", (_, __, content, code, place, message) => {
    const expected = typeof place === "string" ? place.replace(/ at $/, "") : expect.stringMatching(place);
    expect(() => importBytes("model", asBytes(content))).toThrow(expect.objectContaining({ code, place: expected, message: expect.stringMatching(message) }));
  });

  it.each([
    ["XGBoost JSON", encode(json(xgboostModel()))],
    ["XGBoost UBJ", whole],
    ["LightGBM", encode(LIGHTGBM.slice(0, LIGHTGBM.indexOf("end of trees") + 11))],
  ])("%s cut short anywhere", (_, bytes) => {
    for (let length = 0; length < bytes.length; length += 3) {
      expect(() => importBytes("model", bytes.subarray(0, length)), `${length} bytes`).toThrow(CredenceError);
    }
  });

  it.each([
    ["XGBoost JSON", encode(json(xgboostModel()))],
    ["XGBoost UBJ", whole],
    ["LightGBM", encode(LIGHTGBM)],
  ])("%s with any bytes changed is read whole or refused, and never fails otherwise", (_, bytes) => {
    expect(countRefused(bytes, 400, (changed) => importBytes("model", changed))).toBeGreaterThan(100);
  });
});

describe("a file that claims too much is refused before it takes the machine", () => {
  const open = "[".repeat(1_000_000);
  it.each([
    ["a million lists in lists", encode(`{"learner":${open}`)],
    ["a million objects in objects", encode('{"a":'.repeat(1_000_000))],
    ["nine million digits", encode(`{"learner":[${"0,".repeat(9_000_000)}0]}`)],
    ["five million numbers", encode(`{"learner":[${"0.5,".repeat(5_000_000)}0]}`)],
    ["a text of 20 MB that is not closed", encode(`{"learner":"${"x".repeat(20_000_000)}`)],
    ["20 MB of escapes", encode(`{"learner":"${"\\".repeat(20_000_000)}`)],
    ["a list of 2^40 numbers", Uint8Array.from([0x7b, ...length8(1), 0x61, 0x5b, 0x24, 0x64, 0x23, 0x4c, 0, 0, 1, 0, 0, 0, 0, 0])],
    ["a million lines", encode(`tree\n${Array.from({ length: 1_000_000 }, (_, i) => `k${i}=1`).join("\n")}`)],
    ["ten million leaves in a row", encode(LIGHTGBM.replace("leaf_value=0.5", `leaf_value=${"0 ".repeat(10_000_000)}`))],
  ])("%s", (_, bytes) => expectRefusedCheaply(() => importBytes("model", bytes)));
});
