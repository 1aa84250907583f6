import type { Command } from "commander";
import { openEvaluator } from "../../evaluate/evaluate.ts";
import type { MarginEvaluation } from "../../evaluate/margin-evaluation.ts";
import { formatUnits } from "../../model/decimal.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import { floorDivide } from "../../model/floor-divide.ts";
import { readModel } from "../../model/model-files.ts";
import { neededFeatures } from "../../model/needed-features.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { readRows } from "../../record/rows.ts";
import { emit, progress } from "../output.ts";

/** Places of a margin that are shown; the margin itself is exact. */
const MARGIN_PLACES = 12;

/** The margin of a model that has one, rounded down to be read. */
function spellMargin(model: QuantisedModel, evaluation: Evaluation): { margin?: string } {
  if (model.kind === "scorecard") return {};
  const perOne = model.marginDivisor << BigInt(model.marginBits);
  const { margin } = evaluation as MarginEvaluation;
  return { margin: formatUnits(floorDivide(margin * 10n ** BigInt(MARGIN_PLACES), perOne), MARGIN_PLACES) };
}

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
        const evaluation = evaluate(codes);
        const { score, decision, reasons } = evaluation;
        // A score is points, of whatever kind the model is.
        const points = formatUnits(score, model.pointsScale);
        const given = reasons.map((position) => model.policy.reasons[position - 1]?.code as string);
        emit(
          { row: i + 1, points, score: points, ...spellMargin(model, evaluation), decision, reasons: given },
          `${i + 1}\t${points}\t${decision}\t${given.join(" ")}`,
        );
      });
      progress(`${rows.length} rows scored by ${model.name} ${model.version}.`);
    });
}
