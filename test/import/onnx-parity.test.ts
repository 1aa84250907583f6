import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import { asFiles, spanishRows } from "../evaluate/tree-vectors.ts";
import { onnxCases, onnxExpected, quantiseCase } from "./onnx-vectors.ts";

describe.each(onnxCases.filter(({ linear }) => !linear))("$name against onnxruntime", (given) => {
  const model = quantiseCase(given);

  it("decides every row alike, by scikit-learn's leaves, with margins as far apart as the runtime's additions explain", () => {
    const { rows, decisions, leaves, margins } = checkParity(asFiles(model), spanishRows, onnxExpected(given.name));
    expect(rows).toBe(823);
    expect(decisions).toMatchObject({ flips: 0, referredWithinError: 0 });
    if (leaves !== undefined) expect(leaves).toEqual({ rows: 823, differ: 0 });
    expect(margins).toMatchObject({ rows: 823, differ: 0 });
    // The bound says something: it is far below any step between leaves.
    expect(margins?.bound).toBeLessThan(1e-4);
    expect([decisions.approve, decisions.refer, decisions.decline].every((count) => count > 20)).toBe(true);
  });

  it("holds together as a quantised model", () => expect(faultOf(model)).toBeUndefined());
});

describe.each(onnxCases.filter(({ linear }) => linear))("$name against onnxruntime", (given) => {
  it("decides every row alike outside its proved bound, with margins within the bound and the runtime's own additions", () => {
    const model = quantiseCase(given);
    expect(faultOf(model)).toBeUndefined();
    const { rows, decisions, margins } = checkParity(asFiles(model), spanishRows, onnxExpected(given.name));
    expect(rows).toBe(823);
    expect(decisions.flips).toBe(0);
    expect(decisions.referredWithinError).toBeLessThanOrEqual(1);
    expect(margins).toMatchObject({ rows: 823, differ: 0 });
  });
});
