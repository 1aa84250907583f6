import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupByWorth, measureSeparation, niceStep, type Outcome, wilson } from "../../src/evidence/card/performance.ts";

const outcomes: fc.Arbitrary<Outcome[]> = fc
  .array(fc.record({ worth: fc.integer({ min: -6, max: 6 }).map(BigInt), bad: fc.boolean() }), { minLength: 2, maxLength: 40 })
  .filter((list) => list.some(({ bad }) => bad) && list.some(({ bad }) => !bad));

describe("separation", () => {
  it("is the share of pairs, and the largest difference of shares, that counting finds", () => {
    fc.assert(
      fc.property(outcomes, (list) => {
        const [good, bad] = [list.filter((each) => !each.bad), list.filter((each) => each.bad)];
        const pairs = good.flatMap((g) => bad.map((b): number => (g.worth > b.worth ? 1 : g.worth === b.worth ? 0.5 : 0)));
        const below = (part: Outcome[], worth: bigint) => part.filter((each) => each.worth <= worth).length / part.length;
        const gaps = list.map(({ worth }) => Math.abs(below(bad, worth) - below(good, worth)));
        const { auc, ks, roc } = measureSeparation(list);
        expect(auc).toBeCloseTo(pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length, 12);
        expect(ks.value).toBeCloseTo(Math.max(...gaps), 12);
        expect(Math.abs(below(bad, ks.at) - below(good, ks.at))).toBeCloseTo(ks.value, 12);
        // The area under the curve that is drawn is the same number.
        const area = roc.slice(1).reduce((sum, [x, y], i) => sum + ((x - (roc[i]?.[0] ?? 0)) * (y + (roc[i]?.[1] ?? 0))) / 2, 0);
        expect(area).toBeCloseTo(auc, 12);
      }),
      { numRuns: 200, seed: 9 },
    );
  });
});

describe("groups by worth", () => {
  it("ascend, leave nobody out, and never part those of one worth", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 }).map(BigInt), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (worths, count) => {
        const groups = groupByWorth(worths, count);
        expect(groups.length).toBeLessThanOrEqual(count);
        expect(groups.flat().sort((a, b) => a - b)).toEqual(worths.map((_, i) => i));
        const spans = groups.map((group) => group.map((i) => Number(worths[i])));
        for (const [i, span] of spans.slice(1).entries()) expect(Math.min(...span)).toBeGreaterThan(Math.max(...(spans[i] as number[])));
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it("are tenths where all differ", () => {
    const worths = Array.from({ length: 105 }, (_, i) => BigInt(i * 7));
    expect(groupByWorth(worths, 10).map(({ length }) => length)).toEqual([11, 10, 11, 10, 11, 10, 11, 10, 11, 10]);
  });
});

it("gives the shares from which the observed one is 1.96 of their own deviations away", () => {
  for (const [part, whole] of [
    [7, 50],
    [1, 9],
    [399, 400],
  ] as const) {
    for (const end of wilson(part, whole)) expect(Math.abs(part / whole - end) / Math.sqrt((end * (1 - end)) / whole)).toBeCloseTo(1.959964, 6);
    expect(wilson(part, whole)[0]).toBeLessThan(part / whole);
  }
  expect([wilson(0, 20)[0], wilson(20, 20)[1]]).toEqual([0, 1]);
});

it("cuts a range into few parts of a round width", () => {
  expect([niceStep(23n, 24), niceStep(24n, 24), niceStep(480n, 24), niceStep(0n, 24)]).toEqual([1n, 2n, 50n, 1n]);
});
