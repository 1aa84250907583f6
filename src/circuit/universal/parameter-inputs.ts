import { pointsAtBaseline } from "../../model/parameters/loss-rows.ts";
import { reasonSteps, scorecardInputDigits, scorecardSections } from "../../model/parameters/scorecard-sections.ts";
import type { QuantisedScorecard } from "../../model/quantised.ts";
import { digestHalves } from "../../statement/commitments.ts";

/** What opens a model commitment, besides the model. */
export interface CommitmentOpening {
  /** sha256 of the quantised model's canonical JSON, hex. */
  sha256: string;
  salt: bigint;
}

/** The parameters of a scorecard as a universal circuit takes them (write-parameters.ts). They hold the whole model: they are as secret as it is. */
export function parameterInputs(model: QuantisedScorecard, { sha256, salt }: CommitmentOpening): Record<string, bigint | readonly bigint[]> {
  const { approveFrom, referFrom, bandWidth } = model.policy;
  const [upper, lower] = digestHalves(sha256);
  return {
    input_: scorecardInputDigits(model),
    table: scorecardSections(model).tables,
    step: reasonSteps(model),
    approveFrom,
    referFrom,
    start: pointsAtBaseline(model),
    bandWidth,
    upper,
    lower,
    salt,
  };
}
