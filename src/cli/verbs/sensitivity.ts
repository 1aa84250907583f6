import type { Command } from "commander";
import { measureSensitivity } from "../../evidence/sensitivity/measure-sensitivity.ts";
import type { Sensitivity } from "../../evidence/sensitivity/sensitivity.ts";
import { writeJsonFile } from "../../files/json.ts";
import { readSource } from "../../files/source-file.ts";
import { readModel } from "../../model/model-files.ts";
import { emit } from "../output.ts";

/** The table as a person reads it. */
function table({ rows, decisions, unit, roundings }: Sensitivity): string {
  const { approve, refer, decline } = decisions;
  const lines = roundings.map(({ what, to, changes, flips, largestError }) =>
    [
      what.padEnd(13),
      to.padEnd(7),
      changes.toLocaleString("en").padStart(8),
      flips.toLocaleString("en").padStart(7),
      `${((100 * flips) / rows).toFixed(2)} %`.padStart(9),
      (largestError === 0 ? "0" : largestError.toPrecision(3)).padStart(14),
    ].join(" "),
  );
  return [
    `${rows.toLocaleString("en")} rows, exact: ${approve.toLocaleString("en")} approve, ${refer.toLocaleString("en")} refer, ${decline.toLocaleString("en")} decline`,
    `${"rounded".padEnd(13)} ${"to".padEnd(7)} ${"changes".padStart(8)} ${"flips".padStart(7)} ${"of rows".padStart(9)} ${`${unit} off by`.padStart(14)}`,
    ...lines,
  ].join("\n");
}

export function register(program: Command): void {
  program
    .command("sensitivity")
    .description("count the decisions that would flip if the model's numbers were rounded")
    .argument("<model>", "the model directory")
    .argument("<rows>", "a CSV file of applicants with a column for every feature that the model reads")
    .option("--out <file>", "the evidence to write")
    .action((directory: string, rows: string, { out }: { out?: string }) => {
      const found = measureSensitivity(readModel(directory), readSource(rows));
      if (out !== undefined) writeJsonFile(out, found);
      emit(out === undefined ? found : { evidence: out, ...found }, table(found));
    });
}
