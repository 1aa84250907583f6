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

const folder = join(import.meta.dirname, "../../examples/lending-club-lightgbm");
const model = readModelOf(join(folder, "model.txt"), join(folder, "policy.json"));
const rows = readSource(join(folder, "data/lending_club.csv"));

describe("the Lending Club example", () => {
  it("decides all 9,857 rows as LightGBM does, over the same leaves, as its certificate says", () => {
    const { model: _, ...found } = checkParity(asFiles(model), rows, readSource(join(folder, "expected.csv")));
    const { model: __, ...certified } = JSON.parse(readFileSync(join(folder, "certificate.json"), "utf8"));
    expect(found).toEqual(certified);
    expect(found).toMatchObject({ rows: 9857, decisions: { flips: 0, referredWithinError: 0 }, leaves: { differ: 0 }, margins: { differ: 0 } });
  });

  it("scores 30,000 rows by its 100 trees, with reasons, in less than 30 s of the processor's time", () => {
    const start = process.cpuUsage();
    const codes = encodeRows(rows, model.schema, neededFeatures(model));
    const evaluate = openEvaluator(model);
    let count = 0;
    while (count < 30_000) {
      for (const row of codes) evaluate(row);
      count += codes.length;
    }
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(30);
  });

  it("gives 1,000 declined rows the reasons that Shapley's definition gives, by a script of its own", () => {
    const expected = expectedReasons(join(folder, "reasons.csv"));
    expect(expected).toHaveLength(1000);
    expect(declinedReasons(model, rows).slice(0, 1000)).toEqual(expected);
  });
});
