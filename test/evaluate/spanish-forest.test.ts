import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import { readSource } from "../../src/files/source-file.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { declinedReasons, expectedReasons } from "./expected-reasons.ts";
import { readModelOf } from "./fixture.ts";
import { asFiles } from "./tree-vectors.ts";

const folder = join(import.meta.dirname, "../../examples/spanish-forest");
const model = readModelOf(join(folder, "model.onnx"), join(folder, "policy.json"));
const rows = readSource(join(folder, "data/spanish_credit.csv"));

describe("the Spanish forest", () => {
  it("decides all 4,454 rows as onnxruntime does, over scikit-learn's leaves, as its certificate says", () => {
    const { model: _, ...found } = checkParity(asFiles(model), rows, readSource(join(folder, "expected.csv")));
    const { model: __, ...certified } = JSON.parse(readFileSync(join(folder, "certificate.json"), "utf8"));
    expect(found).toEqual(certified);
    expect(found).toMatchObject({ rows: 4454, decisions: { flips: 0, referredWithinError: 0 }, leaves: { differ: 0 }, margins: { differ: 0 } });
  });

  it("reads missing cells of six features as its imputers do, in rows of every decision", () => {
    const missing = encodeRows(rows, model.schema, neededFeatures(model)).filter((codes) => codes[8] === 10_001n);
    expect(missing).toHaveLength(381);
    const evaluate = openEvaluator(model);
    expect(new Set(missing.map((codes) => evaluate(codes).decision))).toEqual(new Set(["approve", "refer", "decline"]));
  });

  it("gives 1,000 declined rows the reasons that Shapley's definition gives, by a script of its own", () => {
    const expected = expectedReasons(join(folder, "reasons.csv"));
    expect(expected).toHaveLength(1000);
    expect(declinedReasons(model, rows).slice(0, 1000)).toEqual(expected);
  });
});
