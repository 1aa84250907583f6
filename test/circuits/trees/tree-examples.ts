import { join } from "node:path";
import { readSource } from "../../../src/files/source-file.ts";
import { neededFeatures } from "../../../src/model/needed-features.ts";
import type { QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import { quantiseFile } from "../../../src/quantise/quantise-file.ts";
import { encodeRows } from "../../../src/record/rows.ts";
import { ROOT } from "../harness/compile.ts";

export const TREE_EXAMPLES = [
  { name: "taiwan-xgboost", file: "model.json", rows: "synthetic/applicants.csv" },
  { name: "lending-club-lightgbm", file: "model.txt", rows: "data/lending_club.csv" },
  { name: "spanish-forest", file: "model.onnx", rows: "data/spanish_credit.csv" },
] as const;

const folderOf = (name: string) => join(ROOT, "examples", name);

/** An ensemble that the project ships. */
export function exampleModel({ name, file }: { name: string; file: string }): QuantisedTrees {
  const { model } = quantiseFile(join(folderOf(name), file), join(folderOf(name), "policy.json"));
  if (model.kind !== "trees") throw new Error(`${name} is a ${model.kind}`);
  return model;
}

/** The records that stand beside an example: codes in schema order. */
export const exampleCodes = ({ name, rows }: { name: string; rows: string }, model: QuantisedTrees): readonly (readonly bigint[])[] =>
  encodeRows(readSource(join(folderOf(name), rows)), model.schema, neededFeatures(model));
