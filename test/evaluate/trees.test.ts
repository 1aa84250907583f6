import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import { openTreesDecision, openTreesEvaluator } from "../../src/evaluate/evaluate-trees.ts";
import { openContributions } from "../../src/evaluate/shapley.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import type { MarginPolicy } from "../../src/model/policy.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { openCells, openTrees } from "../../src/model/tree-walk.ts";
import type { TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { quantiseTrees } from "../../src/quantise/quantise-trees.ts";
import { codesOf, columnOf, ensemble, record, smallColumns, smallPipeline, smallSchema } from "./random-trees.ts";
import { policyOf } from "./tree-vectors.ts";

const file = { pipeline: smallPipeline, sha256: "0".repeat(64) };

/** Quantises an ensemble under reasons for what it reads; undefined where no split is left, a rounding decides, or no cut-off lies within its margins. */
function quantise(ir: TreeEnsembleIR, changes: Partial<MarginPolicy> = {}): QuantisedTrees | undefined {
  const names = ["a", "b", "c", "d", "e"];
  for (;;) {
    try {
      const policy = { ...policyOf({ of: "margin", approveBelow: "0.1", referBelow: "0.6" }, names), ...changes };
      return quantiseTrees(ir, smallSchema, policy, file, [codesOf({ a: "4", b: "2", c: "0.3", d: "x", e: "1970-01-04" })]);
    } catch (error) {
      const unread = /no characteristic (\w+)/.exec((error as Error).message)?.[1];
      if (unread === undefined) {
        if (error instanceof CredenceError && ["CRD-1103", "CRD-1109", "CRD-1013"].includes(error.code)) return undefined;
        throw error;
      }
      names.splice(names.indexOf(unread), 1);
    }
  }
}

/** The branch that the tools take, written down from their own sources once more: XGBoost's GetNextNode, LightGBM's NumericalDecision. */
function branch(rule: TreeEnsembleIR["trees"][number]["nodes"][number] & { kind: "split" }, value: number): boolean {
  const { rule: r } = rule;
  if (r.kind === "category") return Number.isNaN(value) ? r.missingToYes : r.setToYes ? r.categories.includes(value) : !r.categories.includes(value);
  if (r.kind === "missing") return Number.isNaN(value);
  let fval = value;
  if (Number.isNaN(fval) && r.missing !== "nan") fval = 0;
  const zero = Math.fround(1e-35);
  if ((r.missing === "zero" && fval >= -zero && fval <= zero) || (r.missing === "nan" && Number.isNaN(fval))) return r.missingToYes;
  const compared = r.comparison.startsWith("float32") ? Math.fround(fval) : fval;
  switch (r.comparison) {
    case "float32-below":
    case "float64-below":
      return compared < r.threshold;
    case "float32-at-most":
    case "float64-at-most":
      return compared <= r.threshold;
    default:
      return compared === r.threshold;
  }
}

/** The leaves that a record reaches by floats: no codes, no cells, no cuts. */
const naiveLeaves = (ir: TreeEnsembleIR, cells: Record<string, string>): number[] =>
  ir.trees.map(({ nodes }) => {
    let node = nodes[0] as (typeof nodes)[number];
    while (node.kind === "split") {
      const column = smallColumns[node.column] as (typeof smallColumns)[number];
      node = nodes[branch(node, columnOf(column, cells)) ? node.yes : node.no] as (typeof nodes)[number];
    }
    return node.source;
  });

describe("an ensemble in integers", () => {
  it("sends every record to the leaf that its floats lead to, whatever the column and the rule", () => {
    let compared = 0;
    fc.assert(
      fc.property(ensemble, fc.array(record, { minLength: 20, maxLength: 20 }), (ir, records) => {
        const model = quantise(ir);
        if (model === undefined) return;
        expect(faultOf(model)).toBeUndefined();
        const decide = openTreesDecision(model);
        for (const cells of records) {
          expect(decide(codesOf(cells)).leaves, JSON.stringify(cells)).toEqual(naiveLeaves(ir, cells));
          compared += 1;
        }
      }),
      { numRuns: 400 },
    );
    // Enough random ensembles are whole models, or the property says little.
    expect(compared).toBeGreaterThan(2000);
  });

  it("counts scores down as the margin rises, and floors them", () => {
    fc.assert(
      fc.property(ensemble, record, (ir, cells) => {
        const model = quantise(ir);
        if (model === undefined) return;
        const { margin, score, disclosedScore } = openTreesEvaluator(model)(codesOf(cells));
        const exact = 500 - 72.1348 * (Number(margin) / 2 ** model.marginBits);
        expect(Number(score)).toBe(Math.floor(exact));
        expect(disclosedScore).toBe(BigInt(Math.floor(Number(score) / 10) * 10));
      }),
      { numRuns: 200 },
    );
  });

  it("negates everything for a model that predicts the good outcome", () => {
    fc.assert(
      fc.property(ensemble, record, (ir, cells) => {
        const [bad, good] = [quantise(ir), quantise(ir, { predicts: "good" })];
        if (bad === undefined || good === undefined) return;
        expect(openTreesDecision(good)(codesOf(cells)).margin).toBe(-openTreesDecision(bad)(codesOf(cells)).margin);
      }),
      { numRuns: 100 },
    );
  });
});

/** Shapley's value by its definition: over all coalitions of columns, those in it from the record, the others from the reference. */
function byDefinition(model: QuantisedTrees, x: readonly bigint[]): { numerator: bigint; denominator: bigint }[] {
  const n = model.columns.length;
  const own = openCells(model)(x);
  const other = openCells(model)(model.policy.reference);
  const trees = openTrees(model);
  const margins = Array.from({ length: 2 ** n }, (_, coalition) => {
    const cells = own.map((cell, i) => ((coalition >> i) & 1 ? cell : (other[i] as number)));
    return trees.reduce((sum, { column, goes, yes, no, leaves }) => {
      let node = 0;
      while ((column[node] as number) >= 0) node = ((goes[node] as Uint8Array)[cells[column[node] as number] as number] ? yes[node] : no[node]) as number;
      return sum + (leaves[node] as { value: bigint }).value;
    }, 0n);
  });
  const factorial = (k: number): bigint => (k < 2 ? 1n : BigInt(k) * factorial(k - 1));
  const size = (coalition: number) => coalition.toString(2).replaceAll("0", "").length;
  return Array.from({ length: n }, (_, player) => {
    let numerator = 0n;
    for (let coalition = 0; coalition < 2 ** n; coalition++) {
      if ((coalition >> player) & 1) continue;
      const gain = (margins[coalition | (1 << player)] as bigint) - (margins[coalition] as bigint);
      numerator += factorial(size(coalition)) * factorial(n - size(coalition) - 1) * gain;
    }
    return { numerator, denominator: factorial(n) };
  });
}

describe("contributions", () => {
  it("are Shapley's values by his definition, exactly, and sum to the difference from the reference", () => {
    let compared = 0;
    fc.assert(
      fc.property(ensemble, fc.array(record, { minLength: 3, maxLength: 3 }), (ir, records) => {
        const model = quantise(ir);
        if (model === undefined || model.columns.length > 8) return;
        const contributions = openContributions(model, openTrees(model), openCells(model)(model.policy.reference));
        const margin = openTreesDecision(model);
        for (const cells of records) {
          const codes = codesOf(cells);
          const found = contributions(openCells(model)(codes));
          byDefinition(model, codes).forEach(({ numerator, denominator }, i) => {
            expect((found[i] as bigint) * denominator).toBe(numerator * model.reasonScale);
          });
          expect(found.reduce((a, b) => a + b, 0n)).toBe(model.reasonScale * (margin(codes).margin - margin(model.policy.reference).margin));
          compared += 1;
        }
      }),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(60);
  });

  it("of the reference itself are all zero", () => {
    fc.assert(
      fc.property(ensemble, (ir) => {
        const model = quantise(ir);
        if (model !== undefined) expect(openEvaluator(model)(model.policy.reference).reasons).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
