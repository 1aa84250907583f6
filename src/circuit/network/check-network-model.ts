import { CredenceError } from "../../errors/credence-error.ts";
import { faultOf } from "../../model/check-quantised.ts";
import { floorDivide } from "../../model/floor-divide.ts";
import type { QuantisedNetwork } from "../../model/quantised-network.ts";
import { packing } from "../../record/schema.ts";
import { SCORE_BIAS } from "../../statement/outcome.ts";
import type { MarginPlan } from "../margin-plan.ts";
import type { InputsPlan } from "./plan-inputs.ts";
import type { NetworkPlan } from "./plan-network.ts";

/** What one Poseidon hashes beside schema, application and time. */
const MOST_ELEMENTS = 13;
/** Reasons are packed as bytes. */
const MOST_REASONS = 255;
/** Bits of a feature: more make no sense, and the compiler would take minutes. */
const MOST_STRETCHES = 4096;
/** No whole number of the circuit reaches 2^250 in size: sums and differences of two stay far below half the field. */
const LARGEST = 1n << 250n;
/** Passes through the network may cost so much together: beyond it a proof takes minutes, and no lender's decision waits for it. */
const MOST_CONSTRAINTS = 1 << 17;

const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

const absolute = (value: bigint) => (value < 0n ? -value : value);

/** Refuses a model that does not hold together, ahead of every plan. @throws CredenceError CRD-3001. */
export function checkWholeNetwork(model: QuantisedNetwork): void {
  const fault = faultOf(model);
  if (fault !== undefined) refuse(`The model is not whole: ${fault}.`, `model ${model.name}`);
}

/**
 * Refuses a network that no circuit can be made for: numbers that do not fit their slots or a field element, or more passes through it than can be proven.
 * @param passes how often the network is gone through: once, and once more for each reason.
 * @throws CredenceError CRD-3001 with the feature or policy entry, what was found and what was expected.
 */
export function checkNetworkModel(model: QuantisedNetwork, { features }: InputsPlan, network: NetworkPlan, margin: MarginPlan, passes: number): void {
  const { policy, schema } = model;
  if (policy.reasons.length > MOST_REASONS) refuse(`Found ${policy.reasons.length} reasons, expected at most ${MOST_REASONS}.`, "policy.reasons");
  if (policy.bandWidth > SCORE_BIAS) refuse(`Found ${policy.bandWidth}, expected at most 2^31.`, "policy.bandWidth");
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
  for (const { name, table } of features) {
    const stretches = table?.atoms.length ?? 1;
    if (stretches > MOST_STRETCHES) refuse(`Its pieces part it into ${stretches} stretches, expected at most ${MOST_STRETCHES}.`, `feature ${name}`);
  }
  const estimate = network.cost * passes;
  if (estimate > MOST_CONSTRAINTS) {
    const found = `The network takes about ${network.cost.toLocaleString("en")} constraints`;
    refuse(
      passes === 1
        ? `${found}, expected at most ${MOST_CONSTRAINTS.toLocaleString("en")}.`
        : `${found}, and is gone through once more for each of ${passes - 1} reasons, about ${estimate.toLocaleString("en")} in all; expected at most ${MOST_CONSTRAINTS.toLocaleString("en")}: fewer reasons, of several features each, or a smaller network.`,
      passes === 1 ? `model ${model.name}` : "policy.reasons",
    );
  }
  const { slope, offset, divisor } = policy.score;
  const scaled = absolute(offset) + slope * (absolute(margin.margin.least) + absolute(margin.margin.most)) + divisor;
  if (scaled >= LARGEST) refuse("Margins in the units of the score reach 2^250, expected less.", "policy.score");
  const { least, most } = margin.score;
  if (floorDivide(least, policy.bandWidth) * policy.bandWidth < -SCORE_BIAS || most >= SCORE_BIAS) {
    refuse(`Scores run from ${least} to ${most}, expected to fit 32 bits with their bands of ${policy.bandWidth}.`, "policy.score");
  }
}
