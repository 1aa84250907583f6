import type { Evaluation } from "../model/evaluation.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedMarginPolicy } from "../model/quantised-margin-policy.ts";
import type { Decision } from "../statement/outcome.ts";
import { principalReasons } from "./principal-reasons.ts";

export interface MarginEvaluation extends Evaluation {
  /** In the model's units. */
  margin: bigint;
}

/** The decision of a margin: what lies within the model's error of a cut-off is between them. */
export const marginDecision = ({ approveBelow, declineFrom }: QuantisedMarginPolicy, margin: bigint): Decision =>
  margin < approveBelow ? "approve" : margin < declineFrom ? "refer" : "decline";

/**
 *   score = floor((offset - slope * margin) / divisor)
 *
 * A higher margin is a higher risk: a positive contribution is a loss of the applicant.
 * @param contributions what each term or column adds to the margin, against the reference, and the position of its reason.
 */
export function marginEvaluation(
  policy: QuantisedMarginPolicy,
  margin: bigint,
  contributions: Iterable<readonly [reason: number, value: bigint]>,
): MarginEvaluation {
  const { score: map, bandWidth, reasons } = policy;
  const score = floorDivide(map.offset - map.slope * margin, map.divisor);
  const losses = reasons.map(() => 0n);
  for (const [reason, value] of contributions) losses[reason] = (losses[reason] as bigint) + value;
  return {
    score,
    margin,
    decision: marginDecision(policy, margin),
    disclosedScore: floorDivide(score, bandWidth) * bandWidth,
    reasons: principalReasons(losses),
  };
}
