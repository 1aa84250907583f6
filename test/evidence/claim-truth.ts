import { expect } from "vitest";
import { findClaimed, parseClaim } from "../../src/evidence/claims/claim.ts";
import type { Verdict } from "../../src/evidence/claims/verdict.ts";
import { cardinality, missingCode, type RecordSchema } from "../../src/record/schema.ts";
import { everyRecord, tinySchema } from "./small-trees.ts";

/** What a record comes to. */
export interface Outcome {
  worth: bigint;
  /** What it loses for each reason, where reasons are compared. */
  losses?: readonly bigint[];
}

export type OutcomeOf = (codes: readonly bigint[]) => Outcome;

/** Whether two records, the smaller value of the feature first, are as the claim says: straight from its sentence. */
function agrees(text: string, [low, high]: readonly [readonly bigint[], readonly bigint[]], of: OutcomeOf): boolean {
  const claim = parseClaim(text);
  const { position, from } = findClaimed(claim, tinySchema);
  const marker = missingCode(tinySchema.features[position] as RecordSchema["features"][number]);
  const [less, more] = [low[position] as bigint, high[position] as bigint];
  const [before, after] = [of(low), of(high)];
  if (claim.claim === "does-not-use") {
    return before.worth === after.worth && (before.losses ?? []).every((loss, reason) => loss === after.losses?.[reason]);
  }
  if (more === marker) return true;
  if (claim.claim === "monotone") return claim.direction === "increasing" ? after.worth >= before.worth : after.worth <= before.worth;
  return !(less < (from as bigint) && more >= (from as bigint)) || after.worth >= before.worth;
}

/** The truth of a claim, by trying every pair of records that differ in its feature alone. */
export const isTrue = (text: string, of: OutcomeOf): boolean => {
  const { position } = findClaimed(parseClaim(text), tinySchema);
  const count = Number(cardinality(tinySchema.features[position] as RecordSchema["features"][number]));
  return everyRecord.every((low) =>
    Array.from({ length: count }, (_, code) => BigInt(code))
      .filter((code) => code > (low[position] as bigint))
      .every((code) => agrees(text, [low, low.with(position, code)], of)),
  );
};

export function expectCounterexample(text: string, verdict: Verdict, of: OutcomeOf) {
  if (verdict.result !== "fails") throw new Error(`${text} ${verdict.result}`);
  const { position } = findClaimed(parseClaim(text), tinySchema);
  const [low, high] = verdict.records;
  expect(low[position] as bigint).toBeLessThan(high[position] as bigint);
  expect(high.with(position, 0n)).toEqual(low.with(position, 0n));
  expect(agrees(text, verdict.records, of)).toBe(false);
}
