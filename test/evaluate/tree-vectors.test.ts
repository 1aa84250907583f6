import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { openTreesDecision } from "../../src/evaluate/evaluate-trees.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import { asFiles, expectedOf, quantiseCase, spanishCodes, spanishRows, treeCases } from "./tree-vectors.ts";

describe.each(treeCases)("$name against its own tool", (given) => {
  const model = quantiseCase(given);

  it("decides every row alike, by the same leaves, with margins as far apart as the tool's additions explain", () => {
    const { rows, decisions, leaves, margins } = checkParity(asFiles(model), spanishRows, expectedOf(given));
    expect(rows).toBe(823);
    expect(decisions).toMatchObject({ flips: 0, referredWithinError: 0 });
    expect(leaves).toEqual({ rows: 823, differ: 0 });
    expect(margins).toMatchObject({ rows: 823, differ: 0 });
    // The bound says something: it is far below any step between leaves.
    expect(margins?.bound).toBeLessThan(given.file.endsWith(".txt") ? 1e-13 : 1e-4);
    // All three decisions are there, or the comparison says little.
    expect([decisions.approve, decisions.refer, decisions.decline].every((count) => count > 20)).toBe(true);
  });

  it("holds together as a quantised model", () => expect(faultOf(model)).toBeUndefined());
});

describe("the rows of the vectors", () => {
  it("reach both branches of splits with missing cells", () => {
    const missing = spanishCodes.filter((codes) => codes[5] === 100_001n);
    expect(missing.length).toBeGreaterThan(300);
    const decide = openTreesDecision(quantiseCase(treeCases[0] as (typeof treeCases)[number]));
    expect(new Set(missing.map((codes) => decide(codes).decision)).size).toBe(3);
  });
});
