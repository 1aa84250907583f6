import { join } from "node:path";
import type { LinearMargin } from "../../../src/model/linear-ir.ts";
import type { NetworkIR } from "../../../src/model/network-ir.ts";
import { Pipeline } from "../../../src/model/pipeline.ts";
import type { QuantisedNetwork } from "../../../src/model/quantised-network.ts";
import { quantiseFile } from "../../../src/quantise/quantise-file.ts";
import { quantiseNetwork } from "../../../src/quantise/quantise-network.ts";
import { type Feature, RecordSchema } from "../../../src/record/schema.ts";
import { pseudoRandom } from "../decision-records.ts";
import { ROOT } from "../harness/compile.ts";
import { ATTACKED_COLUMNS, attackedFeatures, category, type LinearParts, number, writtenPolicy } from "../linear/linear-models.ts";

interface NetworkParts extends Omit<LinearParts, "weights" | "intercept"> {
  hidden: readonly (readonly LinearMargin[])[];
  output: LinearMargin;
}

/** Quantises a network that is written down here. */
function networkModel({ features, columns, hidden, output, cells, cutOffs, bandWidth, shared }: NetworkParts): QuantisedNetwork {
  const schema = RecordSchema.parse({ format: "credence.schema/1", name: "network", version: 1, features });
  const pipeline = Pipeline.parse({ format: "credence.pipeline/1", columns });
  const ir: NetworkIR = {
    kind: "network",
    source: { file: "model.onnx", format: "onnx", sha256: "1".repeat(64) },
    columns: pipeline.columns.map(({ name }) => ({ name })),
    hidden,
    margins: [output],
    link: { kind: "logistic", slope: 1 },
    summation: "float32",
    notes: [],
  };
  const policy = writtenPolicy({ features, pipeline, cells, cutOffs, bandWidth, shared });
  return quantiseNetwork(ir, schema, policy, { pipeline, sha256: "2".repeat(64) });
}

const layer = (random: () => number, neurons: number, inputs: number, spread: number): LinearMargin[] =>
  Array.from({ length: neurons }, () => ({
    intercept: Math.fround(random() * 0.6 - 0.2),
    weights: Array.from({ length: inputs }, () => Math.fround((random() * 2 - 1) * spread)),
  }));

/** The network that the project ships. */
export function spanishNetwork(): QuantisedNetwork {
  const folder = join(ROOT, "examples/spanish-network");
  return quantiseFile(join(folder, "model.onnx"), join(folder, "policy.json")).model as QuantisedNetwork;
}

/** A network of so many features, a third of them categories, and of layers as wide as is said: what a bureau has, with weights as training leaves them. */
export function bureauNetwork(features: number, widths: readonly number[], groups: number): QuantisedNetwork {
  const random = pseudoRandom(features);
  const schema: Feature[] = [];
  const columns: object[] = [];
  const cells: Record<string, string> = {};
  for (let i = 0; i < features; i++) {
    const name = `f${i}`;
    if (i % 3 === 2) {
      const values = ["a", "b", "c", "d"].slice(0, 2 + (i % 3));
      schema.push(category(name, values, "never"));
      // One column a feature: the position of its category, as Taiwan's credit cards have them.
      columns.push({ name, kind: "category", feature: name, values, numbers: values.map((_, value) => `${value - 1}`) });
      cells[name] = "a";
      continue;
    }
    const max = [80, 1000, 65_535, 1_000_000][i % 4] as number;
    const missing = i % 6 === 0 ? "marker" : "never";
    schema.push(number(name, `${max}`, missing));
    const scale = { subtract: `${max / 3}`, divide: `${max / 5}` };
    columns.push({
      name,
      kind: "number",
      feature: name,
      arithmetic: "float32",
      ...(missing === "marker" ? { whenMissing: `${Math.floor(max / 4)}` } : {}),
      scale,
    });
    cells[name] = `${Math.floor(max / 3)}`;
  }
  const inputs = [features, ...widths];
  const hidden = widths.map((width, i) => layer(random, width, inputs[i] as number, 1.4 / Math.sqrt(inputs[i] as number)));
  const [output] = layer(random, 1, inputs.at(-1) as number, 1) as [LinearMargin];
  const shared = schema.flatMap(({ name }, i) => (i % Math.ceil(features / groups) === 0 ? [] : [name]));
  return networkModel({ features: schema, columns, hidden, output, cells, cutOffs: ["-0.1", "0.4"], shared });
}

/**
 * Every way in which a feature reaches a network, small enough to be attacked: clipped and imputed (a product), one line (a bound only), a marker beside a line, categories, a sum that is told as one
 * of its features, a reason of two features, features that are not read; two hidden layers, one neuron that never wakes.
 */
export function attackedNetwork(): QuantisedNetwork {
  const neuron = (intercept: number, ...weights: number[]): LinearMargin => ({ intercept: Math.fround(intercept), weights: weights.map(Math.fround) });
  return networkModel({
    features: attackedFeatures("never"),
    columns: [...ATTACKED_COLUMNS, { name: "seniority", kind: "number", feature: "seniority", scale: { subtract: "10", divide: "8" } }],
    hidden: [
      [
        neuron(0.2, -0.8, 0.5, 0.3, -0.4, 0.5, 0.2, 0.7, -0.12, -0.6),
        neuron(0.3, -0.6, 0.4, 0.1, -0.5, 0.3, -0.2, -0.4, 0.1, 0.3),
        neuron(-0.1, 0.5, -0.3, 0, 0.3, -0.4, 0.3, -0.5, 0.1, 0.6),
      ],
      [neuron(0.1, 0.9, 0.5, -0.7), neuron(0.4, -0.6, 0.3, 0.8), neuron(-0.5, -0.4, -0.3, -0.2)],
    ],
    output: neuron(-0.3, 1.1, -0.8, 2),
    cells: { income: "20", debt: "5", age: "35", housing: "own", purpose: "house", savings: "50", spent: "45", seniority: "12" },
    cutOffs: ["-0.2", "0.8"],
    shared: ["purpose"],
  });
}
