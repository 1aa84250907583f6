import { rmSync } from "node:fs";
import { join } from "node:path";
import { cellsOf, type Example, findExample, importExample, ROOT, readCsv } from "../scripts/example.ts";
import { type BuiltModel, buildModel } from "../src/build/build-model.ts";
import type { ModelFiles } from "../src/model/model-files.ts";
import { checkRecord, signRecord } from "../src/record/record.ts";
import { buildCircuitInputs, type CircuitInputs } from "../src/witness/circuit-inputs.ts";

/** What a model is built from, and applicants of it. */
export type BenchExample = Pick<Example, "name" | "modelFile" | "policyFile" | "applicantsFile">;

const directoryOf = (name: string) => join(ROOT, ".credence/bench", name);

/** Imports an example where no earlier run left anything. */
export function importAnew(name: string): ModelFiles {
  rmSync(directoryOf(name), { recursive: true, force: true });
  return importExample(findExample(name), directoryOf(name));
}

/** An example with its circuit and a development key; what an earlier run made of the same sources is taken again. */
export function buildExample(example: string | BenchExample): Promise<BuiltModel> {
  const found = typeof example === "string" ? findExample(example) : example;
  const directory = directoryOf(found.name);
  importExample(found, directory);
  return buildModel({ directory, keys: { kind: "development" }, onProgress: (text) => console.error(`${found.name}: ${text} ...`) });
}

/** Inputs of the decision circuit for real applicants of an example, signed by a key of the benchmark's own. */
export function exampleInputs(example: string | BenchExample, files: ModelFiles, count: number): CircuitInputs[] {
  const secret = new Uint8Array(32).fill(1);
  const { applicantsFile } = typeof example === "string" ? findExample(example) : example;
  return readCsv(applicantsFile)
    .slice(0, count)
    .map((row, i) => {
      const signed = signRecord(files.model.schema, secret, { applicationId: BigInt(i + 1), issuedAt: 1_700_000_000n, features: cellsOf(files, row) });
      const record = checkRecord(files.model.schema, signed);
      return buildCircuitInputs({ model: files.model, modelCommitment: files.modelCommitment, record, blind: (1n << 200n) + BigInt(i) }).inputs;
    });
}
