import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { readSource } from "../../src/files/source-file.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import { type QuantisedFile, quantiseFile } from "../../src/quantise/quantise-file.ts";
import { declinedReasons, expectedReasons } from "./expected-reasons.ts";
import { asFiles } from "./tree-vectors.ts";

const folder = join(import.meta.dirname, "../../examples/hmda-logistic");
const { model } = quantiseFile(join(folder, "model.onnx"), join(folder, "policy.json")) as QuantisedFile & { kind: "linear" };
const rows = readSource(join(folder, "data/hmda.csv"));

describe("the regression of Boston mortgages", () => {
  it("decides all 2,380 rows as onnxruntime does, none referred because of rounding, as its certificate says", () => {
    const { model: _, ...found } = checkParity(asFiles(model), rows, readSource(join(folder, "expected.csv")));
    const { model: __, ...certified } = JSON.parse(readFileSync(join(folder, "certificate.json"), "utf8"));
    expect(found).toEqual(certified);
    expect(found).toMatchObject({ rows: 2380, decisions: { flips: 0, referredWithinError: 0 }, margins: { rows: 2380, differ: 0 } });
    expect(found.margins?.bound).toBeLessThan(4e-5);
  });

  it("reads nine of the record's twelve features, marital status not among them, and knows nothing of race", () => {
    expect([...neededFeatures(model)].map((position) => model.schema.features[position]?.name).sort()).toEqual([
      "chist",
      "hschool",
      "insurance",
      "lvrat",
      "mhist",
      "phist",
      "pirat",
      "selfemp",
      "unemp",
    ]);
    expect(model.schema.features.map(({ name }) => name)).not.toContain("afam");
  });

  it("gives all 339 declined rows the reasons that a script of its own gives in fractions", () => {
    const expected = expectedReasons(join(folder, "reasons.csv"));
    expect(expected).toHaveLength(339);
    expect(declinedReasons(model, rows)).toEqual(expected);
  });
});
