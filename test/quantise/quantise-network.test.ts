import { describe, expect, it } from "vitest";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import type { LinearMargin } from "../../src/model/linear-ir.ts";
import type { NetworkIR } from "../../src/model/network-ir.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import type { QuantisedNetwork } from "../../src/model/quantised-network.ts";
import { quantiseNetwork } from "../../src/quantise/quantise-network.ts";
import { RecordSchema } from "../../src/record/schema.ts";
import { pseudoRandom } from "../circuits/decision-records.ts";
import { category, number, writtenPolicy } from "../circuits/linear/linear-models.ts";
import { naiveMargin } from "../circuits/network/naive-network.ts";
import { attackedNetwork } from "../circuits/network/network-models.ts";

const features = [number("income", "90000", "marker"), number("share", "1", "never", 3), category("home", ["rent", "own", "free"], "never")];
const schema = RecordSchema.parse({ format: "credence.schema/1", name: "network", version: 1, features });
const pipeline = Pipeline.parse({
  format: "credence.pipeline/1",
  columns: [
    { name: "income", kind: "number", feature: "income", whenMissing: "1500", clip: { to: "60000" }, scale: { subtract: "1700.5", divide: "812.25" } },
    { name: "share", kind: "number", feature: "share", scale: { subtract: "0.3", multiply: "3.3" } },
    { name: "rent", kind: "one-hot", feature: "home", values: ["rent"] },
    { name: "own", kind: "one-hot", feature: "home", values: ["own"] },
  ],
});

function randomIR(seed: number): NetworkIR {
  const random = pseudoRandom(seed);
  const layer = (neurons: number, inputs: number): LinearMargin[] =>
    Array.from({ length: neurons }, () => ({ intercept: random() - 0.5, weights: Array.from({ length: inputs }, () => (random() - 0.5) * 2) }));
  const hidden = seed % 2 === 0 ? [layer(5, 4)] : [layer(5, 4), layer(3, 5)];
  return {
    kind: "network",
    source: { file: "model.onnx", format: "onnx", sha256: "1".repeat(64) },
    columns: pipeline.columns.map(({ name }) => ({ name })),
    hidden,
    margins: layer(1, hidden.at(-1)?.length as number),
    link: { kind: "logistic", slope: 1 },
    summation: "float64",
    notes: [],
  };
}

/** The margin in float64, which is off it by far less than any bound. */
function floatMargin({ hidden, margins }: NetworkIR, [income, share, home]: readonly [number | undefined, number, string]): number {
  let values = [(Math.min(income ?? 1500, 60000) - 1700.5) / 812.25, (share - 0.3) * 3.3, home === "rent" ? 1 : 0, home === "own" ? 1 : 0];
  const sum = ({ intercept, weights }: LinearMargin) => weights.reduce((total, weight, i) => total + weight * (values[i] as number), intercept);
  for (const layer of hidden) values = layer.map((neuron) => Math.max(0, sum(neuron)));
  return sum(margins[0] as LinearMargin);
}

const quantised = (ir: NetworkIR): QuantisedNetwork => {
  const cells = { income: "1700", share: "0.3", home: "own" };
  // A cut-off that decides something: just above the reference's own margin.
  const cutOff = (floatMargin(ir, [1700, 0.3, "own"]) + 0.001).toFixed(6);
  return quantiseNetwork(ir, schema, writtenPolicy({ features, pipeline, cells, cutOffs: [cutOff, cutOff] }), { pipeline, sha256: "2".repeat(64) });
};

describe("a quantised network", () => {
  it("is never further from the exact margin than its bound, at the ends of every range too, and the bound is small", () => {
    let nearest = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const ir = randomIR(seed);
      const model = quantised(ir);
      expect(faultOf(model)).toBeUndefined();
      const evaluate = openEvaluator(model);
      const perOne = 2 ** model.marginBits;
      const bound = Number(model.marginError) / perOne;
      expect(bound).toBeLessThan(2e-3);
      const random = pseudoRandom(seed + 100);
      for (let i = 0; i < 150; i++) {
        const income = i % 7 === 0 ? undefined : [0, 60000, 60001, 90000, Math.floor(random() * 90001)][i % 5];
        const share = [0, 1000, Math.floor(random() * 1001)][i % 3] as number;
        const home = i % 3;
        const codes = [income === undefined ? 90001n : BigInt(income), BigInt(share), BigInt(home)];
        const exact = floatMargin(ir, [income, share / 1000, ["rent", "own", "free"][home] as string]);
        const { margin } = evaluate(codes) as unknown as { margin: bigint };
        expect(margin).toBe(naiveMargin(model, codes));
        const off = Math.abs(Number(margin) / perOne - exact);
        expect(off).toBeLessThanOrEqual(bound);
        nearest = Math.max(nearest, off / bound);
      }
    }
    // The bound is no fantasy: some record comes within a factor of a hundred of it.
    expect(nearest).toBeGreaterThan(0.01);
  });

  it("has 16 bits of weights where these do, and more where a range is wide", () => {
    const { first, hidden, activationBits } = attackedNetwork();
    expect(activationBits).toBe(16);
    expect(hidden.map(({ shift }) => shift)).toEqual([19]);
    expect(first.shift).toBe(7);
    // Incomes up to 60,000 cost the first layer the bits that its slopes need.
    expect(quantised(randomIR(1)).first.shift).toBeGreaterThan(first.shift + 5);
  });

  it("turns round where the model predicts a good outcome, and takes the difference of two classes", () => {
    const ir = randomIR(3);
    const [margin] = ir.margins as [LinearMargin];
    const opposite: LinearMargin = { intercept: -margin.intercept, weights: margin.weights.map((weight) => -weight) };
    const two: NetworkIR = { ...ir, margins: [opposite, margin], link: { kind: "softmax" } };
    const cells = { income: "1700", share: "0.3", home: "own" };
    const cut = (2 * floatMargin(ir, [1700, 0.3, "own"]) + 0.001).toFixed(6);
    const policy = writtenPolicy({ features, pipeline, cells, cutOffs: [cut, cut] });
    const double = quantiseNetwork(two, schema, policy, { pipeline, sha256: "2".repeat(64) });
    const codes = [40_000n, 800n, 2n];
    const exact = floatMargin(ir, [40_000, 0.8, "free"]);
    expect(Number(naiveMargin(double, codes)) / 2 ** double.marginBits).toBeCloseTo(2 * exact, 2);
    const good = quantiseNetwork(
      two,
      schema,
      {
        ...policy,
        predicts: "good",
        cutOffs: {
          ...policy.cutOffs,
          approveBelow: { units: -BigInt(Math.round(Number(cut) * 1e6)) + 2000n, scale: 6 },
          referBelow: { units: -BigInt(Math.round(Number(cut) * 1e6)) + 2000n, scale: 6 },
        },
      },
      { pipeline, sha256: "2".repeat(64) },
    );
    expect(Number(naiveMargin(good, codes)) / 2 ** good.marginBits).toBeCloseTo(-2 * exact, 2);
  });
});

describe("a network that was altered is told apart from a whole one", () => {
  const model = attackedNetwork();
  it.each<[string, Partial<QuantisedNetwork>, RegExp]>([
    ["no input", { inputs: [] }, /it has no input/],
    [
      "an input of no feature",
      { inputs: [{ ...model.inputs[0], feature: 99 } as QuantisedNetwork["inputs"][number], ...model.inputs.slice(1)] },
      /input 0 reads a feature/,
    ],
    [
      "an input of no reason",
      { inputs: [{ ...model.inputs[0], reason: 99 } as QuantisedNetwork["inputs"][number], ...model.inputs.slice(1)] },
      /input 0 has a reason/,
    ],
    ["an input for fewer neurons", { first: { ...model.first, biases: model.first.biases.slice(1) } }, /input 0 does not add to each neuron/],
    ["inputs out of order", { inputs: [...model.inputs].reverse() }, /out of order/],
    ["a layer that reads more", { hidden: [{ shift: 19, neurons: [{ bias: 0n, weights: [1n] }] }] }, /hidden layer 2 does not read/],
    ["an output that reads more", { output: { bias: 0n, weights: [1n] } }, /the output does not read/],
    ["a shift of no float", { first: { ...model.first, shift: 4000 } }, /a number of bits is above/],
    ["sums beyond the field", { output: { bias: 1n << 201n, weights: model.output.weights } }, /a sum of layer 3 reaches 2\^200/],
    ["cut-offs in the wrong order", { policy: { ...model.policy, approveBelow: model.policy.declineFrom + 1n } }, /approveBelow lies above/],
    [
      "a reason that speaks for nothing",
      { policy: { ...model.policy, reasons: [...model.policy.reasons, { code: "R99", sentence: "Nothing at all" }] } },
      /no input has the reason R99/,
    ],
  ])("with %s", (_, change, fault) => expect(faultOf({ ...model, ...change })).toMatch(fault));
});
