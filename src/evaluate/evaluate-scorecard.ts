import { CredenceError } from "../errors/credence-error.ts";
import { openBinLookup } from "../model/bin-lookup.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedScorecard } from "../model/quantised.ts";
import type { Decision } from "../statement/outcome.ts";
import { principalReasons } from "./principal-reasons.ts";

/**
 *   score = initialPoints + sum of the points of each characteristic's bin
 *   d_g   = sum over the characteristics of reason g of (baseline - points)
 */
export function openScorecardEvaluator(model: QuantisedScorecard): (codes: readonly bigint[]) => Evaluation {
  const { approveFrom, referFrom, bandWidth, reasons } = model.policy;
  const characteristics = model.characteristics.map(({ name, feature, reason, baseline, bins }) => ({
    name,
    feature,
    reason,
    baseline,
    lookup: openBinLookup(bins),
  }));

  return (codes) => {
    let score = model.initialPoints;
    const losses = reasons.map(() => 0n);
    for (const { name, feature, reason, baseline, lookup } of characteristics) {
      const code = codes[feature];
      const bin = code === undefined ? undefined : lookup(code);
      if (bin === undefined) {
        throw new CredenceError("CRD-1018", `Found ${code}, expected a code that the schema ${model.schema.name} has.`, { place: `feature ${name}` });
      }
      score += bin.points;
      losses[reason] = (losses[reason] as bigint) + baseline - bin.points;
    }
    const decision: Decision = score >= approveFrom ? "approve" : score >= referFrom ? "refer" : "decline";
    return { score, decision, disclosedScore: floorDivide(score, bandWidth) * bandWidth, reasons: principalReasons(losses) };
  };
}
