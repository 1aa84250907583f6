import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { openLeaveOneOut, openNetworkDecision } from "../../src/evaluate/evaluate-network.ts";
import { readSource } from "../../src/files/source-file.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import { type QuantisedFile, quantiseFile } from "../../src/quantise/quantise-file.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { declinedReasons, expectedReasons } from "./expected-reasons.ts";
import { asFiles } from "./tree-vectors.ts";

const folder = join(import.meta.dirname, "../../examples/spanish-network");
const { model } = quantiseFile(join(folder, "model.onnx"), join(folder, "policy.json")) as QuantisedFile & { kind: "network" };
const rows = readSource(join(folder, "../spanish-forest/data/spanish_credit.csv"));
const bound = Number(model.marginError) / 2 ** model.marginBits;

describe("the network of Spanish applicants", () => {
  it("decides all 4,454 rows as onnxruntime does, two referred within its proved bound, as its certificate says", () => {
    const { model: _, ...found } = checkParity(asFiles(model), rows, readSource(join(folder, "expected.csv")));
    const { model: __, ...certified } = JSON.parse(readFileSync(join(folder, "certificate.json"), "utf8"));
    expect(found).toEqual(certified);
    expect(found).toMatchObject({ rows: 4454, decisions: { flips: 0, referredWithinError: 2 }, margins: { rows: 4454, differ: 0 } });
    expect(bound).toBeLessThan(1e-3);
  });

  it("gives the declined rows the reasons that the runtime itself gives, but where one adds less than the bound", () => {
    const expected = new Map(expectedReasons(join(folder, "reasons.csv")).map((row) => [row.row, row]));
    expect(expected.size).toBe(1192);
    const given = declinedReasons(model, rows);
    expect(given).toHaveLength(1191);
    const others = given.filter((row) => JSON.stringify(row) !== JSON.stringify(expected.get(row.row as string)));
    expect(others.map(({ row }) => row)).toEqual(["1677"]);
    const codes = encodeRows(rows, model.schema, neededFeatures(model))[1676] as bigint[];
    const losses = openLeaveOneOut(model)(openNetworkDecision(model)(codes)).map((loss) => Number(loss) / 2 ** model.marginBits);
    expect(losses[3]).toBeGreaterThan(0);
    expect(losses[3]).toBeLessThan(bound);
    expect([others[0]?.reason_4, expected.get("1677")?.reason_4]).toEqual(["R04", ""]);
  });

  it("reads eleven of the record's thirteen features, age and marital status not among them", () => {
    const names = [...neededFeatures(model)].map((position) => model.schema.features[position]?.name);
    expect(names).toHaveLength(11);
    expect(names).not.toContain("age");
    expect(names).not.toContain("marital");
  });
});
