import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import { openRiseSearch } from "../../src/evidence/claims/branch-and-bound.ts";
import { checkScorecardClaim } from "../../src/evidence/claims/check-scorecard-claim.ts";
import { checkTreesClaim } from "../../src/evidence/claims/check-trees-claim.ts";
import { findClaimed, parseClaim } from "../../src/evidence/claims/claim.ts";
import { cellOfCode } from "../../src/evidence/claims/column-drive.ts";
import { cellsOfBox } from "../../src/evidence/claims/record-box.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { QuantisedColumn, QuantisedTree } from "../../src/model/quantised-trees.ts";
import { openCells, openMargin } from "../../src/model/tree-walk.ts";
import { expectCounterexample, isTrue, type OutcomeOf } from "./claim-truth.ts";
import { everyRecord, tinySchema, tinyTrees } from "./small-trees.ts";

describe("claims about trees", () => {
  const OWN = ["monotone:a:increasing", "monotone:a:decreasing", "never-worse:a:3", "never-worse:a:2"];
  const SHARED = ["monotone:b:increasing", "monotone:b:decreasing", "never-worse:b:2", "monotone:c:decreasing", "does-not-use:c", "does-not-use:b"];

  it("of a feature with a column of its own are decided as trying every record decides them", () => {
    const seen = { holds: 0, fails: 0 };
    fc.assert(
      fc.property(tinyTrees, fc.constantFrom(...OWN), (model, text) => {
        const margin = openMargin(model);
        const worth: OutcomeOf = (codes) => ({ worth: -margin(codes) });
        const claim = parseClaim(text);
        const verdict = checkTreesClaim(model, claim, findClaimed(claim, tinySchema));
        const truth = isTrue(text, worth);
        seen[truth ? "holds" : "fails"] += 1;
        expect(verdict.result).toBe(truth ? "holds" : "fails");
        if (!truth) expectCounterexample(text, verdict, worth);
      }),
      { numRuns: 120, seed: 4 },
    );
    expect(Math.min(seen.holds, seen.fails)).toBeGreaterThan(20);
  });

  it("of a feature that several columns read are proved or refuted only where they are true or false", () => {
    const seen = { holds: 0, fails: 0, "not-decided": 0 };
    fc.assert(
      fc.property(tinyTrees, fc.constantFrom(...SHARED), (model, text) => {
        const margin = openMargin(model);
        const worth: OutcomeOf = (codes) => ({ worth: -margin(codes) });
        const claim = parseClaim(text);
        const verdict = checkTreesClaim(model, claim, findClaimed(claim, tinySchema));
        seen[verdict.result] += 1;
        if (verdict.result === "holds") expect(isTrue(text, worth)).toBe(true);
        if (verdict.result === "fails") expectCounterexample(text, verdict, worth);
      }),
      { numRuns: 120, seed: 4 },
    );
    expect(Math.min(seen.holds, seen.fails)).toBeGreaterThan(10);
    expect(seen["not-decided"]).toBeLessThan(seen.holds + seen.fails);
  });

  it("branch until they find the record whose margin rises, or know that there is none", () => {
    const seen = { found: 0, none: 0, atOnce: 0 };
    fc.assert(
      fc.property(tinyTrees, fc.boolean(), fc.constantFrom([0n, 1n] as const, [4n, 3n] as const, [1n, 4n] as const), (drawn, cancel, pair) => {
        // Two trees that undo each other rise nowhere, which no bound of one tree at a time can tell.
        const [first] = drawn.trees as [QuantisedTree];
        const undone = { nodes: first.nodes.map((node) => (node.kind === "leaf" ? { ...node, value: -node.value } : node)) };
        const model = cancel ? { ...drawn, trees: [...drawn.trees, undone] } : drawn;
        const margin = openMargin(model);
        const column = model.columns[0] as QuantisedColumn & { kind: "feature" };
        const budget = { boxes: 4000 };
        const found = openRiseSearch(model, 0, 0)(pair, [cellOfCode(column, tinySchema, pair[0]), cellOfCode(column, tinySchema, pair[1])], budget);
        const rises = (codes: readonly bigint[]) => margin(codes.with(0, pair[1])) > margin(codes.with(0, pair[0]));
        if (found === "unknown") throw new Error("the budget ran out");
        if (found === undefined) expect(everyRecord.some(rises)).toBe(false);
        else expect(rises(found)).toBe(true);
        seen[found !== undefined ? "found" : budget.boxes < 4000 ? "none" : "atOnce"] += 1;
      }),
      { numRuns: 300, seed: 4 },
    );
    expect(Math.min(seen.found, seen.none, seen.atOnce)).toBeGreaterThan(10);
  });

  it("of a feature that no split asks for hold", () => {
    fc.assert(
      fc.property(tinyTrees, (model) => {
        const claim = parseClaim("does-not-use:d");
        expect(checkTreesClaim(model, claim, findClaimed(claim, tinySchema)).result).toBe("holds");
      }),
      { numRuns: 5, seed: 4 },
    );
  });

  it("rest on boxes that leave no record's cells out, and are exact for one record", () => {
    const range = (last: number) =>
      fc.tuple(fc.nat({ max: last }), fc.nat({ max: last })).map(([x, y]) => [BigInt(Math.min(x, y)), BigInt(Math.max(x, y))] as const);
    fc.assert(
      fc.property(tinyTrees, fc.tuple(range(5), range(3), range(3), range(2)), (model, box) => {
        const cellsOf = openCells(model);
        const sets = cellsOfBox(model, box);
        const inside = everyRecord.filter((codes) =>
          codes.every((code, i) => code >= (box[i] as [bigint, bigint])[0] && code <= (box[i] as [bigint, bigint])[1]),
        );
        for (const codes of inside) {
          expect(cellsOf(codes).filter((cell, column) => (((sets[column] as bigint) >> BigInt(cell)) & 1n) === 0n)).toEqual([]);
          expect(
            cellsOfBox(
              model,
              codes.map((code) => [code, code] as const),
            ),
          ).toEqual(cellsOf(codes).map((cell) => 1n << BigInt(cell)));
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});

describe("claims about scorecards", () => {
  /** `a` in two characteristics, of which the second gives its points for another reason, `b` in one, `c` in none. */
  const card = (points: readonly number[], second: readonly number[], third: readonly number[]): QuantisedScorecard => ({
    format: "credence.model/1",
    kind: "scorecard",
    name: "tiny",
    version: "1.0.0",
    sourceSha256: "0".repeat(64),
    schema: tinySchema,
    pointsScale: 0,
    initialPoints: 0n,
    characteristics: [
      {
        name: "a",
        feature: 0,
        reason: 0,
        baseline: 0n,
        bins: (
          [
            [0n, 2n],
            [2n, 3n],
            [3n, 5n],
            [5n, 6n],
          ] as const
        ).map((range, i) => ({ label: `${i}`, ranges: [range], points: BigInt(points[i] as number) })),
      },
      {
        name: "a again",
        feature: 0,
        reason: 1,
        baseline: 0n,
        bins: [
          { label: "low", ranges: [[0n, 2n]], points: BigInt(third[0] as number) },
          { label: "high", ranges: [[2n, 6n]], points: BigInt(third[1] as number) },
        ],
      },
      {
        name: "b",
        feature: 1,
        reason: 0,
        baseline: 0n,
        bins: [
          {
            label: "ends",
            ranges: [
              [0n, 1n],
              [3n, 4n],
            ],
            points: BigInt(second[0] as number),
          },
          { label: "middle", ranges: [[1n, 3n]], points: BigInt(second[1] as number) },
        ],
      },
    ],
    policy: {
      name: "tiny",
      approveFrom: 1n,
      referFrom: 0n,
      bandWidth: 1n,
      baselineMethod: "max",
      reasons: ["R1", "R2"].map((code) => ({ code, sentence: `The applicant's ${code}` })),
    },
  });
  const lossesOf = ({ characteristics, policy }: QuantisedScorecard, codes: readonly bigint[]) =>
    policy.reasons.map((_, position) =>
      characteristics
        .filter(({ reason }) => reason === position)
        .reduce((sum, { feature, bins }) => {
          const code = codes[feature] as bigint;
          return sum - (bins.find(({ ranges }) => ranges.some(([from, to]) => code >= from && code < to)) as { points: bigint }).points;
        }, 0n),
    );
  const CLAIMS = ["a", "b", "c"].flatMap((name) => [
    `does-not-use:${name}`,
    `monotone:${name}:increasing`,
    `monotone:${name}:decreasing`,
    `never-worse:${name}:2`,
  ]);

  it("are decided as trying every record decides them", () => {
    const seen = { holds: 0, fails: 0 };
    const points = (length: number) => fc.array(fc.integer({ min: 0, max: 2 }), { minLength: length, maxLength: length });
    fc.assert(
      fc.property(points(4), points(2), points(2), fc.constantFrom(...CLAIMS), (first, second, third, text) => {
        const model = card(first, second, third);
        const evaluate = openEvaluator(model);
        const outcome: OutcomeOf = (codes) => ({ worth: evaluate(codes).score, losses: lossesOf(model, codes) });
        const claim = parseClaim(text);
        const verdict = checkScorecardClaim(model, claim, findClaimed(claim, tinySchema));
        const truth = isTrue(text, outcome);
        seen[truth ? "holds" : "fails"] += 1;
        expect(verdict.result).toBe(truth ? "holds" : "fails");
        if (!truth) expectCounterexample(text, verdict, outcome);
      }),
      { numRuns: 150, seed: 4 },
    );
    expect(Math.min(seen.holds, seen.fails)).toBeGreaterThan(30);
  });

  it("call a feature used whose points cancel out in the score and not in the reasons", () => {
    const model = card([1, 0, 0, 0], [0, 0], [0, 1]);
    const claim = parseClaim("does-not-use:a");
    expect(checkScorecardClaim(model, claim, findClaimed(claim, tinySchema))).toMatchObject({
      result: "fails",
      records: [
        [0n, 0n, 0n, 0n],
        [2n, 0n, 0n, 0n],
      ],
    });
  });
});
