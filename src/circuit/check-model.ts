import { CredenceError } from "../errors/credence-error.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedCharacteristic, QuantisedModel } from "../model/quantised.ts";
import { cardinality, packing } from "../record/schema.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";
import { scoreRange } from "./decision-plan.ts";
import { planFeatures } from "./feature-plan.ts";

/** What one Poseidon hashes beside schema, application and time. */
const MOST_ELEMENTS = 13;
const MOST_REASONS = 255;
/** Points this large never meet a real model; below it no sum of 512 of them leaves 64 bits. */
const MOST_POINTS = 1n << 48n;

const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

/** The bins of a characteristic hold every code of its feature exactly once. */
function checkBins(characteristic: QuantisedCharacteristic, codes: bigint): void {
  const place = `characteristic ${characteristic.name}`;
  const ranges = characteristic.bins.flatMap((bin) => bin.ranges.map(([from, to]) => ({ from, to, label: bin.label })));
  ranges.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  let next = 0n;
  for (const { from, to, label } of ranges) {
    if (from >= to) refuse(`Bin ${JSON.stringify(label)} has the range ${from} to ${to}, which holds no code.`, place);
    if (from !== next) refuse(`Bin ${JSON.stringify(label)} begins at code ${from}, expected ${next}: bins must neither overlap nor leave a gap.`, place);
    next = to;
  }
  if (next !== codes) refuse(`The bins end at code ${next}, expected ${codes}, the number of codes of the feature.`, place);
}

/**
 * Refuses a model that no circuit can be made for: references that lead nowhere, bins that are no partition, numbers that do not fit their slots.
 * @throws CredenceError CRD-3001 with the characteristic or policy entry, what was found and what was expected.
 */
export function checkModel(model: QuantisedModel): void {
  const { policy, schema, characteristics } = model;
  const size = (points: bigint) => (points < 0n ? -points : points);
  if (policy.reasons.length > MOST_REASONS) refuse(`Found ${policy.reasons.length} reasons, expected at most ${MOST_REASONS}.`, "policy.reasons");
  if (policy.bandWidth < 1n || policy.bandWidth > SCORE_BIAS) refuse(`Found ${policy.bandWidth}, expected 1 to 2^31.`, "policy.bandWidth");
  if (policy.referFrom > policy.approveFrom) refuse(`Found ${policy.referFrom}, expected at most approveFrom, ${policy.approveFrom}.`, "policy.referFrom");
  if (characteristics.length === 0) refuse("The model has no characteristics.", "characteristics");
  for (const characteristic of characteristics) {
    const place = `characteristic ${characteristic.name}`;
    const feature = schema.features[characteristic.feature];
    if (!feature) throw new CredenceError("CRD-3001", `It reads feature ${characteristic.feature}; the schema has ${schema.features.length}.`, { place });
    if (!policy.reasons[characteristic.reason]) refuse(`It gives reason ${characteristic.reason}; the policy has ${policy.reasons.length}.`, place);
    checkBins(characteristic, cardinality(feature));
    const largest = [characteristic.baseline, ...characteristic.bins.map(({ points }) => points)].find((points) => size(points) >= MOST_POINTS);
    if (largest !== undefined) refuse(`Found ${largest} points, expected fewer than 2^48.`, place);
  }
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
  const { least, most } = scoreRange(model, planFeatures(model));
  if (floorDivide(least, policy.bandWidth) * policy.bandWidth < -SCORE_BIAS || most >= SCORE_BIAS) {
    refuse(`Scores run from ${least} to ${most}, expected to fit 32 bits with their bands of ${policy.bandWidth}.`, "points");
  }
}
