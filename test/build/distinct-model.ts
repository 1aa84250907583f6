import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ModelFiles, writeModel } from "../../src/model/model-files.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";

const EXAMPLE = join(import.meta.dirname, "../../examples/german-scorecard");

const digits = (text: string) => text.replace("-", "");

/**
 * Imports the example with six decimals added to its points, none twice, so that a cell of the model that turns up anywhere is no coincidence.
 * @returns the model, the digits of each of its cells, and those of its baseline in the units that it is kept in.
 */
export function importDistinctModel(folder: string, directory: string): { files: ModelFiles; cells: string[]; baseline: string[] } {
  cpSync(EXAMPLE, folder, { recursive: true });
  const table = join(folder, "scorecard.csv");
  const [header, ...rows] = readFileSync(table, "utf8").trimEnd().split("\n") as [string, ...string[]];
  const points = rows.map((row, i) => `${Math.trunc(Number(row.slice(row.lastIndexOf(",") + 1)))}.${100_003 + i * 7_919}`);
  writeFileSync(table, `${[header, ...rows.map((row, i) => row.slice(0, row.lastIndexOf(",") + 1) + points[i])].join("\n")}\n`);
  const { model, policy } = quantiseFile(table, join(folder, "policy.json"));
  return {
    files: writeModel(directory, model, policy.policy),
    cells: points.map(digits),
    baseline: (model as QuantisedScorecard).characteristics.map(({ baseline }) => digits(`${baseline}`)),
  };
}
