import { linearInputDigits, linearPolicyNumbers, linearReasonSteps, linearSections } from "../../model/parameters/linear-sections.ts";
import { pointsAtBaseline } from "../../model/parameters/loss-rows.ts";
import { reasonSteps, scorecardInputDigits, scorecardSections } from "../../model/parameters/scorecard-sections.ts";
import type { QuantisedScorecard } from "../../model/quantised.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import { digestHalves } from "../../statement/commitments.ts";

/** What opens a model commitment, besides the model. */
export interface CommitmentOpening {
  /** sha256 of the quantised model's canonical JSON, hex. */
  sha256: string;
  salt: bigint;
}

function scorecardInputs(model: QuantisedScorecard): Record<string, bigint | readonly bigint[]> {
  const { approveFrom, referFrom, bandWidth } = model.policy;
  return {
    input_: scorecardInputDigits(model),
    table: scorecardSections(model).tables,
    step: reasonSteps(model),
    approveFrom,
    referFrom,
    start: pointsAtBaseline(model),
    bandWidth,
  };
}

function linearInputs(model: QuantisedLinear): Record<string, bigint | readonly bigint[]> {
  return { input_: linearInputDigits(model), row: linearSections(model).tables, step: linearReasonSteps(model), ...linearPolicyNumbers(model) };
}

/** The parameters of a model as a universal circuit takes them (write-scorecard.ts, write-linear.ts). They hold the whole model: they are as secret as it is. */
export function parameterInputs(model: QuantisedScorecard | QuantisedLinear, { sha256, salt }: CommitmentOpening): Record<string, bigint | readonly bigint[]> {
  const [upper, lower] = digestHalves(sha256);
  return { ...(model.kind === "scorecard" ? scorecardInputs(model) : linearInputs(model)), upper, lower, salt };
}
