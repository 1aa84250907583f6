import { evaluate } from "../../evaluate/evaluate.ts";
import { formatUnits } from "../../model/decimal.ts";
import { openLinearMargin } from "../../model/linear-margin.ts";
import type { ModelFiles } from "../../model/model-files.ts";
import { openNetworkMargin } from "../../model/network-margin.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { openMargin } from "../../model/tree-walk.ts";
import { decodeCell } from "../../record/schema.ts";
import { describeModel } from "../evidence-model.ts";
import { spellMargin } from "../spell-margin.ts";
import { checkLinearClaim } from "./check-linear-claim.ts";
import { checkNetworkClaim } from "./check-network-claim.ts";
import { checkScorecardClaim } from "./check-scorecard-claim.ts";
import { checkTreesClaim } from "./check-trees-claim.ts";
import { type Claim, type ClaimedFeature, findClaimed, spellClaim } from "./claim.ts";
import type { ClaimReport, ClaimResult } from "./claim-report.ts";
import type { Verdict } from "./verdict.ts";

function decide(model: QuantisedModel, claim: Claim, claimed: ClaimedFeature): Verdict {
  switch (model.kind) {
    case "scorecard":
      return checkScorecardClaim(model, claim, claimed);
    case "linear":
      return checkLinearClaim(model, claim, claimed);
    case "trees":
      return checkTreesClaim(model, claim, claimed);
    case "network":
      return checkNetworkClaim(model, claim, claimed);
  }
}

function openModelMargin(model: Exclude<QuantisedModel, { kind: "scorecard" }>): (codes: readonly bigint[]) => bigint {
  switch (model.kind) {
    case "linear":
      return openLinearMargin(model);
    case "trees":
      return openMargin(model);
    case "network":
      return openNetworkMargin(model);
  }
}

/** What a record is worth, in the model's own measure. */
function worthOf(model: QuantisedModel, codes: readonly bigint[]): string {
  if (model.kind === "scorecard") return formatUnits(evaluate(model, codes).score, model.pointsScale);
  return spellMargin(openModelMargin(model)(codes), model.marginDivisor << BigInt(model.marginBits));
}

/**
 * Checks claims about a quantised model, exactly: anybody who has the model finds the same.
 * @throws CredenceError CRD-1202 for a claim that does not fit the model's schema.
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
