import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeCard } from "../../src/evidence/card/make-card.ts";
import { checkClaims } from "../../src/evidence/claims/check-claims.ts";
import { checkLinearClaim } from "../../src/evidence/claims/check-linear-claim.ts";
import { findClaimed, parseClaim } from "../../src/evidence/claims/claim.ts";
import type { ClaimResult } from "../../src/evidence/claims/claim-report.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { attackedLinear } from "../circuits/linear/linear-models.ts";
import { naiveLinear, naiveLosses } from "../circuits/linear/naive-linear.ts";
import { asFiles } from "../evaluate/tree-vectors.ts";
import { expectCounterexample, isTrue, type OutcomeOf } from "./claim-truth.ts";
import { tinyLinear } from "./small-linear.ts";
import { tinySchema } from "./small-trees.ts";

const outcomeOf =
  (model: QuantisedLinear): OutcomeOf =>
  (codes) => ({ worth: -naiveLinear(model, codes).margin, losses: naiveLosses(model, codes) });
const filesOf = (model: QuantisedLinear) => asFiles(model as unknown as QuantisedTrees) as ModelFiles;

const CLAIMS = {
  "does-not-use": ["does-not-use:a", "does-not-use:c"],
  monotone: ["monotone:a:increasing", "monotone:a:decreasing", "monotone:c:decreasing"],
  "never-worse": ["never-worse:a:0", "never-worse:a:3", "never-worse:b:2", "never-worse:c:2"],
};

describe("claims about linear models", () => {
  it.each(Object.entries(CLAIMS))("of the kind %s are decided as trying every record decides them", (_, texts) => {
    const seen = { holds: 0, fails: 0 };
    fc.assert(
      fc.property(tinyLinear, fc.constantFrom(...texts), (model, text) => {
        const claim = parseClaim(text);
        const verdict = checkLinearClaim(model, claim, findClaimed(claim, tinySchema));
        const truth = isTrue(text, outcomeOf(model));
        seen[truth ? "holds" : "fails"] += 1;
        expect(verdict.result).toBe(truth ? "holds" : "fails");
        if (!truth) expectCounterexample(text, verdict, outcomeOf(model));
      }),
      { numRuns: 50, seed: 4 },
    );
    expect(Math.min(seen.holds, seen.fails)).toBeGreaterThan(8);
  });

  it("call a feature used that the margin does not show and the reasons do", () => {
    let cancelled = 0;
    fc.assert(
      fc.property(tinyLinear, (model) => {
        const claim = parseClaim("does-not-use:a");
        const verdict = checkLinearClaim(model, claim, findClaimed(claim, tinySchema));
        if (verdict.result !== "fails") return;
        const [low, high] = verdict.records;
        if (naiveLinear(model, low).margin !== naiveLinear(model, high).margin) return;
        expect(naiveLosses(model, low)).not.toEqual(naiveLosses(model, high));
        cancelled += 1;
      }),
      { numRuns: 60, seed: 4 },
    );
    expect(cancelled).toBeGreaterThan(5);
  });

  it("show records whose margins differ, where there are any, rather than those that a reason alone tells apart", () => {
    const steps = (...values: bigint[]) => values.map((offset, i) => ({ from: BigInt(i), slope: 0n, offset }));
    const [drawn] = fc.sample(tinyLinear, { numRuns: 1, seed: 4 }) as [QuantisedLinear];
    const terms = [steps(0n, 5n, 0n), steps(0n, -5n, 1n)].map((pieces, reason) => ({ feature: 0, reason, pieces }));
    const claim = parseClaim("does-not-use:a");
    const verdict = checkLinearClaim({ ...drawn, terms }, claim, findClaimed(claim, tinySchema));
    expect(verdict.result === "fails" && verdict.records.map((record) => record[0])).toEqual([0n, 2n]);
  });

  it.each([
    {
      it: "the best value below is the last one below",
      pieces: [
        [0, -2, 0],
        [4, 0, -1],
      ],
      codes: [1n, 4n],
    },
    {
      it: "the worst value above is the first one above",
      pieces: [
        [0, 0, -3],
        [1, -2, 5],
      ],
      codes: [0n, 2n],
    },
  ])("compare values on either side of one within a piece: $it", ({ pieces, codes }) => {
    const made = pieces.map(([from, slope, offset]) => ({ from: BigInt(from as number), slope: BigInt(slope as number), offset: BigInt(offset as number) }));
    const [drawn] = fc.sample(tinyLinear, { numRuns: 1, seed: 4 }) as [QuantisedLinear];
    const claim = parseClaim("never-worse:a:2");
    const verdict = checkLinearClaim({ ...drawn, terms: [{ feature: 0, reason: 0, pieces: made }] }, claim, findClaimed(claim, tinySchema));
    expect(verdict.result === "fails" && verdict.records.map((record) => record[0])).toEqual(codes);
  });

  it("are reported with the records as an issuer writes them, and agree with the card", () => {
    const model = attackedLinear();
    const claims = ["does-not-use:idle", "does-not-use:branch", "monotone:age:increasing", "monotone:income:decreasing", "never-worse:seniority:10"];
    const { claims: found } = checkClaims(filesOf(model), claims.map(parseClaim));
    expect(found.map(({ result }) => result)).toEqual(["holds", "holds", "holds", "fails", "holds"]);
    const { counterexample } = found[3] as ClaimResult;
    if (counterexample === undefined) throw new Error("no counterexample");
    const [low, high] = counterexample.records;
    expect({ ...high, income: low.income }).toEqual(low);
    expect(low).toMatchObject({ income: "0", purpose: "house", spent: "45" });
    expect(high.income).toBe("48");
    const perOne = Number(model.marginDivisor << BigInt(model.marginBits));
    const [less, more] = counterexample.worth.map(Number) as [number, number];
    expect(more - less).toBeCloseTo((-0.8 * 43) / 9, 3);
    expect(less).toBeCloseTo(Number(naiveLinear(model, model.policy.reference.with(0, 0n)).margin) / perOne, 9);

    const directions = Object.fromEntries(makeCard(filesOf(model)).features.map(({ name, direction }) => [name, direction]));
    expect(directions).toMatchObject({
      income: "increasing",
      debt: "decreasing",
      age: "increasing",
      seniority: "increasing",
      housing: "no-order",
      idle: "no-order",
    });
  });
});
