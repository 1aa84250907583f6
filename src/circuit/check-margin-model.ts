import { CredenceError } from "../errors/credence-error.ts";
import { faultOf } from "../model/check-quantised.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedLinear } from "../model/quantised-linear.ts";
import type { QuantisedNetwork } from "../model/quantised-network.ts";
import type { QuantisedTrees } from "../model/quantised-trees.ts";
import { packing } from "../record/schema.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";
import type { MarginPlan } from "./margin-plan.ts";

/** Models that decide by a margin. */
type MarginModel = QuantisedLinear | QuantisedTrees | QuantisedNetwork;

/** What one Poseidon hashes beside schema, application and time. */
const MOST_ELEMENTS = 13;
/** Reasons are packed as bytes. */
const MOST_REASONS = 255;
/** Bits of a feature or column: more make no sense, and the compiler would take minutes. */
const MOST_STRETCHES = 4096;
/** No whole number of the circuit reaches 2^250 in size: sums and differences of two stay far below half the field. */
export const LARGEST = 1n << 250n;

/** @throws CredenceError CRD-3001, always. */
export const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

const absolute = (value: bigint) => (value < 0n ? -value : value);

/** Refuses a model that does not hold together, ahead of every plan. @throws CredenceError CRD-3001. */
export function checkWhole(model: MarginModel): void {
  const fault = faultOf(model);
  if (fault !== undefined) refuse(`The model is not whole: ${fault}.`, `model ${model.name}`);
}

/** @param parts what parts it: its pieces, its cuts. @throws CredenceError CRD-3001 where a feature or column has too many stretches. */
export function checkStretches(count: number, parts: "pieces" | "cuts", place: string): void {
  if (count > MOST_STRETCHES) refuse(`Its ${parts} part it into ${count} stretches, expected at most ${MOST_STRETCHES}.`, place);
}

/** What a model of any kind is refused for ahead of its own numbers: reasons, band and record that do not fit their slots. @throws CredenceError CRD-3001. */
export function checkSlots({ policy, schema }: MarginModel): void {
  if (policy.reasons.length > MOST_REASONS) refuse(`Found ${policy.reasons.length} reasons, expected at most ${MOST_REASONS}.`, "policy.reasons");
  if (policy.bandWidth > SCORE_BIAS) refuse(`Found ${policy.bandWidth}, expected at most 2^31.`, "policy.bandWidth");
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
}

/** And after them: margins and scores that do not fit a field element and their slots. @throws CredenceError CRD-3001. */
export function checkScores({ policy }: MarginModel, { margin, score }: MarginPlan): void {
  const { slope, offset, divisor } = policy.score;
  const scaled = absolute(offset) + slope * (absolute(margin.least) + absolute(margin.most)) + divisor;
  if (scaled >= LARGEST) refuse("Margins in the units of the score reach 2^250, expected less.", "policy.score");
  const { least, most } = score;
  if (floorDivide(least, policy.bandWidth) * policy.bandWidth < -SCORE_BIAS || most >= SCORE_BIAS) {
    refuse(`Scores run from ${least} to ${most}, expected to fit 32 bits with their bands of ${policy.bandWidth}.`, "policy.score");
  }
}
