import type { QuantisedCharacteristic, QuantisedScorecard } from "../../model/quantised.ts";
import type { Claim, ClaimedFeature } from "./claim.ts";
import type { Verdict } from "./verdict.ts";

/** The points that codes of one feature give, all its characteristics together: constant from each `from` up to the next. */
interface Step {
  from: bigint;
  points: bigint;
}

/** Points of characteristics that read one feature, by code, in ascending order. */
function pointsByCode(reading: readonly QuantisedCharacteristic[]): Step[] {
  const parts = reading.flatMap(({ bins }) => bins.flatMap(({ ranges, points }) => ranges.map(([from, to]) => ({ from, to, points }))));
  const starts = [...new Set(parts.map(({ from }) => from))].sort((a, b) => (a < b ? -1 : 1));
  return starts.map((from) => ({
    from,
    points: parts.filter((part) => part.from <= from && from < part.to).reduce((sum, { points }) => sum + points, 0n),
  }));
}

/** Two steps of which the later one, by the claim, ought not to be worth what it is. */
function refuting(claim: Claim, steps: readonly Step[], from: bigint | undefined): readonly [bigint, bigint] | undefined {
  for (const [i, low] of steps.entries()) {
    for (const high of steps.slice(i)) {
      if (claim.claim === "does-not-use" && low.points !== high.points) return [low.from, high.from];
      if (claim.claim === "monotone" && (claim.direction === "increasing" ? low.points > high.points : low.points < high.points)) return [low.from, high.from];
      if (claim.claim === "never-worse" && low.from < (from as bigint) && high.from >= (from as bigint) && low.points > high.points) {
        return [low.from, high.from];
      }
    }
  }
  return undefined;
}

/** The steps that a claim compares: of values only, and cut where the claim's own value begins. */
function comparedSteps(claim: Claim, steps: readonly Step[], { values, from }: ClaimedFeature): Step[] {
  if (claim.claim === "does-not-use") return [...steps];
  const kept = steps.filter((step) => step.from < values);
  const around = from === undefined ? undefined : kept.findLast((step) => step.from <= from);
  if (from === undefined || around === undefined || around.from === from) return kept;
  return [...kept, { from, points: around.points }].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** Two steps that a reason tells apart, where points that differ cancel out in the score. */
function usedByReason(claim: Claim, reading: readonly QuantisedCharacteristic[]): readonly [bigint, bigint] | undefined {
  for (const reason of new Set(reading.map((characteristic) => characteristic.reason))) {
    const found = refuting(claim, pointsByCode(reading.filter((characteristic) => characteristic.reason === reason)), undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Decides a claim about a scorecard, exactly: what a feature adds to the points is a function of its code alone. */
export function checkScorecardClaim(model: QuantisedScorecard, claim: Claim, claimed: ClaimedFeature): Verdict {
  const reading = model.characteristics.filter(({ feature }) => feature === claimed.position);
  if (reading.length === 0) return { result: "holds", how: "No characteristic reads the feature." };
  const steps = pointsByCode(reading);
  const found =
    refuting(claim, comparedSteps(claim, steps, claimed), claimed.from) ?? (claim.claim === "does-not-use" ? usedByReason(claim, reading) : undefined);
  const how = `The points of all ${steps.length} ranges of the feature's codes were compared.`;
  if (found === undefined) return { result: "holds", how };
  const record = (code: bigint) => model.schema.features.map((_, position) => (position === claimed.position ? code : 0n));
  return { result: "fails", how, records: [record(found[0]), record(found[1])] };
}
