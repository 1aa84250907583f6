import { CredenceError } from "../errors/credence-error.ts";
import { faultOf } from "../model/check-quantised.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedScorecard } from "../model/quantised.ts";
import { packing } from "../record/schema.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";
import { scoreRange } from "./decision-plan.ts";
import { planFeatures } from "./feature-plan.ts";

/** What one Poseidon hashes beside schema, application and time. */
const MOST_ELEMENTS = 13;
/** Reasons are packed as bytes. */
const MOST_REASONS = 255;
/** Points this large never meet a real model; below it no sum of 512 of them leaves 64 bits. */
const MOST_POINTS = 1n << 48n;
/** One-hot bits of a feature: more make no sense as bins, and the compiler would take minutes. */
const MOST_ATOMS = 4096;

const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

/**
 * Refuses a model that no circuit can be made for: references that lead nowhere, bins that are no partition, numbers that do not fit their slots.
 * @throws CredenceError CRD-3001 with the characteristic or policy entry, what was found and what was expected.
 */
export function checkModel(model: QuantisedScorecard): void {
  const fault = faultOf(model);
  if (fault !== undefined) refuse(`The model is not whole: ${fault}.`, `model ${model.name}`);
  const { policy, schema, characteristics } = model;
  if (policy.reasons.length > MOST_REASONS) refuse(`Found ${policy.reasons.length} reasons, expected at most ${MOST_REASONS}.`, "policy.reasons");
  if (policy.bandWidth > SCORE_BIAS) refuse(`Found ${policy.bandWidth}, expected at most 2^31.`, "policy.bandWidth");
  for (const { name, baseline, bins } of characteristics) {
    const large = [baseline, ...bins.map(({ points }) => points)].find((points) => points >= MOST_POINTS || points <= -MOST_POINTS);
    if (large !== undefined) refuse(`Found ${large} points, expected fewer than 2^48.`, `characteristic ${name}`);
  }
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
  const features = planFeatures(model);
  for (const { name, table } of features) {
    if (table.atoms.length > MOST_ATOMS) refuse(`Its bins cut it into ${table.atoms.length} stretches, expected at most ${MOST_ATOMS}.`, `feature ${name}`);
  }
  const { least, most } = scoreRange(model, features);
  if (floorDivide(least, policy.bandWidth) * policy.bandWidth < -SCORE_BIAS || most >= SCORE_BIAS) {
    refuse(`Scores run from ${least} to ${most}, expected to fit 32 bits with their bands of ${policy.bandWidth}.`, "points");
  }
}
