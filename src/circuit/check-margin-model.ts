import type { QuantisedMarginModel } from "../model/quantised-margin-model.ts";
import type { MarginPlan } from "./margin-plan.ts";
import { checkScoreRange, LARGEST, MOST_STRETCHES, refuse } from "./model-limits.ts";

const absolute = (value: bigint) => (value < 0n ? -value : value);

/** @param parts what parts it: its pieces, its cuts. @throws CredenceError CRD-3001 where a feature or column has too many stretches. */
export function checkStretches(count: number, parts: "pieces" | "cuts", place: string): void {
  if (count > MOST_STRETCHES) refuse(`Its ${parts} part it into ${count} stretches, expected at most ${MOST_STRETCHES}.`, place);
}

/** Refuses margins and scores that do not fit a field element and their slots. @throws CredenceError CRD-3001. */
export function checkScores({ policy }: Pick<QuantisedMarginModel, "policy">, { margin, score }: MarginPlan): void {
  const { slope, offset, divisor } = policy.score;
  const scaled = absolute(offset) + slope * (absolute(margin.least) + absolute(margin.most)) + divisor;
  if (scaled >= LARGEST) refuse("Margins in the units of the score reach 2^250, expected less.", "policy.score");
  checkScoreRange(score, policy.bandWidth, "policy.score");
}
