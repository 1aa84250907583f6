import type { Evaluation } from "../../../src/model/evaluation.ts";
import type { QuantisedLinear } from "../../../src/model/quantised-linear.ts";

const floor = (a: bigint, b: bigint) => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** What a code adds, by walking the pieces. */
const added = (pieces: QuantisedLinear["terms"][number]["pieces"], code: bigint) => {
  let value = 0n;
  for (const { from, slope, offset } of pieces) if (code >= from) value = slope * code + offset;
  return value;
};

/** What each reason of the policy loses against the reference. */
export function naiveLosses({ terms, policy }: QuantisedLinear, codes: readonly bigint[]): bigint[] {
  const losses = policy.reasons.map(() => 0n);
  for (const { feature, reason, pieces } of terms) {
    losses[reason] = (losses[reason] as bigint) + added(pieces, codes[feature] as bigint) - added(pieces, policy.reference[feature] as bigint);
  }
  return losses;
}

/** A second reading of what a linear model says, written down apart from the evaluator. */
export function naiveLinear(model: QuantisedLinear, codes: readonly bigint[]): Evaluation & { margin: bigint } {
  const { policy } = model;
  let margin = model.initialMargin;
  for (const { feature, pieces } of model.terms) margin += added(pieces, codes[feature] as bigint);
  const score = floor(policy.score.offset - policy.score.slope * margin, policy.score.divisor);
  const keys = naiveLosses(model, codes).map((loss, g) => ({ loss, g }));
  keys.sort((a, b) => (a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : a.g - b.g));
  return {
    margin,
    score,
    decision: margin >= policy.declineFrom ? "decline" : margin >= policy.approveBelow ? "refer" : "approve",
    disclosedScore: floor(score, policy.bandWidth) * policy.bandWidth,
    reasons: keys
      .filter(({ loss }) => loss > 0n)
      .slice(0, 4)
      .map(({ g }) => g + 1),
  };
}
