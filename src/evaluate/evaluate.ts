import { CredenceError } from "../errors/credence-error.ts";
import { openBinLookup } from "../model/bin-lookup.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import type { Decision } from "../statement/outcome.ts";

/** At most this many principal reasons: more are not likely to be helpful (official commentary 9(b)(2)-1 to 12 CFR 1002). */
const MOST_REASONS = 4;

/**
 * The reference evaluator: the one meaning of a model, in exact integers. Circuits, proofs and the page are held to it.
 *
 *   score = initialPoints + sum of the points of each characteristic's bin
 *   d_g   = sum over the characteristics of reason g of (baseline - points)
 *   key_g = (d_g + K) * n + (n - 1 - g), for n reasons and K that makes keys positive
 *
 * Reasons are the four largest keys with d_g > 0: the largest loss first, ties in document order.
 * @returns a function from one record's codes, in schema order, to its evaluation; it throws CredenceError CRD-1018 for a code outside its feature.
 */
export function openEvaluator(model: QuantisedModel): (codes: readonly bigint[]) => Evaluation {
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
    const principal = losses
      .map((loss, position) => ({ loss, position }))
      .filter(({ loss }) => loss > 0n)
      .sort((a, b) => (a.loss === b.loss ? a.position - b.position : a.loss > b.loss ? -1 : 1))
      .slice(0, MOST_REASONS);
    return { score, decision, disclosedScore: floorDivide(score, bandWidth) * bandWidth, reasons: principal.map(({ position }) => position + 1) };
  };
}

/** Evaluates one record; {@link openEvaluator} is for many. */
export const evaluate = (model: QuantisedModel, codes: readonly bigint[]): Evaluation => openEvaluator(model)(codes);
