import { describe, expect, it } from "vitest";
import { importBytes } from "../../src/import/import-model.ts";
import type { LinearIR } from "../../src/model/linear-ir.ts";
import type { TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { type ModelSpec, modelBytes, type NodeSpec, pipelineSpec, withAttribute } from "./onnx-files.ts";
import { importCase, onnxCases } from "./onnx-vectors.ts";

const read = (spec: ModelSpec) => importBytes("model", modelBytes(spec)) as TreeEnsembleIR;

/** One node on a matrix of two columns. */
const single = (node: NodeSpec, type = 1, width = 2): ModelSpec => ({
  opsets: { "": 17, "ai.onnx.ml": 3 },
  inputs: [{ name: "X", type, dims: [undefined, width] }],
  outputs: [{ name: node.outputs.at(-1) as string, type: 1 }],
  nodes: [node],
});

describe("an ONNX pipeline", () => {
  it("is its trees over the columns that it makes, and the steps that make them", () => {
    const ir = read(pipelineSpec());
    expect(ir.columns).toEqual([{ name: "age" }, { name: "income" }, { name: "home=own" }, { name: "home=rent" }]);
    expect(ir.pipeline?.columns).toEqual([
      {
        name: "income",
        kind: "number",
        feature: "income",
        arithmetic: "float32",
        whenMissing: expect.objectContaining({ text: "125" }),
        scale: { subtract: expect.objectContaining({ text: "100" }), multiply: expect.objectContaining({ text: "0.5" }) },
      },
      { name: "home=own", kind: "one-hot", feature: "home", values: ["own"] },
      { name: "home=rent", kind: "one-hot", feature: "home", values: ["rent"] },
    ]);
    const place = "model at TreeEnsembleClassifier tree 0 node";
    expect(ir.trees).toEqual([
      {
        group: 0,
        nodes: [
          {
            kind: "split",
            column: 0,
            rule: { kind: "number", comparison: "float32-at-most", threshold: 35.5, missing: "nan", missingToYes: false },
            yes: 1,
            no: 2,
            place: `${place} 0`,
          },
          // Greater than is at most with its branches exchanged; a missing cell holds, and goes where greater ones go.
          {
            kind: "split",
            column: 2,
            rule: { kind: "number", comparison: "float32-at-most", threshold: 1200.25, missing: "nan", missingToYes: false },
            yes: 3,
            no: 4,
            place: `${place} 1`,
          },
          { kind: "leaf", value: 0.5, source: 2 },
          { kind: "leaf", value: 0.125, source: 4 },
          { kind: "leaf", value: -0.25, source: 3 },
        ],
      },
      { group: 0, nodes: [{ kind: "leaf", value: 0.0625, source: 0 }] },
    ]);
    expect(ir).toMatchObject({
      initialMargins: [-0.75],
      divisor: 1,
      link: { kind: "logistic", slope: 1 },
      summation: "float32",
      notes: [],
      source: { format: "onnx" },
    });
  });

  it("is read whatever its file is called, and with its fields in another order", () => {
    const bytes = modelBytes(pipelineSpec());
    // The version of the format behind the graph.
    const turned = Uint8Array.from([...bytes.subarray(2), ...bytes.subarray(0, 2)]);
    const { source: _, ...first } = importBytes("scorecard.csv", bytes) as TreeEnsembleIR;
    const { source: __, ...second } = importBytes("scorecard.csv", turned) as TreeEnsembleIR;
    expect(JSON.parse(JSON.stringify(second.trees))).toEqual(JSON.parse(JSON.stringify(first.trees)));
  });

  it.each([
    ["BRANCH_LEQ", 0, "at-most", false, false],
    ["BRANCH_LEQ", 1, "at-most", true, false],
    ["BRANCH_LT", 1, "below", true, false],
    ["BRANCH_GTE", 0, "below", true, true],
    ["BRANCH_GTE", 1, "below", false, true],
    ["BRANCH_GT", 0, "at-most", true, true],
    ["BRANCH_EQ", 0, "equal", false, false],
    ["BRANCH_NEQ", 0, "equal", false, true],
    ["BRANCH_NEQ", 1, "equal", false, true],
  ])("takes %s, missing cells %i, for %s", (mode, tracks, test, missingToYes, exchanged) => {
    const spec = withAttribute("TreeEnsembleClassifier", "nodes_modes", [mode, "BRANCH_GT", "LEAF", "LEAF", "LEAF", "LEAF"]);
    const classifier = spec.nodes[5] as NodeSpec;
    const nodes = spec.nodes.with(5, { ...classifier, attributes: { ...classifier.attributes, nodes_missing_value_tracks_true: [tracks, 0, 0, 0, 0, 0] } });
    const [root, yes] = (read({ ...spec, nodes }).trees[0] as TreeEnsembleIR["trees"][number]).nodes;
    expect(root).toMatchObject({ rule: { comparison: `float32-${test}`, missingToYes } });
    expect(yes).toMatchObject(exchanged ? { kind: "leaf", source: 2 } : { kind: "split", column: 2 });
  });

  it("takes an infinite threshold, as scikit-learn writes it, for a question after missing cells", () => {
    const infinite = withAttribute("TreeEnsembleClassifier", "nodes_values", { floats: [Number.POSITIVE_INFINITY, 1200.25, 0, 0, 0, 0] });
    expect(read(infinite).trees[0]?.nodes.slice(0, 2)).toMatchObject([{ rule: { kind: "missing" } }, { kind: "leaf", source: 2 }]);
  });

  it("keeps one margin of two classes, and all of more", () => {
    expect(read(withAttribute("TreeEnsembleClassifier", "post_transform", "NONE")).link).toEqual({ kind: "identity" });
    // Weights in the second class, a softmax beside a score of 0.
    const second = { ...withAttribute("TreeEnsembleClassifier", "class_ids", [1, 1, 1, 1]) };
    const classifier = second.nodes[5] as NodeSpec;
    const given = { ...classifier, attributes: { ...classifier.attributes, base_values: undefined, post_transform: "SOFTMAX" } };
    expect(read({ ...second, nodes: second.nodes.with(5, given) })).toMatchObject({ initialMargins: [0], link: { kind: "logistic", slope: 1 } });
    const three = { ...given.attributes, class_ids: [0, 1, 2, 1], classlabels_int64s: [0, 1, 2] };
    const all = read({ ...second, nodes: second.nodes.with(5, { ...classifier, attributes: three }) });
    expect(all).toMatchObject({ initialMargins: [0, 0, 0], link: { kind: "softmax" } });
    expect(all.trees.map(({ group }) => group)).toEqual([0, 1, 2, 1]);
  });
});

describe("a linear model of ONNX", () => {
  const linear = (attributes: NonNullable<NodeSpec["attributes"]>, operator = "LinearClassifier") =>
    importBytes(
      "model",
      modelBytes(single({ operator, inputs: ["X"], outputs: operator === "LinearClassifier" ? ["label", "p"] : ["p"], attributes })),
    ) as LinearIR;

  it("is the second class' intercept and weights", () => {
    const given = { coefficients: { floats: [-1, -2, 1, 2] }, intercepts: { floats: [-3, 3] }, classlabels_ints: [0, 1], post_transform: "LOGISTIC" };
    expect(linear(given)).toMatchObject({
      kind: "linear",
      margins: [{ intercept: 3, weights: [1, 2] }],
      link: { kind: "logistic", slope: 1 },
      columns: [{ name: "X[0]" }, { name: "X[1]" }],
    });
    expect(linear({ ...given, coefficients: { floats: [4, 5] }, intercepts: { floats: [6] } })).toMatchObject({ margins: [{ intercept: 6, weights: [4, 5] }] });
    expect(linear({ ...given, post_transform: "SOFTMAX" })).toMatchObject({ margins: [{ weights: [-1, -2] }, { weights: [1, 2] }], link: { kind: "softmax" } });
  });

  it("is a target of its own", () => {
    expect(linear({ coefficients: { floats: [4, 5] } }, "LinearRegressor")).toMatchObject({
      margins: [{ intercept: 0, weights: [4, 5] }],
      link: { kind: "identity" },
    });
  });

  it.each(onnxCases.filter(({ linear: is }) => is))("$name is linear", (given) => expect(importCase(given).kind).toBe("linear"));
});

describe("whole numbers and other encodings", () => {
  const regressor = { ...{ n_targets: 1, target_ids: [0, 0], target_nodeids: [1, 2], target_treeids: [0, 0], target_weights: { floats: [0.25, 0.75] } } };
  const split = {
    ...{ nodes_treeids: [0, 0, 0], nodes_nodeids: [0, 1, 2], nodes_featureids: [0, 0, 0], nodes_modes: ["BRANCH_LEQ", "LEAF", "LEAF"] },
    ...{ nodes_values: { floats: [0.5, 0, 0] }, nodes_truenodeids: [1, 0, 0], nodes_falsenodeids: [2, 0, 0] },
  };
  const behind = (nodes: readonly NodeSpec[], type: number): ModelSpec => ({
    ...single({ operator: "TreeEnsembleRegressor", inputs: ["made"], outputs: ["score"], attributes: { ...regressor, ...split } }, type, 1),
    nodes: [...nodes, { operator: "TreeEnsembleRegressor", inputs: ["made"], outputs: ["score"], attributes: { ...regressor, ...split } }],
  });
  const texts = (list: readonly { text: string }[] | undefined) => list?.map(({ text }) => Number(text));

  it("map numbers by bins as narrow as a float32", () => {
    const encoder = {
      operator: "LabelEncoder",
      inputs: ["X"],
      outputs: ["made"],
      attributes: { keys_floats: { floats: [3, 1] }, values_floats: { floats: [30, 10] }, default_float: { float: 7 } },
    };
    const [column] = read(behind([encoder], 1)).pipeline?.columns ?? [];
    if (column?.kind !== "number") throw new Error("no number");
    const next = (value: number, places: number) => value + 2 ** -places;
    expect(texts(column.bins?.edges)).toEqual([1, next(1, 23), 3, next(3, 22)]);
    expect(texts(column.bins?.values)).toEqual([7, 10, 7, 30, 7]);
  });

  it("count what is behind the point as nothing where they are cast", () => {
    const nodes: NodeSpec[] = [
      { operator: "Cast", domain: "", inputs: ["X"], outputs: ["whole"], attributes: { to: 7 } },
      { operator: "OneHotEncoder", inputs: ["whole"], outputs: ["flags"], attributes: { cats_int64s: [0, 2] } },
      { operator: "Flatten", domain: "", inputs: ["flags"], outputs: ["made"] },
    ];
    const [zero, two] = read(behind(nodes, 1)).pipeline?.columns ?? [];
    if (zero?.kind !== "number" || two?.kind !== "number") throw new Error("no numbers");
    // Between -1 and 1, and from 2 to below 3.
    expect(texts(zero.bins?.edges)?.slice(0, 2)).toEqual([-1 + 2 ** -24, 1]);
    expect([texts(zero.bins?.values), texts(two.bins?.values)]).toEqual([
      [0, 1, 0, 0, 0],
      [0, 0, 0, 1, 0],
    ]);
  });

  it("ask for whole numbers where a cast would cut off what is behind the point, and refuse what was scaled before", () => {
    const cast: NodeSpec = { operator: "Cast", domain: "", inputs: ["X"], outputs: ["whole"], attributes: { to: 7 } };
    const back: NodeSpec = { operator: "Cast", domain: "", inputs: ["whole"], outputs: ["made"], attributes: { to: 1 } };
    expect(read(behind([cast, back], 1)).inputs).toEqual([{ name: "X", whole: true, place: "model" }]);
    const half = { operator: "Scaler", inputs: ["X"], outputs: ["Y"], attributes: { offset: { floats: [0] }, scale: { floats: [0.5] } } };
    expect(() => read(behind([half, { ...cast, inputs: ["Y"] }, back], 1))).toThrow(
      expect.objectContaining({ code: "CRD-1103", message: expect.stringMatching(/X is cut off to whole numbers after other steps/) }),
    );
  });

  it("ask for a number that is there where the tool has no answer for a missing one", () => {
    const binarizer = { operator: "Binarizer", inputs: ["X"], outputs: ["made"], attributes: { threshold: { float: 2 } } };
    const { inputs, pipeline } = read(behind([binarizer], 1));
    expect(inputs).toEqual([{ name: "X", present: true, place: "model at Binarizer" }]);
    const [column] = pipeline?.columns ?? [];
    if (column?.kind !== "number") throw new Error("no number");
    expect([texts(column.bins?.edges), texts(column.bins?.values)]).toEqual([[2 + 2 ** -22], [0, 1]]);
  });

  it("ask for a category that is there where an encoder refuses what it does not list", () => {
    const encoder = { operator: "OneHotEncoder", inputs: ["X"], outputs: ["flags"], attributes: { cats_strings: ["own"], zeros: 0 } };
    const flat: NodeSpec = { operator: "Flatten", domain: "", inputs: ["flags"], outputs: ["made"] };
    expect(read(behind([encoder, flat], 8)).inputs).toEqual([{ name: "X", present: true, place: "model at OneHotEncoder" }]);
  });

  it.each([
    [
      "limits that change places",
      [{ operator: "Clip", domain: "", inputs: ["X"], outputs: ["made"], attributes: { min: { float: 2 }, max: { float: 1 } } }],
      "CRD-1105",
    ],
    ["a limit that is no number", [{ operator: "Clip", domain: "", inputs: ["X"], outputs: ["made"], attributes: { min: { float: Number.NaN } } }], "CRD-1101"],
    ["the largest of a number as it stands", [{ operator: "ArgMax", domain: "", inputs: ["X"], outputs: ["made"], attributes: { axis: 1 } }], "CRD-1103"],
  ] satisfies [string, NodeSpec[], string][])("refuse %s", (_, nodes, code) => {
    expect(() => read(behind(nodes, 1))).toThrow(expect.objectContaining({ code, place: expect.stringMatching(/^model at (Clip|ArgMax)$/) }));
  });

  it.each([
    ["cut off to whole numbers", { operator: "Cast", domain: "", inputs: ["score"], outputs: ["last"], attributes: { to: 7 } }, /scores cast to int64/],
    ["only asked whether it is 0", { operator: "Cast", domain: "", inputs: ["score"], outputs: ["last"], attributes: { to: 9 } }, /scores cast to bool/],
    ["summed over all rows", { operator: "ReduceSum", domain: "", inputs: ["score"], outputs: ["last"], attributes: { axes: [0] } }, /along the axes 0/],
    ["summed over everything", { operator: "ReduceSum", domain: "", inputs: ["score"], outputs: ["last"] }, /along the axes of all/],
    ["scaled by a third", { operator: "Mul", domain: "", inputs: ["score", "third"], outputs: ["last"] }, /times another number/],
  ] satisfies [string, NodeSpec, RegExp][])("refuse a target that is %s", (_, last, message) => {
    const spec = behind([{ operator: "Identity", domain: "", inputs: ["X"], outputs: ["made"] }], 1);
    const changed = { ...spec, nodes: [...spec.nodes, last], outputs: [{ name: "last", type: 1 }], constants: [{ name: "third", dims: [1], floats: [1 / 3] }] };
    expect(() => read(changed)).toThrow(expect.objectContaining({ code: "CRD-1103", message: expect.stringMatching(message) }));
  });

  it("refuse the scores of a row that are told as another's", () => {
    const tree = {
      operator: "TreeEnsembleRegressor",
      inputs: ["X"],
      outputs: ["score"],
      attributes: { ...regressor, ...split, n_targets: 2, target_ids: [0, 1] },
    };
    const turned: NodeSpec = { operator: "Reshape", domain: "", inputs: ["score", "shape"], outputs: ["last"] };
    const spec = {
      ...single(tree, 1, 1),
      nodes: [tree, turned],
      outputs: [{ name: "last", type: 1 }],
      constants: [{ name: "shape", dims: [2], wholes: [-1, 1] }],
    };
    expect(() => read(spec)).toThrow(expect.objectContaining({ code: "CRD-1103", message: expect.stringMatching(/2 scores reshaped to -1 x 1/) }));
  });

  it("of int64 have no missing ones, which is said", () => {
    const identity = { operator: "Identity", domain: "", inputs: ["X"], outputs: ["made"] };
    expect(read(behind([identity], 7)).notes).toHaveLength(1);
  });
});
