import { CredenceError } from "../../errors/credence-error.ts";
import { openEvaluator } from "../../evaluate/evaluate.ts";
import { openTreesDecision } from "../../evaluate/evaluate-trees.ts";
import type { SourceFile } from "../../files/source-file.ts";
import type { ModelFiles } from "../../model/model-files.ts";
import { neededFeatures } from "../../model/needed-features.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { encodeRows } from "../../record/rows.ts";
import type { Decision } from "../../statement/outcome.ts";
import { describeModel } from "../evidence-model.ts";
import { roundedModels } from "./rounded-models.ts";
import type { Sensitivity } from "./sensitivity.ts";

const MOST_NAMED = 20;

/** What a record comes to: points, or the margin where one decides, in the model's units. */
interface Amount {
  amount: bigint;
  decision: Decision;
}

function openAmount(model: QuantisedModel): (codes: readonly bigint[]) => Amount {
  if (model.kind === "trees") {
    const decide = openTreesDecision(model);
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

const perOne = (model: QuantisedModel) => (model.kind === "trees" ? model.marginDivisor << BigInt(model.marginBits) : 10n ** BigInt(model.pointsScale));
const absolute = (value: bigint) => (value < 0n ? -value : value);

/** How many numbers of two models of one shape differ. */
function differences(a: unknown, b: unknown): number {
  if (typeof a !== "object" || a === null) return a === b ? 0 : 1;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return 1;
  return Object.entries(a).reduce((sum, [key, value]) => sum + differences(value, (b as Record<string, unknown>)[key]), 0);
}

/**
 * Measures on applicants what rounding would do to a model's decisions.
 * @throws CredenceError CRD-1203 for a kind of model that is not examined, CRD-1205 for a file without rows, and as {@link encodeRows}.
 */
export function measureSensitivity(files: ModelFiles, rowsFile: SourceFile): Sensitivity {
  const { model } = files;
  const rows = encodeRows(rowsFile, model.schema, neededFeatures(model));
  if (rows.length === 0) throw new CredenceError("CRD-1205", "Found no rows, expected one at least.", { place: rowsFile.name });
  const exact = rows.map(openAmount(model));
  const counted = (decision: Decision) => exact.filter((row) => row.decision === decision).length;
  const roundings = roundedModels(model).map(({ what, to, model: rounded }) => {
    const changes = rounded === model ? 0 : differences(model, rounded);
    const found = changes === 0 ? exact : rows.map(openAmount(rounded));
    const flipped = found.flatMap(({ decision }, i) => (decision === exact[i]?.decision ? [] : [i + 1]));
    const largest = found.reduce((most, { amount }, i) => {
      const error = absolute(amount - (exact[i] as Amount).amount);
      return error > most ? error : most;
    }, 0n);
    return { what, to, changes, flips: flipped.length, flipped: flipped.slice(0, MOST_NAMED), largestError: Number(largest) / Number(perOne(model)) };
  });
  return {
    format: "credence.sensitivity/1",
    model: describeModel(files),
    data: { rowsSha256: rowsFile.sha256 },
    rows: rows.length,
    decisions: { approve: counted("approve"), refer: counted("refer"), decline: counted("decline") },
    unit: model.kind === "scorecard" ? "points" : "margin",
    roundings,
  };
}
