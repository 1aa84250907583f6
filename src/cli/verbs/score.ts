import type { Command } from "commander";
import { openEvaluator } from "../../evaluate/evaluate.ts";
import { formatUnits } from "../../model/decimal.ts";
import { readModel } from "../../model/model-files.ts";
import { neededFeatures } from "../../model/needed-features.ts";
import { readRows } from "../../record/rows.ts";
import { emit, progress } from "../output.ts";

export function register(program: Command): void {
  program
    .command("score")
    .description("score applicants with the reference evaluator: exact points, decision, principal reasons")
    .argument("<model>", "the model directory")
    .argument("<rows>", "a CSV file of applicants with a column for every feature that the model reads")
    .action((directory: string, file: string) => {
      const { model } = readModel(directory);
      const rows = readRows(file, model.schema, neededFeatures(model));
      const evaluate = openEvaluator(model);
      rows.forEach((codes, i) => {
        const { score, decision, reasons } = evaluate(codes);
        // A score is points, of whatever kind the model is.
        const points = formatUnits(score, model.pointsScale);
        const given = reasons.map((position) => model.policy.reasons[position - 1]?.code as string);
        emit({ row: i + 1, points, score: points, decision, reasons: given }, `${i + 1}\t${points}\t${decision}\t${given.join(" ")}`);
      });
      progress(`${rows.length} rows scored by ${model.name} ${model.version}.`);
    });
}
