import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openModelContributions } from "../../src/evidence/card/contributions.ts";
import { measureSensitivity } from "../../src/evidence/sensitivity/measure-sensitivity.ts";
import { Sensitivity } from "../../src/evidence/sensitivity/sensitivity.ts";
import { decodeSource } from "../../src/files/source-file.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { decodeCell } from "../../src/record/schema.ts";
import { naiveLinear, naiveLosses } from "../circuits/linear/naive-linear.ts";
import { asFiles } from "../evaluate/tree-vectors.ts";
import { tinyLinear } from "./small-linear.ts";
import { everyRecord, tinySchema } from "./small-trees.ts";

const filesOf = (model: QuantisedLinear) => asFiles(model as unknown as QuantisedTrees) as ModelFiles;
const lines = everyRecord.map((codes) => codes.map((code, i) => decodeCell(tinySchema.features[i] as (typeof tinySchema.features)[number], code)).join(","));
const rows = decodeSource("rows.csv", new TextEncoder().encode(["a,b,c,d", ...lines].join("\n")));

/** What each term adds, by walking its pieces. */
const amountsOf = ({ terms, initialMargin }: QuantisedLinear, codes: readonly bigint[]): bigint[] => [
  initialMargin,
  ...terms.map(({ feature, pieces }) => {
    const code = codes[feature] as bigint;
    const { slope, offset } = pieces.filter(({ from }) => from <= code).at(-1) as (typeof pieces)[number];
    return slope * code + offset;
  }),
];

describe("rounding what a linear model's terms add", () => {
  it("flips the decisions, and is off by the margin, that counting in whole 2^-bits finds", () => {
    const seen = { flips: 0, kept: 0, unchanged: 0 };
    fc.assert(
      fc.property(tinyLinear, (model) => {
        const found = measureSensitivity(filesOf(model), rows);
        expect(Sensitivity.parse(found)).toEqual(found);
        const perOne = model.marginDivisor << BigInt(model.marginBits);
        const { approveBelow, declineFrom } = model.policy;
        const exact = everyRecord.map((codes) => naiveLinear(model, codes));
        expect(found.decisions.refer).toBe(exact.filter(({ decision }) => decision === "refer").length);
        expect(found.roundings.map(({ what, to }) => `${what} ${to}`)).toEqual([7, 10, 13, 16, 20].map((bits) => `contributions 2^-${bits}`));
        for (const { to, changes, flips, flipped, largestError } of found.roundings) {
          const one = 2n ** BigInt(to.slice(3));
          const nearest = (value: bigint) => BigInt(Math.floor(Number(2n * value * one + perOne) / Number(2n * perOne)));
          const steps = everyRecord.map((codes) => amountsOf(model, codes).reduce((sum, value) => sum + nearest(value), 0n));
          const decided = steps.map((margin) => {
            if (margin * perOne < approveBelow * one) return "approve";
            return margin * perOne < declineFrom * one ? "refer" : "decline";
          });
          const others = decided.flatMap((decision, i) => (decision === exact[i]?.decision ? [] : [i + 1]));
          expect([flips, flipped]).toEqual([others.length, others.slice(0, 20)]);
          const off = steps.map((margin, i) => Math.abs(Number(margin) / Number(one) - Number(exact[i]?.margin) / Number(perOne)));
          expect(largestError).toBeCloseTo(Math.max(...off), 12);
          const moved = everyRecord.some((codes) => amountsOf(model, codes).some((value) => (value * one) % perOne !== 0n));
          expect(changes > 0).toBe(moved);
          seen[changes === 0 ? "unchanged" : flips > 0 ? "flips" : "kept"] += 1;
        }
      }),
      { numRuns: 12, seed: 4 },
    );
    expect(Math.min(seen.flips, seen.kept, seen.unchanged)).toBeGreaterThan(3);
  });

  it("counts the pieces that are no multiples", () => {
    const [drawn] = fc.sample(tinyLinear, { numRuns: 1, seed: 4 }) as [QuantisedLinear];
    const pieces = [
      { from: 0n, slope: 0n, offset: 5n },
      { from: 1n, slope: 8n, offset: 0n },
      { from: 3n, slope: 1n, offset: 5n },
      { from: 4n, slope: 2n, offset: 0n },
      { from: 5n, slope: 0n, offset: 9n },
    ];
    const model = { ...drawn, marginBits: 9, marginDivisor: 1n, initialMargin: 1n, terms: [{ feature: 0, reason: 0, pieces }] };
    const { roundings } = measureSensitivity(filesOf(model), rows);
    // In units of 2^-9 a multiple of 2^-7 is one of 4: not the start's 1, the first piece's 5, nor the last one's 9. The pieces of slopes 1 and 2 come to 8 at the only code that each has.
    expect(roundings.map(({ changes }) => changes)).toEqual([3, 0, 0, 0, 0]);
  });
});

it("a card takes from each feature what it adds less what it adds at the reference", () => {
  fc.assert(
    fc.property(tinyLinear, (model) => {
      const { names, of } = openModelContributions(model);
      expect(names).toEqual(["a", "b", "c"]);
      const perOne = Number(model.marginDivisor << BigInt(model.marginBits));
      for (const codes of everyRecord.filter((_, i) => i % 7 === 0)) {
        const alone = [0, 1, 2].map((feature) => naiveLosses(model, model.policy.reference.with(feature, codes[feature] as bigint)));
        const expected = alone.map((losses) => Number(losses.reduce((sum, loss) => sum + loss, 0n)) / perOne);
        of(codes).forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i] as number, 12);
        });
      }
    }),
    { numRuns: 10, seed: 4 },
  );
});
