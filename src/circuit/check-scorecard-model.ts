import type { QuantisedScorecard } from "../model/quantised.ts";
import { scoreRange } from "./decision-plan.ts";
import { planFeatures } from "./feature-plan.ts";
import { checkScoreRange, checkSlots, checkWhole, MOST_STRETCHES, refuse } from "./model-limits.ts";

/** Points this large never meet a real model; below it no sum of 512 of them leaves 64 bits. */
const MOST_POINTS = 1n << 48n;

/**
 * Refuses a model that no circuit can be made for: references that lead nowhere, bins that are no partition, numbers that do not fit their slots.
 * @throws CredenceError CRD-3001 with the characteristic or policy entry, what was found and what was expected.
 */
export function checkScorecardModel(model: QuantisedScorecard): void {
  checkWhole(model);
  checkSlots(model);
  for (const { name, baseline, bins } of model.characteristics) {
    const large = [baseline, ...bins.map(({ points }) => points)].find((points) => points >= MOST_POINTS || points <= -MOST_POINTS);
    if (large !== undefined) refuse(`Found ${large} points, expected fewer than 2^48.`, `characteristic ${name}`);
  }
  const features = planFeatures(model);
  for (const { name, table } of features) {
    if (table.atoms.length > MOST_STRETCHES)
      refuse(`Its bins cut it into ${table.atoms.length} stretches, expected at most ${MOST_STRETCHES}.`, `feature ${name}`);
  }
  checkScoreRange(scoreRange(model, features), model.policy.bandWidth, "points");
}
