import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { CircuitMode } from "../src/build/build-circuit.ts";
import { CredenceError } from "../src/errors/credence-error.ts";
import { type ModelFiles, writeModel } from "../src/model/model-files.ts";
import { quantiseFile } from "../src/quantise/quantise-file.ts";

export const ROOT = join(import.meta.dirname, "..");

/** The files of an example that demo and benchmarks read. */
export interface Example {
  name: string;
  modelFile: string;
  policyFile: string;
  /** How its circuit is built. */
  mode: CircuitMode;
  /** One applicant a row. */
  applicantsFile: string;
  /** Whether they are real people's rows, or made up within the schema because the real ones may not be kept here. */
  applicants: "real" | "synthetic";
  /** The tool's own scores or margins and decisions of these rows. */
  expectedFile: string;
  /** A later version of the model, for circuits that versions share. */
  recalibrated: Pick<Example, "modelFile" | "policyFile" | "expectedFile"> | undefined;
}

const GERMAN = "../german-scorecard";

/** Name, model file, applicants, what the tool said of them; relative to the example. */
const FILES = [
  ["german-scorecard", "scorecard.csv", "data/german_statlog.csv", "expected.csv"],
  ["german-scorecard-universal", `${GERMAN}/scorecard.csv`, `${GERMAN}/data/german_statlog.csv`, `${GERMAN}/expected.csv`],
  ["spanish-scorecard", "scorecard.csv", "data/spanish_credit.csv", "expected.csv"],
  ["lending-club-lightgbm", "model.txt", "data/lending_club.csv", "expected.csv"],
  ["spanish-forest", "model.onnx", "data/spanish_credit.csv", "expected.csv"],
  ["spanish-network", "model.onnx", "../spanish-forest/data/spanish_credit.csv", "expected.csv"],
  ["hmda-logistic", "model.onnx", "data/hmda.csv", "expected.csv"],
  ["taiwan-xgboost", "model.json", "synthetic/applicants.csv", "synthetic/expected.csv"],
] as const;

/** Every example that the project ships. */
export const EXAMPLES: readonly Example[] = FILES.map(([name, model, applicants, expected]) => {
  const file = (path: string) => join(ROOT, "examples", name, path);
  return {
    name,
    modelFile: file(model),
    policyFile: file("policy.json"),
    applicantsFile: file(applicants),
    mode: name.endsWith("-universal") ? "universal" : "fixed",
    applicants: applicants.startsWith("synthetic/") ? "synthetic" : "real",
    expectedFile: file(expected),
    recalibrated: name.endsWith("-universal")
      ? { modelFile: file("recalibrated/scorecard.csv"), policyFile: file("recalibrated/policy.json"), expectedFile: file("recalibrated/expected.csv") }
      : undefined,
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
export function importExample({ modelFile, policyFile }: Pick<Example, "modelFile" | "policyFile">, directory: string): ModelFiles {
  const { model, policy } = quantiseFile(modelFile, policyFile);
  return writeModel(directory, model, policy.policy);
}

/** The rows of a CSV file by column. */
export const readCsv = (path: string): Record<string, string>[] => parse(readFileSync(path, "utf8"), { columns: true, bom: true });

/** The cells of an applicant that the schema knows. */
export function cellsOf({ model }: Pick<ModelFiles, "model">, row: Record<string, string>): Record<string, string> {
  return Object.fromEntries(model.schema.features.map(({ name }) => [name, row[name] ?? ""]));
}
