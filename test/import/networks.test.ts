import { describe, expect, it } from "vitest";
import type { CredenceError } from "../../src/errors/credence-error.ts";
import { importBytes } from "../../src/import/import-model.ts";
import type { NetworkIR } from "../../src/model/network-ir.ts";
import { quantiseNetwork } from "../../src/quantise/quantise-network.ts";
import { policyOf, spanishSchema } from "../evaluate/tree-vectors.ts";
import { type ModelSpec, modelBytes, type NodeSpec, type TensorSpec } from "./onnx-files.ts";

const node = (operator: string, inputs: string[], output: string, attributes: NodeSpec["attributes"] = {}): NodeSpec => ({
  operator,
  domain: "",
  inputs,
  outputs: [output],
  attributes,
});

const WEIGHTS: TensorSpec[] = [
  { name: "w1", dims: [2, 3], floats: [1, -0.5, 0.25, 2, 0, -1] },
  { name: "b1", dims: [3], floats: [0.5, 0, -0.5] },
  { name: "w2", dims: [2, 3], floats: [1, 2, 3, -1, -2, -3] },
  { name: "b2", dims: [2], floats: [0.125, -0.125] },
  { name: "w3", dims: [2, 1], floats: [0.5, -0.75] },
];

const NODES = [
  node("Concat", ["age", "amount"], "x", { axis: 1 }),
  node("MatMul", ["x", "w1"], "m1"),
  node("Add", ["m1", "b1"], "s1"),
  node("Relu", ["s1"], "a1"),
  node("Gemm", ["a1", "w2", "b2"], "s2", { alpha: { float: 1 }, beta: { float: 1 }, transB: 1 }),
  node("Relu", ["s2"], "a2"),
  node("MatMul", ["a2", "w3"], "s3"),
  node("Sigmoid", ["s3"], "p"),
];

const networkSpec = (change: Partial<ModelSpec> = {}): ModelSpec => ({
  opsets: { "": 17 },
  nodes: NODES,
  constants: WEIGHTS,
  inputs: ["age", "amount"].map((name) => ({ name, type: 1, dims: [undefined, 1] })),
  outputs: [{ name: "p" }],
  ...change,
});

const read = (change: Partial<ModelSpec> = {}) => importBytes("model", modelBytes(networkSpec(change))) as NetworkIR;
const withNodes = (...changed: readonly [at: number, to: NodeSpec][]) => ({ nodes: changed.reduce((nodes, [at, to]) => nodes.with(at, to), NODES) });
const withWeights = (name: string, change: Partial<TensorSpec>) => ({
  constants: WEIGHTS.map((tensor) => (tensor.name === name ? { ...tensor, ...change } : tensor)),
});

function refusal(make: () => unknown): CredenceError {
  try {
    make();
  } catch (error) {
    return error as CredenceError;
  }
  throw new Error("nothing was refused");
}

describe("a network of ONNX", () => {
  it("is its layers, one sum a neuron, whichever way the weights stand", () => {
    const { kind, columns, hidden, margins, link, summation } = read();
    expect({ kind, columns, link, summation }).toEqual({
      kind: "network",
      columns: [{ name: "age" }, { name: "amount" }],
      link: { kind: "logistic", slope: 1 },
      summation: "float32",
    });
    expect(hidden).toEqual([
      [
        { intercept: 0.5, weights: [1, 2] },
        { intercept: 0, weights: [-0.5, 0] },
        { intercept: -0.5, weights: [0.25, -1] },
      ],
      [
        { intercept: 0.125, weights: [1, 2, 3] },
        { intercept: -0.125, weights: [-1, -2, -3] },
      ],
    ]);
    expect(margins).toEqual([{ intercept: 0, weights: [0.5, -0.75] }]);
  });

  it("is read without a logistic: its margin is a target of its own", () => {
    expect(read({ outputs: [{ name: "s3" }] }).link).toEqual({ kind: "identity" });
  });

  it("of one layer and no ReLU is a linear model", () => {
    const nodes = [NODES[0], NODES[1], node("Gather", ["m1", "second"], "p", { axis: 1 })] as NodeSpec[];
    expect(read({ nodes, constants: [...WEIGHTS, { name: "second", dims: [1], wholes: [1] }] }).kind).toBe("linear");
  });

  it.each<[string, Partial<ModelSpec>, string, string, RegExp]>([
    ["another activation", withNodes([3, node("Tanh", ["s1"], "a1")]), "CRD-1103", "model at Tanh", /the operator Tanh/],
    [
      "a logistic between layers",
      withNodes([3, node("Sigmoid", ["s1"], "a1")]),
      "CRD-1103",
      "model at Gemm",
      /Found scores as input 0 of Gemm, expected columns or activations/,
    ],
    ["layers without an activation between", withNodes([3, node("Identity", ["s1"], "a1")]), "CRD-1103", "model at Gemm", /Found scores as input 0/],
    ["a ReLU of columns", withNodes([1, node("Relu", ["x"], "m1")]), "CRD-1103", "model at Relu", /Found columns as input 0 of Relu, expected scores/],
    ["a ReLU of a logistic", { nodes: [...NODES, node("Relu", ["p"], "q")], outputs: [{ name: "q" }] }, "CRD-1103", "model at Relu", /Relu of other scores/],
    ["a ReLU for its output", { outputs: [{ name: "a2" }] }, "CRD-1103", "model at output a2", /Found no scores/],
    [
      "a layer that adds activations to something",
      withNodes([6, node("Add", ["a2", "b2"], "s3")]),
      "CRD-1103",
      "model at Add",
      /Found activations as input 0 of Add/,
    ],
    ["weights for another number of neurons", withWeights("w2", { dims: [3, 2] }), "CRD-1101", "model at Gemm", /Found weights for 2 neurons, expected 3/],
    ["weights for another number of columns", withWeights("w1", { dims: [3, 2] }), "CRD-1101", "model at MatMul", /Found weights for 3 columns, expected 2/],
    [
      "biases of another number",
      withWeights("b1", { dims: [2], floats: [1, 2] }),
      "CRD-1103",
      "model at Add",
      /expected the intercepts of a linear model or a layer/,
    ],
    ["a weight that is no number", withWeights("w2", { floats: [1, 2, Number.NaN, 1, 1, 1] }), "CRD-1105", "model at Gemm", /Found NaN at its weights\[2\]/],
    [
      "a Gemm with a factor",
      withNodes([4, node("Gemm", ["a1", "w2", "b2"], "s2", { alpha: { float: 0.5 }, transB: 1 })]),
      "CRD-1103",
      "model at Gemm",
      /expected a plain product/,
    ],
    [
      "weights of another width than its floats",
      withWeights("w2", { type: 7, floats: [], wholes: [1, 2, 3, 4, 5, 6] }),
      "CRD-1103",
      "model at Gemm",
      /Found weights of int64 and an input of float/,
    ],
    [
      "more neurons than are read",
      withWeights("w1", { dims: [2, 1025], floats: Array.from({ length: 2050 }, () => 1) }),
      "CRD-1102",
      "model at MatMul",
      /It gives 1025 sums, at most 1024/,
    ],
    ["one column twice", withNodes([0, node("Concat", ["age", "age"], "x", { axis: 1 })]), "CRD-1103", "model", /two columns that are made alike/],
  ])("is refused with %s", (_, change, code, place, message) => {
    const error = refusal(() => read(change));
    expect(error.code).toBe(code);
    expect(error.place).toContain(place);
    expect(error.message).toMatch(message);
  });

  it("of layers beyond what is read is refused at the layer", () => {
    const deep = Array.from({ length: 17 }, (_, i) => [node("MatMul", [i === 0 ? "x" : `a${i - 1}`, "w"], `s${i}`), node("Relu", [`s${i}`], `a${i}`)]).flat();
    const constants = [{ name: "w", dims: [2, 2], floats: [1, 0, 0, 1] }];
    const error = refusal(() => read({ nodes: [NODES[0] as NodeSpec, ...deep], constants, outputs: [{ name: "a16" }] }));
    expect([error.code, error.message]).toEqual(["CRD-1102", expect.stringMatching(/the 17th layer, at most 16/)]);
  });
});

describe("a network that cannot be counted", () => {
  const policy = policyOf({ of: "probability", approveBelow: "0.4", referBelow: "0.6" }, ["age", "amount"]);
  const quantised = (change: Partial<ModelSpec>) => quantiseNetwork(read(change), spanishSchema, policy, undefined, [spanishSchema.features.map(() => 1n)]);

  it("is refused where its sums run away from floats, with the layer", () => {
    const error = refusal(() => quantised(withWeights("w2", { floats: [1e30, 2, 3, -1, -2, -3] })));
    expect([error.code, error.place]).toEqual(["CRD-1105", "model"]);
    expect(error.message).toMatch(/A sum of layer 2 can reach \d{30,}, expected less than 2\^64/);
  });

  it("is refused with room for later versions, which only hidden tables have", () => {
    const shaped = { ...policy, shape: { terms: 4, rows: 4 } };
    const error = refusal(() => quantiseNetwork(read(), spanishSchema, shaped, undefined, [spanishSchema.features.map(() => 1n)]));
    expect([error.code, error.place]).toEqual(["CRD-1013", "shape"]);
  });

  it("is refused where it reads nothing", () => {
    const error = refusal(() => quantised(withWeights("w1", { floats: [0, 0, 0, 0, 0, 0] })));
    expect([error.code, error.message]).toEqual(["CRD-1103", expect.stringMatching(/No weight is other than 0/)]);
  });
});
