import { CredenceError } from "../../errors/credence-error.ts";
import { evaluate } from "../../evaluate/evaluate.ts";
import { formatUnits } from "../../model/decimal.ts";
import type { ModelFiles } from "../../model/model-files.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { openMargin } from "../../model/tree-walk.ts";
import { decodeCell } from "../../record/schema.ts";
import { describeModel } from "../evidence-model.ts";
import { spellMargin } from "../spell-margin.ts";
import { checkScorecardClaim } from "./check-scorecard-claim.ts";
import { checkTreesClaim } from "./check-trees-claim.ts";
import { type Claim, type ClaimedFeature, findClaimed, spellClaim } from "./claim.ts";
import type { ClaimReport, ClaimResult } from "./claim-report.ts";
import type { Verdict } from "./verdict.ts";

const refuseKind = ({ kind }: { kind: string }) =>
  new CredenceError("CRD-1203", `Found a model of the kind ${kind}, expected a scorecard or an ensemble of trees.`);

function decide(model: QuantisedModel, claim: Claim, claimed: ClaimedFeature): Verdict {
  if (model.kind === "scorecard") return checkScorecardClaim(model, claim, claimed);
  if (model.kind === "trees") return checkTreesClaim(model, claim, claimed);
  throw refuseKind(model);
}

/** What a record is worth, in the model's own measure. */
function worthOf(model: QuantisedModel, codes: readonly bigint[]): string {
  if (model.kind === "trees") return spellMargin(openMargin(model)(codes), model.marginDivisor << BigInt(model.marginBits));
  return formatUnits(evaluate(model, codes).score, model.pointsScale);
}

/**
 * Checks claims about a quantised model, exactly: anybody who has the model finds the same.
 * @throws CredenceError CRD-1202 for a claim that does not fit the model's schema, CRD-1203 for a kind of model that is not examined.
 */
export function checkClaims(files: ModelFiles, claims: readonly Claim[]): ClaimReport {
  const { model } = files;
  const cells = (codes: readonly bigint[]) =>
    Object.fromEntries(model.schema.features.map((feature, i) => [feature.name, decodeCell(feature, codes[i] as bigint)]));
  const results = claims.map((claim): ClaimResult => {
    const verdict = decide(model, claim, findClaimed(claim, model.schema));
    const { result, how } = verdict;
    const found = { claim, sentence: spellClaim(claim), result, how };
    if (verdict.result !== "fails") return found;
    const [low, high] = verdict.records;
    return { ...found, counterexample: { records: [cells(low), cells(high)], worth: [worthOf(model, low), worthOf(model, high)] } };
  });
  return { format: "credence.claims/1", model: describeModel(files), claims: results };
}
