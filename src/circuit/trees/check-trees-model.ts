import { CredenceError } from "../../errors/credence-error.ts";
import { faultOf } from "../../model/check-quantised.ts";
import { floorDivide } from "../../model/floor-divide.ts";
import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { packing } from "../../record/schema.ts";
import { SCORE_BIAS } from "../../statement/outcome.ts";
import type { MarginPlan } from "../margin-plan.ts";
import type { ColumnsPlan } from "./plan-columns.ts";
import type { ContributionsPlan } from "./plan-contributions.ts";

/** What one Poseidon hashes beside schema, application and time. */
const MOST_ELEMENTS = 13;
/** Reasons are packed as bytes. */
const MOST_REASONS = 255;
/** Bits of a feature or column: more make no sense, and the compiler would take minutes. */
const MOST_STRETCHES = 4096;
/** No whole number of the circuit reaches 2^250 in size: sums and differences of two stay far below half the field. */
const LARGEST = 1n << 250n;

const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

const absolute = (value: bigint) => (value < 0n ? -value : value);

/**
 * Refuses an ensemble that no circuit can be made for: one that does not hold together, and numbers that do not fit their slots or a field element.
 * @throws CredenceError CRD-3001 with the column or policy entry, what was found and what was expected.
 */
export function checkTreesModel(model: QuantisedTrees, columns: ColumnsPlan, margin: MarginPlan, contributions: ContributionsPlan): void {
  const { policy, schema } = model;
  if (policy.reasons.length > MOST_REASONS) refuse(`Found ${policy.reasons.length} reasons, expected at most ${MOST_REASONS}.`, "policy.reasons");
  if (policy.bandWidth > SCORE_BIAS) refuse(`Found ${policy.bandWidth}, expected at most 2^31.`, "policy.bandWidth");
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
  const stretches = (count: number, place: string) => {
    if (count > MOST_STRETCHES) refuse(`Its cuts part it into ${count} stretches, expected at most ${MOST_STRETCHES}.`, place);
  };
  for (const { name, table } of columns.axes) stretches(table?.atoms.length ?? 1, `feature ${name}`);
  columns.columns.forEach((plan, position) => {
    const place = `column ${model.columns[position]?.name}`;
    if (plan.kind === "sum") {
      stretches(plan.table?.atoms.length ?? 1, place);
      if (plan.bounds.most >= LARGEST || plan.bounds.least <= -LARGEST) refuse("Its sums reach 2^250, expected less.", place);
    }
    if (plan.kind === "ratio") {
      stretches(plan.ratio.cuts.length, place);
      if (plan.ratio.largest >= LARGEST) refuse("Its products reach 2^250, expected less.", place);
    }
  });
  const { slope, offset, divisor } = policy.score;
  const scaled = absolute(offset) + slope * (absolute(margin.margin.least) + absolute(margin.margin.most)) + divisor;
  if (scaled >= LARGEST) refuse("Margins in the units of the score reach 2^250, expected less.", "policy.score");
  // The keys of TopFour.
  if ((2n * contributions.most + 1n) * BigInt(contributions.codes.length + 4) >= LARGEST) refuse("Contributions reach 2^250, expected less.", "reasonScale");
  const { least, most } = margin.score;
  if (floorDivide(least, policy.bandWidth) * policy.bandWidth < -SCORE_BIAS || most >= SCORE_BIAS) {
    refuse(`Scores run from ${least} to ${most}, expected to fit 32 bits with their bands of ${policy.bandWidth}.`, "policy.score");
  }
}

/** Refuses an ensemble that does not hold together, ahead of every plan. @throws CredenceError CRD-3001. */
export function checkWhole(model: QuantisedTrees): void {
  const fault = faultOf(model);
  if (fault !== undefined) refuse(`The model is not whole: ${fault}.`, `model ${model.name}`);
}
