import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import { asFiles, spanishRows } from "../evaluate/tree-vectors.ts";
import { networkCases, networkExpected, quantiseNetworkCase } from "./network-vectors.ts";

describe.each(networkCases)("the network $name against onnxruntime", (given) => {
  it("decides every row alike outside its proved bound, with every margin within the bound", () => {
    const model = quantiseNetworkCase(given);
    expect(faultOf(model)).toBeUndefined();
    const { rows, decisions, margins } = checkParity(asFiles(model), spanishRows, networkExpected(given.name));
    expect(rows).toBe(823);
    expect(decisions.flips).toBe(0);
    expect(decisions.referredWithinError).toBeLessThanOrEqual(3);
    expect(margins).toMatchObject({ rows: 823, differ: 0 });
    // The bound says something: a log-odds is far more. What the rows show is not nothing either.
    expect(margins?.bound).toBeLessThan(5e-3);
    expect(margins?.largestDifference).toBeGreaterThan(0);
    expect([decisions.approve, decisions.refer, decisions.decline].every((count) => count > 100)).toBe(true);
  });
});
