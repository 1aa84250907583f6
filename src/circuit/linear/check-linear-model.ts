import { CredenceError } from "../../errors/credence-error.ts";
import { faultOf } from "../../model/check-quantised.ts";
import { floorDivide } from "../../model/floor-divide.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import { packing } from "../../record/schema.ts";
import { SCORE_BIAS } from "../../statement/outcome.ts";
import type { MarginPlan } from "../margin-plan.ts";
import type { ShortfallsPlan, TermsPlan } from "./plan-terms.ts";

/** What one Poseidon hashes beside schema, application and time. */
const MOST_ELEMENTS = 13;
/** Reasons are packed as bytes. */
const MOST_REASONS = 255;
/** Bits of a feature: more make no sense, and the compiler would take minutes. */
const MOST_STRETCHES = 4096;
/** No whole number of the circuit reaches 2^250 in size: sums and differences of two stay far below half the field. */
const LARGEST = 1n << 250n;
/** Contributions of more bits are no log-odds, and beyond what TopFour takes. */
const LARGEST_SHORTFALL = 1n << 200n;

const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

const absolute = (value: bigint) => (value < 0n ? -value : value);

/** Refuses a model that does not hold together, ahead of every plan. @throws CredenceError CRD-3001. */
export function checkWholeLinear(model: QuantisedLinear): void {
  const fault = faultOf(model);
  if (fault !== undefined) refuse(`The model is not whole: ${fault}.`, `model ${model.name}`);
}

/**
 * Refuses a linear model that no circuit can be made for: numbers that do not fit their slots or a field element.
 * @throws CredenceError CRD-3001 with the feature or policy entry, what was found and what was expected.
 */
export function checkLinearModel(model: QuantisedLinear, { features }: TermsPlan, margin: MarginPlan, shortfalls: ShortfallsPlan): void {
  const { policy, schema } = model;
  if (policy.reasons.length > MOST_REASONS) refuse(`Found ${policy.reasons.length} reasons, expected at most ${MOST_REASONS}.`, "policy.reasons");
  if (policy.bandWidth > SCORE_BIAS) refuse(`Found ${policy.bandWidth}, expected at most 2^31.`, "policy.bandWidth");
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
  for (const { name, table } of features) {
    const stretches = table?.atoms.length ?? 1;
    if (stretches > MOST_STRETCHES) refuse(`Its pieces part it into ${stretches} stretches, expected at most ${MOST_STRETCHES}.`, `feature ${name}`);
  }
  const { slope, offset, divisor } = policy.score;
  const scaled = absolute(offset) + slope * (absolute(margin.margin.least) + absolute(margin.margin.most)) + divisor;
  if (scaled >= LARGEST) refuse("Margins in the units of the score reach 2^250, expected less.", "policy.score");
  if (shortfalls.most - shortfalls.least >= LARGEST_SHORTFALL) refuse("Contributions reach 2^200, expected less.", "marginBits");
  const { least, most } = margin.score;
  if (floorDivide(least, policy.bandWidth) * policy.bandWidth < -SCORE_BIAS || most >= SCORE_BIAS) {
    refuse(`Scores run from ${least} to ${most}, expected to fit 32 bits with their bands of ${policy.bandWidth}.`, "policy.score");
  }
}
