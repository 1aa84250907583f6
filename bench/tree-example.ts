import { join } from "node:path";
import { ROOT } from "../scripts/example.ts";
import { type CompiledCircuit, compileCircuit, countCircuit } from "../src/circuit/compile.ts";
import { type CircuitOptions, generateDecisionCircuit } from "../src/circuit/generate-decision-circuit.ts";
import { readSource } from "../src/files/source-file.ts";
import { neededFeatures } from "../src/model/needed-features.ts";
import type { QuantisedTrees } from "../src/model/quantised-trees.ts";
import { quantiseFile } from "../src/quantise/quantise-file.ts";
import { checkRecord, signRecord } from "../src/record/record.ts";
import { encodeRows } from "../src/record/rows.ts";
import { decodeCell } from "../src/record/schema.ts";
import { buildCircuitInputs, type CircuitInputs } from "../src/witness/circuit-inputs.ts";

/** The ensembles that the project ships, with records that stand beside them. */
export const TREE_EXAMPLES = [
  { name: "taiwan-xgboost", file: "model.json", rows: "synthetic/applicants.csv" },
  { name: "lending-club-lightgbm", file: "model.txt", rows: "data/lending_club.csv" },
  { name: "spanish-forest", file: "model.onnx", rows: "data/spanish_credit.csv" },
] as const;
export type TreeExample = (typeof TREE_EXAMPLES)[number];

/** What stands for the model in circuits that are only measured. */
const COMMITMENT = 1n << 200n;

export function readTrees({ name, file }: TreeExample): QuantisedTrees {
  const folder = join(ROOT, "examples", name);
  const { model } = quantiseFile(join(folder, file), join(folder, "policy.json"));
  if (model.kind !== "trees") throw new Error(`${name} is a ${model.kind}`);
  return model;
}

export const compileTrees = (model: QuantisedTrees, reasons: CircuitOptions["reasons"], outDir: string): Promise<CompiledCircuit> =>
  compileCircuit({ source: generateDecisionCircuit(model, COMMITMENT, reasons === undefined ? {} : { reasons }), outDir });

/** Its constraints alone. */
export const countTrees = (model: QuantisedTrees, reasons: "principal" | "none", outDir: string) =>
  countCircuit({ source: generateDecisionCircuit(model, COMMITMENT, { reasons }), outDir });

/** Inputs of the circuit for records of the example, signed by a key of the benchmark's own. */
export function treeInputs(example: TreeExample, model: QuantisedTrees, reasons: CircuitOptions["reasons"], count: number): CircuitInputs[] {
  const secret = new Uint8Array(32).fill(1);
  const { features } = model.schema;
  return encodeRows(readSource(join(ROOT, "examples", example.name, example.rows)), model.schema, neededFeatures(model))
    .slice(0, count)
    .map((codes, i) => {
      const cells = Object.fromEntries(features.map((feature, position) => [feature.name, decodeCell(feature, codes[position] as bigint)]));
      const signed = signRecord(model.schema, secret, { applicationId: BigInt(i + 1), issuedAt: 1_700_000_000n, features: cells });
      const request = { model, modelCommitment: COMMITMENT, record: checkRecord(model.schema, signed), blind: (1n << 200n) + BigInt(i) };
      return buildCircuitInputs(reasons === undefined ? request : { ...request, reasons }).inputs;
    });
}
