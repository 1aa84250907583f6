import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neighbours, reaches, roundedBoundary } from "../../src/quantise/rational-cut.ts";

const LARGEST = 40;
const fractions = Array.from({ length: LARGEST }, (_, i) => i + 1).flatMap((l) => Array.from({ length: 241 }, (_, b) => [b - 120, l] as const));

/** Whether p/q cuts the fractions just where a condition on their float64 quotient does. */
function expectCut(holds: (value: number) => boolean): void {
  const boundary = roundedBoundary(holds);
  if (boundary === undefined) throw new Error("no boundary");
  const { below, above } = neighbours(boundary, BigInt(LARGEST));
  const wrong = fractions.filter(([b, l]) => {
    const tool = holds(b / l);
    const atOrAbove = above.numerator * BigInt(l) <= above.denominator * BigInt(b);
    return atOrAbove !== tool || reaches(boundary, BigInt(b), BigInt(l)) !== tool;
  });
  expect(wrong).toEqual([]);
  // Farey neighbours: nothing of that order lies between them.
  expect(above.numerator * below.denominator - below.numerator * above.denominator).toBe(1n);
  expect(below.denominator + above.denominator).toBeGreaterThan(BigInt(LARGEST));
}

describe("the fraction that stands for a threshold", () => {
  it("cuts all quotients where the tool's float32 comparison does", () => {
    fc.assert(
      fc.property(fc.integer({ min: -119, max: 119 }), fc.integer({ min: 1, max: LARGEST }), fc.constantFrom(-1, 0, 1), (b, l, step) => {
        // On a quotient's own float32 and on its neighbours, where a difference would show.
        const bits = new Int32Array(new Float32Array([b / l]).buffer);
        const threshold = new Float32Array(new Int32Array([(bits[0] as number) + step]).buffer)[0] as number;
        if (!Number.isNaN(threshold)) expectCut((value) => Math.fround(value) >= threshold);
      }),
      { numRuns: 60 },
    );
  });

  it("cuts all quotients where the tool's float64 comparison does", () => {
    fc.assert(
      fc.property(fc.integer({ min: -119, max: 119 }), fc.integer({ min: 1, max: LARGEST }), (b, l) => expectCut((value) => value > b / l)),
      { numRuns: 60 },
    );
    expectCut((value) => value >= 0);
    expectCut((value) => value > 0.1);
  });

  it("is found for denominators of millions, by runs of steps", () => {
    const boundary = roundedBoundary((value) => Math.fround(value) >= Math.fround(0.737));
    if (boundary === undefined) throw new Error("no boundary");
    const { below, above } = neighbours(boundary, 2_000_000n);
    expect(above.numerator * below.denominator - below.numerator * above.denominator).toBe(1n);
    expect(Math.fround(Number(above.numerator) / Number(above.denominator))).toBeGreaterThanOrEqual(Math.fround(0.737));
    expect(Math.fround(Number(below.numerator) / Number(below.denominator))).toBeLessThan(Math.fround(0.737));
  });

  it("is none where a condition always holds, or never", () => {
    expect(roundedBoundary(() => true)).toBeUndefined();
    expect(roundedBoundary(() => false)).toBeUndefined();
  });
});
