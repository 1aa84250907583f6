import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DECISION_CODES, type Decision, OUTCOME_LAYOUT, packOutcome, SCORE_BIAS, unpackOutcome } from "../../src/statement/outcome.ts";

const decision = fc.constantFrom(...(Object.keys(DECISION_CODES) as Decision[]));
const disclosedScore = fc.bigInt({ min: -SCORE_BIAS, max: SCORE_BIAS - 1n });
const issuedAt = fc.bigInt({ min: 0n, max: (1n << 40n) - 1n });
const outcome = fc.record({ decision, disclosedScore, issuedAt });

describe("the packed outcome", () => {
  it("opens to what was packed", () => {
    fc.assert(
      fc.property(outcome, (one) => {
        expect(unpackOutcome(packOutcome(one))).toEqual(one);
      }),
    );
  });

  it("is another word for every other outcome", () => {
    fc.assert(
      fc.property(outcome, outcome, (one, other) => {
        const same = one.decision === other.decision && one.disclosedScore === other.disclosedScore && one.issuedAt === other.issuedAt;
        expect(packOutcome(one) === packOutcome(other)).toBe(same);
      }),
    );
  });

  it("keeps each part in its own bits, edges included", () => {
    const word = packOutcome({ decision: "refer", disclosedScore: -SCORE_BIAS, issuedAt: (1n << 40n) - 1n });
    expect(word).toBe(3n | (((1n << 40n) - 1n) << 34n));
    expect(packOutcome({ decision: "approve", disclosedScore: SCORE_BIAS - 1n, issuedAt: 0n })).toBe(1n | (((1n << 32n) - 1n) << 2n));
  });

  it.each([
    ["a score above 32 bits", { decision: "approve", disclosedScore: SCORE_BIAS, issuedAt: 0n }],
    ["a score below 32 bits", { decision: "approve", disclosedScore: -SCORE_BIAS - 1n, issuedAt: 0n }],
    ["a time above 40 bits", { decision: "approve", disclosedScore: 0n, issuedAt: 1n << 40n }],
    ["a time before 1970", { decision: "approve", disclosedScore: 0n, issuedAt: -1n }],
  ] as const)("has no room for %s", (_, one) => expect(() => packOutcome(one)).toThrow(RangeError));

  it("is not read where it carries no decision, or more than its layout", () => {
    const word = packOutcome({ decision: "decline", disclosedScore: 5n, issuedAt: 7n });
    expect(() => unpackOutcome(word - DECISION_CODES.decline)).toThrow(RangeError);
    expect(() => unpackOutcome(word | (1n << (OUTCOME_LAYOUT.issuedAt.offset + OUTCOME_LAYOUT.issuedAt.width)))).toThrow(RangeError);
    expect(() => unpackOutcome(-word)).toThrow(RangeError);
  });
});
