import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSource, type SourceFile } from "../../src/files/source-file.ts";
import { importBytes } from "../../src/import/import-model.ts";
import type { NetworkIR } from "../../src/model/network-ir.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import type { PipelineFile } from "../../src/model/policy.ts";
import type { QuantisedNetwork } from "../../src/model/quantised-network.ts";
import { quantiseNetwork } from "../../src/quantise/quantise-network.ts";
import { policyOf, spanishCodes, spanishSchema, type TreeCase } from "../evaluate/tree-vectors.ts";

const folder = join(import.meta.dirname, "../vectors/networks");

/** One model of test/vectors/networks, and how its decisions were made. */
export interface NetworkCase extends TreeCase {
  /** Names of the columns of its one tensor, which has none. */
  columns?: readonly string[];
}

export const networkCases: readonly NetworkCase[] = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));

export const networkBytes = (file: string): Uint8Array => readFileSync(join(folder, file));
export const networkExpected = (name: string): SourceFile => readSource(join(folder, `${name}.csv`));

function namesOf({ columns }: NetworkCase): PipelineFile | undefined {
  if (columns === undefined) return undefined;
  const named = columns.map((feature, i) => ({ name: `x[${i}]`, kind: "number", feature }));
  return { sha256: "0".repeat(64), pipeline: Pipeline.parse({ format: "credence.pipeline/1", columns: named }) };
}

/** Quantises a network of the vectors with one reason a raw feature that it reads. */
export function quantiseNetworkCase(given: NetworkCase): QuantisedNetwork {
  const ir = importBytes(given.file, networkBytes(given.file)) as NetworkIR;
  const read = given.name === "imputed" ? spanishSchema.features.map(({ name }) => name) : ["seniority", "age", "amount", "home", "records", "job"];
  const names = read.filter((name) => given.columns?.includes(name) ?? true).filter((name) => !["time", "marital", "expenses", "price"].includes(name));
  return quantiseNetwork(ir, spanishSchema, policyOf(given, names), namesOf(given), spanishCodes);
}
