import { CredenceError } from "../../errors/credence-error.ts";
import { openEvaluator } from "../../evaluate/evaluate.ts";
import { openNetworkDecision } from "../../evaluate/evaluate-network.ts";
import { openTreesDecision } from "../../evaluate/evaluate-trees.ts";
import type { SourceFile } from "../../files/source-file.ts";
import type { ModelFiles } from "../../model/model-files.ts";
import { neededFeatures } from "../../model/needed-features.ts";
import { encodeRows } from "../../record/rows.ts";
import type { Decision } from "../../statement/outcome.ts";
import { describeModel } from "../evidence-model.ts";
import { examineLinear } from "./rounded-contributions.ts";
import { type RoundableModel, roundedModels } from "./rounded-models.ts";
import type { Amount, AmountOf, Examined } from "./rounding.ts";
import type { Sensitivity } from "./sensitivity.ts";

const MOST_NAMED = 20;

function openAmount(model: RoundableModel): AmountOf {
  if (model.kind !== "scorecard") {
    const decide = model.kind === "trees" ? openTreesDecision(model) : openNetworkDecision(model);
    return (codes) => {
      const { margin, decision } = decide(codes);
      return { amount: margin, decision };
    };
  }
  const evaluate = openEvaluator(model);
  return (codes) => {
    const { score, decision } = evaluate(codes);
    return { amount: score, decision };
  };
}

const absolute = (value: bigint) => (value < 0n ? -value : value);

/** How many numbers of two models of one shape differ. */
function differences(a: unknown, b: unknown): number {
  if (typeof a !== "object" || a === null) return a === b ? 0 : 1;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return 1;
  return Object.entries(a).reduce((sum, [key, value]) => sum + differences(value, (b as Record<string, unknown>)[key]), 0);
}

const examine = (model: RoundableModel): Examined => ({
  perOne: model.kind === "scorecard" ? 10n ** BigInt(model.pointsScale) : model.marginDivisor << BigInt(model.marginBits),
  amountOf: openAmount(model),
  roundings: roundedModels(model).map(({ what, to, model: rounded }) => ({
    what,
    to,
    changes: rounded === model ? 0 : differences(model, rounded),
    amountOf: openAmount(rounded),
  })),
});

/**
 * Measures on applicants what rounding would do to a model's decisions.
 * @throws CredenceError CRD-1205 for a file without rows, and as {@link encodeRows}.
 */
export function measureSensitivity(files: ModelFiles, rowsFile: SourceFile): Sensitivity {
  const { model } = files;
  const rows = encodeRows(rowsFile, model.schema, neededFeatures(model));
  if (rows.length === 0) throw new CredenceError("CRD-1205", "Found no rows, expected one at least.", { place: rowsFile.name });
  const { perOne, amountOf, roundings } = model.kind === "linear" ? examineLinear(model) : examine(model);
  const exact = rows.map(amountOf);
  const counted = (decision: Decision) => exact.filter((row) => row.decision === decision).length;
  const measured = roundings.map(({ what, to, changes, amountOf: roundedAmountOf }) => {
    const found = changes === 0 ? exact : rows.map(roundedAmountOf);
    const flipped = found.flatMap(({ decision }, i) => (decision === exact[i]?.decision ? [] : [i + 1]));
    const largest = found.reduce((most, { amount }, i) => {
      const error = absolute(amount - (exact[i] as Amount).amount);
      return error > most ? error : most;
    }, 0n);
    return { what, to, changes, flips: flipped.length, flipped: flipped.slice(0, MOST_NAMED), largestError: Number(largest) / Number(perOne) };
  });
  return {
    format: "credence.sensitivity/1",
    model: describeModel(files),
    data: { rowsSha256: rowsFile.sha256 },
    rows: rows.length,
    decisions: { approve: counted("approve"), refer: counted("refer"), decline: counted("decline") },
    unit: model.kind === "scorecard" ? "points" : "margin",
    roundings: measured,
  };
}
