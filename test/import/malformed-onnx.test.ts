import { describe, expect, it } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { importBytes } from "../../src/import/import-model.ts";
import { countRefused, expectRefusedCheaply } from "./hostile-bytes.ts";
import { networkBytes } from "./network-vectors.ts";
import {
  type AttributeSpec,
  CLASSIFIER,
  type ModelSpec,
  message,
  modelBytes,
  type NodeSpec,
  pipelineSpec,
  type tensorFields,
  withAttribute,
  withNode,
} from "./onnx-files.ts";
import { onnxBytes } from "./onnx-vectors.ts";

const TREES = "TreeEnsembleClassifier";
const whole = modelBytes(pipelineSpec());

/** What is wrong, the content, the error's code, its place, what its message names. */
type Twin = [what: string, content: ModelSpec | Uint8Array, code: string, place: string | RegExp, message: RegExp];

const attribute = (
  what: string,
  operator: string,
  name: string,
  value: AttributeSpec | undefined,
  code: string,
  message: RegExp,
  place = `model at ${operator}`,
): Twin => [what, withAttribute(operator, name, value), code, place, message];
const trees = (
  what: string,
  name: keyof typeof CLASSIFIER | (string & {}),
  value: AttributeSpec | undefined,
  code: string,
  message: RegExp,
  place?: string,
): Twin => attribute(what, TREES, name, value, code, message, place);
const node = (what: string, operator: string, change: Partial<NodeSpec>, code: string, message: RegExp, place = `model at ${operator}`): Twin => [
  what,
  withNode(operator, change),
  code,
  place,
  message,
];
const spec = (what: string, change: Partial<ModelSpec>, code: string, place: string | RegExp, message: RegExp): Twin => [
  what,
  { ...pipelineSpec(), ...change },
  code,
  place,
  message,
];
const constant = (what: string, change: Parameters<typeof tensorFields>[0], code: string, place: string, message: RegExp): Twin =>
  spec(what, { constants: [change] }, code, place, message);
const input = (what: string, type: number, dims: readonly (number | string | undefined)[], code: string, message: RegExp): Twin =>
  spec(what, { inputs: pipelineSpec().inputs.with(0, { name: "age", type, dims }) }, code, "model at input age", message);
const external = [
  13,
  "message",
  message([
    [1, "text", "location"],
    [2, "text", "../../../etc/passwd"],
  ]),
] as const;
const shape = { name: "shape", dims: [2], wholes: [-1, 2] };
const regressor = (attributes: Readonly<Record<string, AttributeSpec | undefined>>): ModelSpec => {
  const { class_treeids, class_nodeids, class_ids, class_weights, classlabels_int64s: _, post_transform: __, ...nodes } = CLASSIFIER;
  const given = {
    ...nodes,
    target_treeids: class_treeids,
    target_nodeids: class_nodeids,
    target_ids: class_ids,
    target_weights: class_weights,
    n_targets: 1,
    ...attributes,
  };
  const all = pipelineSpec().nodes.slice(0, 5);
  return {
    ...pipelineSpec(),
    nodes: [...all, { operator: "TreeEnsembleRegressor", inputs: ["columns"], outputs: ["probability"], attributes: given }],
    outputs: [{ name: "probability" }],
  };
};

const file: Twin[] = [
  ["a file cut short", whole.subarray(0, whole.length - 40), "CRD-1101", /^model: byte \d+$/, /is the file whole\?/],
  ["a version and nothing else", Uint8Array.from([0x08, 8]), "CRD-1101", "model", /no graph/],
  ["a version that does not end", Uint8Array.from([0x08, ...Array.from({ length: 12 }, () => 0xff)]), "CRD-1101", "model: byte 0", /invalid varint/],
  ["bytes after the end", Uint8Array.from([...whole, 0xff]), "CRD-1101", /^model: byte \d+$/, /is the file whole/],
  ["a group", Uint8Array.from([...whole, 0x0b]), "CRD-1101", /^model: byte \d+$/, /group/],
  ["two graphs", Uint8Array.from([...whole, 0x3a, 0]), "CRD-1101", "model: byte 0", /Field 7 of the message is not there once/],
  ["two versions", Uint8Array.from([...whole, 0x08, 7]), "CRD-1101", "model: byte 0", /Field 1 of the message is not one whole number/],
  ["a graph that is a number", Uint8Array.from([0x08, 8, 0x38, 1]), "CRD-1101", "model: byte 0", /Field 7/],
  ["a graph of 4 GB", Uint8Array.from([0x08, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f]), "CRD-1101", "model: byte 2", /premature EOF/],
  spec("a format of the future", { version: 99 }, "CRD-1103", "model", /version 99/),
  spec("no operators", { opsets: {} }, "CRD-1103", "model at Imputer", /version none of the operators "ai.onnx.ml"/),
  spec("operators of the future", { opsets: { "": 17, "ai.onnx.ml": 9 } }, "CRD-1103", "model at Imputer", /version 9/),
  spec("two versions of one domain", { graph: [], opsets: { "": 17, "ai.onnx": 16, "ai.onnx.ml": 3 } }, "CRD-1101", "model", /two versions/),
  spec("sparse constants", { graph: [[15, "message", []]] }, "CRD-1103", "model", /sparse/),
  spec("no outputs", { outputs: [] }, "CRD-1103", "model", /expected one with scores/),
  spec("labels only", { outputs: [{ name: "label", type: 7 }] }, "CRD-1103", "model", /Found the outputs label/),
  spec("an output that nothing gives", { outputs: [{ name: "risk" }] }, "CRD-1101", "model at output risk", /No node gives it/),
  spec("columns for an output", { outputs: [{ name: "columns" }] }, "CRD-1103", "model at output columns", /no scores/),
  spec("an input twice", { inputs: [...pipelineSpec().inputs, { name: "age", type: 1, dims: [1, 1] }] }, "CRD-1101", "model at input age", /stands twice/),
  input("an input of three dims", 1, [undefined, 1, 1], "CRD-1103", /any x 1 x 1/),
  input("an input of two rows", 1, [2, 1], "CRD-1103", /2 x 1/),
  input("an input without columns", 1, [undefined, "columns"], "CRD-1103", /any x any/),
  input("an input of 10^7 columns", 1, [undefined, 10_000_000], "CRD-1102", /10000000 columns/),
  input("an input of half floats", 10, [undefined, 1], "CRD-1103", /another type/),
  constant("external data", { ...shape, more: [external] }, "CRD-1103", "model at constant shape", /lie in another file/),
  constant("external data by its flag alone", { ...shape, more: [[14, "whole", 1]] }, "CRD-1103", "model at constant shape", /another file/),
  constant("a constant of fewer values", { ...shape, dims: [3] }, "CRD-1101", "model at constant shape", /2 values, expected 3/),
  constant("a constant of 10^7 values", { ...shape, dims: [10_000, 1000] }, "CRD-1102", "model at constant shape", /claims 10000000/),
  constant("a constant of dims below 0", { ...shape, dims: [-2, -1] }, "CRD-1101", "model at constant shape", /dims -2, -1/),
  constant("a constant of complex numbers", { ...shape, type: 14 }, "CRD-1103", "model at constant shape", /type 14/),
  constant(
    "raw bytes too few",
    { name: "shape", dims: [2], type: 7, more: [[9, "message", Uint8Array.of(1, 2, 3)]] },
    "CRD-1101",
    "model at constant shape",
    /3 bytes, expected 2 of int64/,
  ),
];

const graph: Twin[] = [
  node("an operator that there is not", "Scaler", { operator: "Scalar" }, "CRD-1103", /operator ai.onnx.ml.Scalar/, "model at Scalar"),
  node("an operator from the prototype", "Reshape", { operator: "constructor" }, "CRD-1103", /operator constructor/, "model at constructor"),
  node("a support vector machine", TREES, { operator: "SVMClassifier" }, "CRD-1103", /SVMClassifier/, "model at SVMClassifier"),
  node("another vendor's domain", "Scaler", { domain: "com.microsoft" }, "CRD-1103", /com.microsoft.Scaler/),
  node("a node without an operator", "Scaler", { operator: "" }, "CRD-1101", /names no operator/, "model at node 1 "),
  node("a cycle", "Imputer", { inputs: ["scaled"] }, "CRD-1101", /"scaled", which nothing before it gives/),
  node("a node that reads itself", "Scaler", { inputs: ["scaled"] }, "CRD-1101", /nothing before it gives/),
  node("an output twice", "Scaler", { outputs: ["filled"] }, "CRD-1101", /"filled", which is there already/),
  node("too many outputs", "Scaler", { outputs: ["scaled", "more"] }, "CRD-1101", /2 outputs/),
  node("no input", "Scaler", { inputs: [] }, "CRD-1103", /nothing as input 0/),
  node("a constant for columns", TREES, { inputs: ["shape"] }, "CRD-1103", /a constant as input 0/),
  node("text for trees", TREES, { inputs: ["home"] }, "CRD-1103", /input of string/),
  node("columns of three dims for trees", TREES, { inputs: ["flags"] }, "CRD-1103", /3 dims/),
  node("text beside numbers", "Concat", { inputs: ["age", "home"] }, "CRD-1101", /of string beside/),
  attribute("rows beside rows", "Concat", "axis", 0, "CRD-1103", /axis 0/),
  attribute("no axis", "Concat", "axis", undefined, "CRD-1101", /no axis/),
  constant("rows that a reshape joins", { ...shape, wholes: [2, -1] }, "CRD-1103", "model at Reshape", /2 x -1/),
  constant("a reshape to more columns", { ...shape, wholes: [-1, 3] }, "CRD-1103", "model at Reshape", /-1 x 3/),
  attribute("an attribute that is not known", "Scaler", "power", 2, "CRD-1103", /"power" of ai.onnx.ml.Scaler/),
  attribute("an attribute of another kind", "Scaler", "offset", "100", "CRD-1101", /kind text, expected floats/),
  attribute(
    "an attribute that says a kind and has none",
    "Scaler",
    "offset",
    { fields: [[20, "whole", 2]] },
    "CRD-1101",
    /no such value/,
    "model at Scaler attribute offset",
  ),
  attribute("a graph for an attribute", "Scaler", "offset", { fields: [[20, "whole", 5]] }, "CRD-1103", /type 5/, "model at Scaler attribute offset"),
  node(
    "an attribute twice",
    "Reshape",
    {
      more: [
        [
          5,
          "message",
          [
            [1, "text", "allowzero"],
            [3, "whole", 0],
            [20, "whole", 2],
          ],
        ],
        [
          5,
          "message",
          [
            [1, "text", "allowzero"],
            [3, "whole", 1],
            [20, "whole", 2],
          ],
        ],
      ],
    },
    "CRD-1101",
    /allowzero stands twice/,
  ),
  attribute("a scale of 0", "Scaler", "scale", { floats: [0] }, "CRD-1105", /Found 0 as a factor/),
  attribute("an infinite scale", "Scaler", "scale", { floats: [Number.POSITIVE_INFINITY] }, "CRD-1105", /Infinity at scale\[0\]/),
  attribute("scales for other columns", "Scaler", "scale", { floats: [1, 2] }, "CRD-1101", /2 values of scale for 1 columns/),
  attribute("NaN for a missing number", "Imputer", "imputed_value_floats", { floats: [Number.NaN] }, "CRD-1105", /NaN/),
  attribute("nothing imputed", "Imputer", "imputed_value_floats", undefined, "CRD-1101", /of both kinds or of none/),
  attribute("whole numbers imputed among floats", "Imputer", "imputed_value_floats", undefined, "CRD-1101", /none/),
  attribute("no categories", "OneHotEncoder", "cats_strings", undefined, "CRD-1101", /0 categories of text/),
  attribute("a category twice", "OneHotEncoder", "cats_strings", ["own", "own"], "CRD-1101", /stands twice/),
  attribute("categories of numbers for text", "OneHotEncoder", "cats_int64s", [1], "CRD-1101", /2 categories of text and 1 of numbers/),
  node(
    "a scaler after which is imputed",
    "Imputer",
    { inputs: ["age"], attributes: { imputed_value_floats: { floats: [Number.NEGATIVE_INFINITY] }, replaced_value_float: { float: 1 } } },
    "CRD-1105",
    /-Infinity/,
  ),
  node(
    "scores normalised by their greatest",
    "ZipMap",
    { operator: "Normalizer", attributes: { norm: "MAX" } },
    "CRD-1103",
    /"MAX", expected L1/,
    "model at Normalizer",
  ),
  node("a logistic of a logistic", "ZipMap", { operator: "Sigmoid", domain: "", attributes: {} }, "CRD-1103", /logistic of logistic/, "model at Sigmoid"),
];

const ensemble: Twin[] = [
  trees("no nodes", "nodes_treeids", { fields: [[20, "whole", 7]] }, "CRD-1101", /no nodes/),
  trees("a node too few", "nodes_nodeids", [0, 1, 2, 3, 4], "CRD-1101", /5 values of nodes_nodeids, expected 6/),
  trees("a mode too few", "nodes_modes", ["LEAF"], "CRD-1101", /1 values of nodes_modes, expected 6/),
  trees("a threshold too many", "nodes_values", { floats: [1, 2, 3, 4, 5, 6, 7] }, "CRD-1101", /7 values of nodes_values/),
  trees("a node twice", "nodes_nodeids", [0, 1, 2, 3, 3, 0], "CRD-1104", /Node 3 of tree 0 stands twice/),
  trees("an unknown mode", "nodes_modes", ["BRANCH_LEQ", "BRANCH_MEMBER", "LEAF", "LEAF", "LEAF", "LEAF"], "CRD-1103", /"BRANCH_MEMBER" at nodes_modes\[1\]/),
  trees("a mode in small letters", "nodes_modes", ["branch_leq", "BRANCH_GT", "LEAF", "LEAF", "LEAF", "LEAF"], "CRD-1103", /"branch_leq" at nodes_modes\[0\]/),
  trees("a column that there is not", "nodes_featureids", [0, 4, 0, 0, 0, 0], "CRD-1101", /4 at nodes_featureids\[1\], expected from 0 to 3/),
  trees("a column below 0", "nodes_featureids", [-1, 0, 0, 0, 0, 0], "CRD-1101", /-1 at nodes_featureids\[0\]/),
  trees("NaN as a threshold", "nodes_values", { floats: [Number.NaN, 1, 0, 0, 0, 0] }, "CRD-1105", /NaN at nodes_values\[0\]/),
  trees("a threshold beyond float32", "nodes_values", { floats: [Number.NEGATIVE_INFINITY, 1, 0, 0, 0, 0] }, "CRD-1105", /-Infinity at nodes_values\[0\]/),
  trees("a child that there is not", "nodes_truenodeids", [1, 9, 0, 0, 0, 0], "CRD-1104", /nodes 0, 3 are the children of none/, `model at ${TREES} tree 0`),
  trees("a root that is its own child", "nodes_truenodeids", [0, 3, 0, 0, 0, 0], "CRD-1104", /expected it first/, `model at ${TREES} tree 0`),
  trees("a cycle", "nodes_falsenodeids", [2, 1, 0, 0, 0, 0], "CRD-1104", /expected one root/, `model at ${TREES} tree 0`),
  trees("every node in a cycle", "nodes_truenodeids", [1, 0, 0, 0, 0, 0], "CRD-1104", /expected it first/, `model at ${TREES} tree 0`),
  trees("both branches to one leaf", "nodes_falsenodeids", [2, 3, 0, 0, 0, 0], "CRD-1104", /expected one root/, `model at ${TREES} tree 0`),
  trees("a root behind its children", "nodes_nodeids", [1, 0, 2, 3, 4, 0], "CRD-1104", /expected/, `model at ${TREES} tree 0`),
  trees("a missing cell that goes neither way", "nodes_missing_value_tracks_true", [0, 2, 0, 0, 0, 0], "CRD-1101", /2 at nodes_missing_value_tracks_true\[1\]/),
  trees("missing cells of fewer nodes", "nodes_missing_value_tracks_true", [0], "CRD-1101", /1 values of nodes_missing_value_tracks_true/),
  trees("NaN as a leaf", "class_weights", { floats: [0.5, Number.NaN, 0.125, 0.0625] }, "CRD-1105", /NaN at class_weights\[1\]/),
  trees("an infinite leaf", "class_weights", { floats: [0.5, 0.25, Number.POSITIVE_INFINITY, 0.0625] }, "CRD-1105", /Infinity at class_weights\[2\]/),
  trees("a weight too few", "class_weights", { floats: [0.5] }, "CRD-1101", /1 values of class_weights, expected 4/),
  trees("a weight of a split", "class_nodeids", [2, 3, 1, 0], "CRD-1104", /weight of tree and node 0 1/),
  trees("a weight of a tree that there is not", "class_treeids", [0, 0, 0, 7], "CRD-1104", /tree and node 7 0/),
  trees("two weights of one leaf", "class_nodeids", [2, 3, 3, 0], "CRD-1104", /Node 3 of tree 0 has two weights/),
  trees("a class that there is not", "class_ids", [0, 0, 0, 2], "CRD-1101", /2 at class_ids\[3\], expected from 0 to 1/),
  trees("no labels", "classlabels_int64s", undefined, "CRD-1101", /of both kinds or of none/),
  trees("labels of both kinds", "classlabels_strings", ["no", "yes"], "CRD-1101", /of both kinds/),
  trees("a label twice", "classlabels_int64s", [1, 1], "CRD-1101", /label stands twice/),
  trees("one class", "classlabels_int64s", [1], "CRD-1103", /one class/),
  trees("an unknown transform", "post_transform", "SIGMOID", "CRD-1103", /"SIGMOID"/),
  trees("a transform from the prototype", "post_transform", "toString", "CRD-1103", /"toString"/),
  trees("an infinite base value", "base_values", { floats: [Number.NEGATIVE_INFINITY] }, "CRD-1105", /-Infinity at base_values\[0\]/),
  trees("two base values of one margin", "base_values", { floats: [1, 2] }, "CRD-1103", /2 base values/),
  trees("a base value that the runtime passes over", "class_ids", [1, 1, 1, 1], "CRD-1103", /expected no base value/),
  trees("a base value of one class of two", "class_ids", [0, 1, 0, 1], "CRD-1103", /expected no base value/),
  trees("base values twice", "base_values_as_tensor", { tensor: { dims: [1], floats: [1] } }, "CRD-1101", /base_values twice/),
  trees("thresholds wider than the input", "nodes_values_as_tensor", { tensor: { dims: [1], floats: [1], type: 1 } }, "CRD-1101", /nodes_values twice/),
  trees("an attribute of another operator", "aggregate_function", "SUM", "CRD-1103", /"aggregate_function"/),
  ["a greatest leaf", regressor({ aggregate_function: "MAX" }), "CRD-1103", "model at TreeEnsembleRegressor", /"MAX", expected SUM or AVERAGE/],
  ["no targets", regressor({ n_targets: 0 }), "CRD-1101", "model at TreeEnsembleRegressor", /0 targets/],
  ["10^7 targets", regressor({ n_targets: 10_000_000 }), "CRD-1101", "model at TreeEnsembleRegressor", /10000000 targets/],
  [
    "a transform that tools read in two ways",
    regressor({ post_transform: "LOGISTIC" }),
    "CRD-1103",
    "model at TreeEnsembleRegressor",
    /LOGISTIC of one target/,
  ],
  ["base values of other targets", regressor({ base_values: { floats: [1, 2] } }), "CRD-1101", "model at TreeEnsembleRegressor", /2 base values/],
];

const SEEDS: [name: string, bytes: Uint8Array][] = [
  ["the pipeline", whole],
  ...["tree-columns.onnx", "logistic.onnx", "modes-version-5.onnx"].map((name): [string, Uint8Array] => [name, onnxBytes(name)]),
  ["gemm.onnx", networkBytes("gemm.onnx")],
];

const asBytes = (content: ModelSpec | Uint8Array) => (content instanceof Uint8Array ? content : modelBytes(content));

describe("a malformed ONNX model is refused with file, place and what was expected", () => {
  it("and the model that the twins are made of is whole, as is the regressor", () => {
    expect(importBytes("model", whole)).toMatchObject({ kind: "trees", columns: { length: 4 } });
    expect(importBytes("model", modelBytes(regressor({})))).toMatchObject({ kind: "trees", link: { kind: "identity" } });
  });

  it.each([...file, ...graph, ...ensemble])("%s", (_, content, code, place, message) => {
    const expected = typeof place === "string" ? place : expect.stringMatching(place);
    expect(() => importBytes("model", asBytes(content))).toThrow(expect.objectContaining({ code, place: expected, message: expect.stringMatching(message) }));
  });

  it("cut short anywhere", () => {
    for (let length = 2; length < whole.length; length += 3) {
      expect(() => importBytes("model", whole.subarray(0, length)), `${length} bytes`).toThrow(CredenceError);
    }
  });

  it.each(SEEDS)("%s with any bytes changed is read whole or refused, and never fails otherwise", (_, bytes) => {
    expect(countRefused(bytes, 250, (changed) => importBytes("model", changed))).toBeGreaterThan(50);
  });
});

describe("an ONNX file that claims too much is refused before it takes the machine", () => {
  const many = (count: number, one: readonly number[]) => Uint8Array.from({ length: count * one.length }, (_, i) => one[i % one.length] as number);
  const nested = (depth: number): Uint8Array => Array.from({ length: depth }).reduce<Uint8Array>((inner) => message([[7, "message", inner]]), Uint8Array.of());
  it.each([
    [
      "ten million nodes",
      message([
        [1, "whole", 8],
        [7, "message", many(10_000_000, [0x0a, 0])],
      ]),
    ],
    [
      "ten million values of an attribute",
      message([
        [1, "whole", 8],
        [7, "message", [[1, "message", [[5, "message", many(10_000_000, [0x40, 1])]]]]],
      ]),
    ],
    [
      "twenty million packed numbers",
      message([
        [1, "whole", 8],
        [
          7,
          "message",
          [
            [
              5,
              "message",
              [
                [1, "whole", 20_000_000],
                [2, "whole", 7],
                [7, "message", many(20_000_000, [1])],
              ],
            ],
          ],
        ],
      ]),
    ],
    [
      "a million graphs in graphs",
      message([
        [1, "whole", 8],
        [7, "message", nested(2000)],
      ]),
    ],
    [
      "2^62 values",
      message([
        [1, "whole", 8],
        [
          7,
          "message",
          [
            [
              5,
              "message",
              [
                [1, "whole", 2 ** 31],
                [1, "whole", 2 ** 31],
                [2, "whole", 1],
              ],
            ],
          ],
        ],
      ]),
    ],
    [
      "a name of 20 MB",
      message([
        [1, "whole", 8],
        [7, "message", [[1, "message", [[4, "text", "x".repeat(20_000_000)]]]]],
      ]),
    ],
  ])("%s", (_, bytes) => expectRefusedCheaply(() => importBytes("model", bytes)));
});
