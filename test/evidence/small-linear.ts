import fc from "fast-check";
import type { LinearPiece, LinearTerm, QuantisedLinear } from "../../src/model/quantised-linear.ts";
import { tinySchema } from "./small-trees.ts";

/** Pieces that mostly go on where the one before them ended, and now and then jump; slopes of both signs, or of one. */
const pieces = (size: number): fc.Arbitrary<LinearPiece[]> =>
  fc
    .tuple(
      fc.subarray(Array.from({ length: size - 1 }, (_, i) => i + 1)),
      fc.array(fc.integer({ min: -2, max: 2 }), { minLength: size, maxLength: size }),
      fc.array(fc.constantFrom(0, 0, 0, 0, 1, -1), { minLength: size, maxLength: size }),
      fc.constantFrom("any", "up", "down", "flat"),
    )
    .map(([later, slopes, jumps, way]) => {
      const drawn = (values: readonly number[], i: number) => {
        const value = values[i] as number;
        return way === "any" ? value : way === "up" ? Math.abs(value) : way === "down" ? -Math.abs(value) : 0;
      };
      let [before, value] = [0, 0];
      return [0, ...later].map((from, i) => {
        const slope = drawn(slopes, i);
        value += (from - before) * (i === 0 ? 0 : drawn(slopes, i - 1)) + drawn(jumps, i);
        before = from;
        return { from: BigInt(from), slope: BigInt(slope), offset: BigInt(value - slope * from) };
      });
    });

const term = (feature: number, size: number): fc.Arbitrary<LinearTerm> =>
  fc.tuple(fc.nat({ max: 2 }), pieces(size)).map(([reason, made]) => ({ feature, reason, pieces: made }));

/** What takes a term back in the margin, under another reason. */
const undone = ({ feature, reason, pieces: made }: LinearTerm): LinearTerm => ({
  feature,
  reason: (reason + 1) % 3,
  pieces: made.map(({ from, slope, offset }) => ({ from, slope: -slope, offset: 1n - offset })),
});

/** Small linear models over the tiny schema: `a` in two terms, which may undo each other, `b` and `c` in one, `d` in none. */
export const tinyLinear: fc.Arbitrary<QuantisedLinear> = fc
  .tuple(
    fc.tuple(term(0, 6), term(0, 6), term(1, 4), term(2, 4)),
    fc.constantFrom("first", "both", "undone"),
    fc.record({ marginBits: fc.constantFrom(0, 4, 8, 9), marginDivisor: fc.constantFrom(1n, 3n, 5n), initialMargin: fc.bigInt({ min: -9n, max: 9n }) }),
  )
  .map(([[first, second, b, c], kind, unit]) => ({
    format: "credence.model/1",
    kind: "linear",
    name: "tiny",
    version: "1.0.0",
    sourceSha256: "0".repeat(64),
    pipelineSha256: "",
    schema: tinySchema,
    pointsScale: 0,
    summation: "float64",
    ...unit,
    marginError: 0n,
    terms: [first, ...(kind === "first" ? [] : [kind === "both" ? second : undone(first)]), b, c],
    policy: {
      name: "tiny",
      approveBelow: 0n,
      declineFrom: 3n,
      score: { offset: 0n, slope: 1n, divisor: 1n },
      bandWidth: 1n,
      referenceMethod: "record",
      reference: [1n, 1n, 1n, 0n],
      reasons: ["x", "y", "z"].map((name) => ({ code: name, sentence: `The applicant's ${name}` })),
    },
  }));
