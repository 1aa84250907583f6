import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { readSource } from "../../src/files/source-file.ts";
import { importBytes } from "../../src/import/import-model.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import { type QuantisedFile, quantiseFile } from "../../src/quantise/quantise-file.ts";
import { quantiseLinear } from "../../src/quantise/quantise-linear.ts";
import { declinedReasons, expectedReasons } from "./expected-reasons.ts";
import { asFiles, policyOf, spanishCodes, spanishRows, spanishSchema } from "./tree-vectors.ts";

const folder = join(import.meta.dirname, "../vectors/linear");

it("a linear booster decides every row as XGBoost does, missing cells included, or refers it within the bound that it states", () => {
  const ir = importBytes("gblinear.json", readFileSync(join(folder, "gblinear.json")));
  if (ir.kind !== "linear") throw new Error(`found ${ir.kind}`);
  const names = ["seniority", "age", "income", "assets", "debt", "amount"];
  const model = quantiseLinear(ir, spanishSchema, policyOf({ of: "margin", approveBelow: "-1.2", referBelow: "-0.6" }, names), undefined, spanishCodes);
  expect(faultOf(model)).toBeUndefined();
  const { rows, decisions, margins } = checkParity(asFiles(model), spanishRows, readSource(join(folder, "gblinear.csv")));
  expect(rows).toBe(823);
  expect(decisions).toMatchObject({ flips: 0, referredWithinError: 0 });
  expect(margins).toMatchObject({ rows: 823, differ: 0 });
  // Debts of a million at most: the bound is of such a record, and the rows stay far below it.
  expect(margins?.bound).toBeLessThan(2e-3);
  expect(margins?.largestDifference).toBeLessThan(2e-5);
  expect([decisions.approve, decisions.refer, decisions.decline].every((count) => count > 20)).toBe(true);
});

it("a regression with imputed, scaled and one-hot columns decides 4,454 applicants as onnxruntime does, and declines 1,617 for the reasons that a script of its own gives in fractions", () => {
  const { model } = quantiseFile(join(folder, "spanish.onnx"), join(folder, "spanish-policy.json")) as QuantisedFile & { kind: "linear" };
  const rows = readSource(join(folder, "../../../examples/spanish-forest/data/spanish_credit.csv"));
  const { decisions, margins } = checkParity(asFiles(model), rows, readSource(join(folder, "spanish.csv")));
  expect(decisions).toMatchObject({ flips: 0, decline: 1617 });
  // Fewer than one row in a thousand.
  expect(decisions.referredWithinError).toBeLessThan(5);
  expect(margins).toMatchObject({ rows: 4454, differ: 0 });
  const expected = expectedReasons(join(folder, "spanish-reasons.csv"));
  expect(expected).toHaveLength(1617);
  expect(declinedReasons(model, rows)).toEqual(expected);
});
