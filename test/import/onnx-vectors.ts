import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSource, type SourceFile } from "../../src/files/source-file.ts";
import { importBytes } from "../../src/import/import-model.ts";
import type { LinearIR } from "../../src/model/linear-ir.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import type { PipelineFile } from "../../src/model/policy.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import type { TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { quantiseLinear } from "../../src/quantise/quantise-linear.ts";
import { quantiseTrees } from "../../src/quantise/quantise-trees.ts";
import { policyOf, spanishCodes, spanishSchema, type TreeCase } from "../evaluate/tree-vectors.ts";

const folder = join(import.meta.dirname, "../vectors/onnx");

/** One model of test/vectors/onnx, and how its decisions were made. */
export interface OnnxCase extends TreeCase {
  /** The model reads one tensor of all numbers, which has no names. */
  matrix?: boolean;
  /** Names of the columns of that tensor, where they are not all numbers. */
  columns?: readonly string[];
  linear?: boolean;
}

export const onnxCases: readonly OnnxCase[] = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));

export const onnxBytes = (file: string): Uint8Array => readFileSync(join(folder, file));
export const onnxExpected = (name: string): SourceFile => readSource(join(folder, `${name}.csv`));
export const importCase = ({ file }: OnnxCase): TreeEnsembleIR | LinearIR => importBytes(file, onnxBytes(file)) as TreeEnsembleIR | LinearIR;

/** Names for the columns of a tensor that has none. */
export function namesOf({ matrix, columns }: OnnxCase): PipelineFile | undefined {
  const names = columns ?? (matrix ? ["seniority", "age", "income", "assets", "debt", "amount"] : undefined);
  if (names === undefined) return undefined;
  const named = names.map((feature, i) => ({ name: `X[${i}]`, kind: "number", feature }));
  return { sha256: "0".repeat(64), pipeline: Pipeline.parse({ format: "credence.pipeline/1", columns: named }) };
}

/** Quantises a model with one reason a raw feature that it reads. */
export function quantiseCase(given: OnnxCase): QuantisedTrees | QuantisedLinear {
  const ir = importCase(given);
  const names = spanishSchema.features.map(({ name }) => name);
  for (;;) {
    try {
      const policy = policyOf(given, names);
      if (ir.kind === "linear") return quantiseLinear(ir, spanishSchema, policy, namesOf(given), spanishCodes);
      return quantiseTrees(ir, spanishSchema, policy, namesOf(given), spanishCodes);
    } catch (error) {
      // A feature that no split reads needs no reason.
      const unread = /no characteristic (\w+)/.exec((error as Error).message)?.[1];
      if (unread === undefined) throw error;
      names.splice(names.indexOf(unread), 1);
    }
  }
}
