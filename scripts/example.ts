import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { CredenceError } from "../src/errors/credence-error.ts";
import { type ModelFiles, writeModel } from "../src/model/model-files.ts";
import { quantiseFile } from "../src/quantise/quantise-file.ts";

export const ROOT = join(import.meta.dirname, "..");

/** The files of an example that demo and benchmarks read. */
export interface Example {
  name: string;
  modelFile: string;
  policyFile: string;
  /** Real applicants, one a row. */
  applicantsFile: string;
  /** The tool's own scores and decisions of these rows. */
  expectedFile: string;
}

const APPLICANTS: Readonly<Record<string, string>> = {
  "german-scorecard": "data/german_statlog.csv",
  "spanish-scorecard": "data/spanish_credit.csv",
};

const EXAMPLES: readonly Example[] = Object.entries(APPLICANTS).map(([name, applicants]) => {
  const file = (path: string) => join(ROOT, "examples", name, path);
  return {
    name,
    modelFile: file("scorecard.csv"),
    policyFile: file("policy.json"),
    applicantsFile: file(applicants),
    expectedFile: file("expected.csv"),
  };
});

/** @throws CredenceError CRD-9001 where there is no such example. */
export function findExample(name: string): Example {
  const example = EXAMPLES.find((each) => each.name === name);
  if (!example || !existsSync(example.modelFile)) {
    throw new CredenceError("CRD-9001", `There is no example ${name}: there are ${EXAMPLES.map((each) => each.name).join(", ")}.`);
  }
  return example;
}

/** Imports an example's model file into a model directory, as `credence import` does. */
export function importExample({ modelFile, policyFile }: Example, directory: string): ModelFiles {
  const { model, policy } = quantiseFile(modelFile, policyFile);
  return writeModel(directory, model, policy.policy);
}

/** The rows of a CSV file by column. */
export const readCsv = (path: string): Record<string, string>[] => parse(readFileSync(path, "utf8"), { columns: true, bom: true });

/** The cells of an applicant that the schema knows. */
export function cellsOf({ model }: ModelFiles, row: Record<string, string>): Record<string, string> {
  return Object.fromEntries(model.schema.features.map(({ name }) => [name, row[name] ?? ""]));
}
