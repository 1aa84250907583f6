import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openLinearEvaluator } from "../../src/evaluate/evaluate-linear.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import type { LinearIR } from "../../src/model/linear-ir.ts";
import { linearMarginBounds } from "../../src/model/linear-margin.ts";
import type { MarginPolicy } from "../../src/model/policy.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import { quantiseLinear } from "../../src/quantise/quantise-linear.ts";
import { decodeCell, type Feature } from "../../src/record/schema.ts";
import { codesOf, columnOf, record, smallColumns, smallInside, smallPipeline, smallSchema } from "./random-trees.ts";
import { policyOf } from "./tree-vectors.ts";

const file = { pipeline: smallPipeline, sha256: "0".repeat(64) };
const round = { float32: Math.fround, float64: (value: number) => value };

/** Columns that always have a value and are sums over raw features. */
const usable = smallColumns.filter(({ name }) =>
  [
    "imputed",
    "binned",
    "binned_right",
    "numbered",
    "listed",
    "hot",
    "seven",
    "scaled",
    "valued",
    "replaced",
    "absent",
    "day_binned",
    "day_hot",
    "in_scaled",
    "in_binned",
    "in_hot",
    "in_raw",
    "in_category",
    "in_day",
  ].includes(name),
);
const weight = fc.oneof(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8),
);

const model: fc.Arbitrary<LinearIR> = fc
  .record({
    weights: fc.array(weight, { minLength: usable.length, maxLength: usable.length }),
    intercept: weight,
    summation: fc.constantFrom("float32" as const, "float64" as const),
    classes: fc.constantFrom(1, 2),
  })
  .map(({ weights, intercept, summation, classes }) => {
    const own = { weights: weights.map(round[summation]), intercept: round[summation](intercept) };
    return {
      kind: "linear",
      source: { file: "random.onnx", format: "onnx", sha256: "0".repeat(64) },
      columns: usable.map(({ name }) => ({ name })),
      pipeline: smallInside,
      margins: classes === 1 ? [own] : [{ weights: own.weights.map((w) => round[summation](w / -3)), intercept: 0.5 }, own],
      interceptError: 0,
      link: { kind: "logistic", slope: 1 },
      summation,
      notes: [],
    };
  });

function quantise(ir: LinearIR, changes: Partial<MarginPolicy> = {}): QuantisedLinear | undefined {
  const names = ["a", "b", "c", "d", "e"];
  for (;;) {
    try {
      const policy = { ...policyOf({ of: "margin", approveBelow: "0.1", referBelow: "0.6" }, names), ...changes };
      return quantiseLinear(ir, smallSchema, policy, file, [codesOf({ a: "4", b: "2", c: "0.3", d: "x", e: "1970-01-04" })]);
    } catch (error) {
      const unread = /no characteristic (\w+)/.exec((error as Error).message)?.[1];
      if (unread !== undefined) names.splice(names.indexOf(unread), 1);
      else if (/decides nothing|No weight/.test((error as Error).message)) return undefined;
      else throw error;
    }
  }
}

/** The margin as a tool takes it: column by column in its own floats. */
function toolMargin({ margins, summation }: LinearIR, cells: Record<string, string>): number {
  const r = round[summation];
  const each = margins.map(({ weights, intercept }) =>
    usable.reduce((sum, column, i) => r(sum + r(r(columnOf(column, cells)) * (weights[i] as number))), intercept),
  );
  return each.length === 1 ? (each[0] as number) : (each[1] as number) - (each[0] as number);
}

describe("a linear model in integers", () => {
  it("has the tool's margins within the bound that it states, and decides by them", () => {
    let compared = 0;
    fc.assert(
      fc.property(model, fc.array(record, { minLength: 20, maxLength: 20 }), (ir, records) => {
        const quantised = quantise(ir);
        if (quantised === undefined) return;
        expect(faultOf(quantised)).toBeUndefined();
        const evaluate = openLinearEvaluator(quantised);
        const perOne = Number(quantised.marginDivisor << BigInt(quantised.marginBits));
        const bound = Number(quantised.marginError) / perOne;
        expect(bound).toBeLessThan(ir.summation === "float32" ? 5e-4 : 2 ** -15 + 1e-9);
        const bounds = linearMarginBounds(quantised);
        for (const cells of records) {
          const { margin, decision } = evaluate(codesOf(cells));
          const tool = toolMargin(ir, cells);
          expect(Math.abs(Number(margin) / perOne - tool), JSON.stringify(cells)).toBeLessThanOrEqual(bound + 1e-14);
          expect(margin >= bounds.least && margin <= bounds.most).toBe(true);
          if (decision === "approve") expect(tool).toBeLessThan(0.1);
          if (decision === "decline") expect(tool).toBeGreaterThanOrEqual(0.6);
          compared += 1;
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it("keeps weights of few places as they are, and is off by what the tool's floats are off only", () => {
    fc.assert(
      fc.property(record, fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 }), (cells, eighths) => {
        const at = (name: string) => usable.findIndex((column) => column.name === name);
        const weights = usable.map(() => 0);
        ["binned", "seven", "valued"].forEach((name, i) => {
          weights[at(name)] = (eighths[i] as number) / 8;
        });
        const ir: LinearIR = { ...fc.sample(model, 1)[0], margins: [{ weights, intercept: 0.25 }], summation: "float64" } as LinearIR;
        const quantised = quantise(ir);
        if (quantised === undefined) return;
        const perOne = Number(quantised.marginDivisor << BigInt(quantised.marginBits));
        expect(Number(quantised.marginError)).toBeLessThanOrEqual(1);
        const { margin } = openLinearEvaluator(quantised)(codesOf(cells));
        expect(Number(margin) / perOne).toBe(toolMargin(ir, cells));
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it("explains the difference from the reference, feature by feature", () => {
    fc.assert(
      fc.property(model, record, (ir, cells) => {
        const quantised = quantise(ir);
        if (quantised === undefined) return;
        const reference = quantised.policy.reference.map((code, i) => decodeCell(smallSchema.features[i] as Feature, code));
        const names = smallSchema.features.map(({ name }) => name);
        // What changing one feature alone changes: of a sum over features that is what the feature contributes.
        const at = Object.fromEntries(names.map((name, i) => [name, reference[i] as string]));
        const losses = quantised.policy.reasons.map(({ sentence }) => {
          const name = names.find((known) => sentence.endsWith(known)) as string;
          return toolMargin(ir, { ...at, [name]: cells[name] as string }) - toolMargin(ir, at);
        });
        const { reasons } = openLinearEvaluator(quantised)(codesOf(cells));
        const slack = 2e-3;
        const given = reasons.map((position) => losses[position - 1] as number);
        expect(given.every((loss, i) => loss > -slack && (i === 0 || loss <= (given[i - 1] as number) + slack))).toBe(true);
        const left = losses.filter((_, i) => !reasons.includes(i + 1));
        expect(left.every((loss) => loss < slack || (reasons.length === 4 && loss <= (given[3] as number) + slack))).toBe(true);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it("keeps the room that its policy leaves, and is refused where that is less than it takes", () => {
    const [ir] = fc.sample(model, { seed: 7, numRuns: 1 }) as [LinearIR];
    const shape = { terms: 40, rows: 80 };
    const quantised = quantise(ir) as QuantisedLinear;
    expect(quantised.shape).toBeUndefined();
    expect(quantise(ir, { shape })).toEqual({ ...quantised, shape });
    for (const size of ["terms", "rows"]) {
      expect(() => quantise(ir, { shape: { ...shape, [size]: 1 } })).toThrow(expect.objectContaining({ code: "CRD-1013", place: `shape.${size}` }));
    }
  });

  it("that predicts the good outcome is turned round", () => {
    fc.assert(
      fc.property(model, record, (ir, cells) => {
        const [bad, good] = [quantise(ir), quantise(ir, { predicts: "good" })];
        if (bad === undefined || good === undefined) return;
        expect(Number(openLinearEvaluator(good)(codesOf(cells)).margin + openLinearEvaluator(bad)(codesOf(cells)).margin)).toBeLessThanOrEqual(20);
      }),
      { numRuns: 20 },
    );
  });
});
