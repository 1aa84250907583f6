import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { measureSensitivity } from "../../src/evidence/sensitivity/measure-sensitivity.ts";
import { roundedModels } from "../../src/evidence/sensitivity/rounded-models.ts";
import { decodeSource, readSource } from "../../src/files/source-file.ts";
import { openColumnCell } from "../../src/model/column-cell.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import type { QuantisedModel, QuantisedScorecard } from "../../src/model/quantised.ts";
import type { QuantisedColumn, QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { leafOf, openCells, openTrees } from "../../src/model/tree-walk.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { RecordSchema } from "../../src/record/schema.ts";
import { asFiles } from "../evaluate/tree-vectors.ts";

const examples = join(import.meta.dirname, "../../examples");
const modelOf = (name: string, file: string) => quantiseFile(join(examples, name, file), join(examples, name, "policy.json")).model;
const filesOf = (model: QuantisedModel) => asFiles(model as QuantisedTrees) as ModelFiles;

describe("rounding the points of the German scorecard to tens", () => {
  const model = modelOf("german-scorecard", "scorecard.csv") as QuantisedScorecard;
  const rows = readSource(join(examples, "german-scorecard/data/german_statlog.csv"));
  const found = measureSensitivity(filesOf(model), rows);

  it("flips the decisions, and is off by the points, that plain arithmetic finds", () => {
    const tens = (points: bigint) => 10 * Math.floor(Number(points) / 10 + 0.5);
    let [flips, worst] = [0, 0];
    for (const codes of encodeRows(rows, model.schema, new Set())) {
      const bins = model.characteristics.map(({ feature, bins }) => {
        const code = codes[feature] as bigint;
        return bins.find(({ ranges }) => ranges.some(([from, to]) => code >= from && code < to)) as { points: bigint };
      });
      const exact = bins.reduce((sum, { points }) => sum + Number(points), Number(model.initialPoints));
      const rounded = bins.reduce((sum, { points }) => sum + tens(points), tens(model.initialPoints));
      const decide = (score: number) => (score >= 480 ? "approve" : score >= 420 ? "refer" : "decline");
      if (decide(exact) !== decide(rounded)) flips += 1;
      worst = Math.max(worst, Math.abs(exact - rounded));
    }
    expect(flips).toBeGreaterThan(100);
    expect(found.roundings.find(({ what }) => what === "points")).toMatchObject({ to: "10^1", flips, largestError: worst });
    expect(found.decisions).toEqual({ approve: 479, refer: 188, decline: 333 });
  });

  it("is the only rounding that does: the record has whole numbers", () => {
    const others = found.roundings.filter(({ what }) => what !== "points");
    expect(others.map(({ to }) => to)).toEqual(["2^-7", "2^-10", "2^-13", "2^-16", "2^-20"]);
    for (const { changes, flips } of others) expect([changes, flips]).toEqual([0, 0]);
  });
});

describe("rounding the leaves of the Lending Club trees", () => {
  const model = modelOf("lending-club-lightgbm", "model.txt") as QuantisedTrees;
  const all = readSource(join(examples, "lending-club-lightgbm/data/lending_club.csv"));
  const rows = decodeSource("some.csv", new TextEncoder().encode(all.text.split("\n").slice(0, 801).join("\n")));

  it("flips the decisions that floats with so many bits flip", () => {
    const { roundings } = measureSensitivity(filesOf(model), rows);
    const [cells, trees] = [openCells(model), openTrees(model)];
    const float = (value: bigint) => Number(value) / 2 ** model.marginBits;
    const decide = (margin: number) => (margin < float(model.policy.approveBelow) ? "approve" : margin < float(model.policy.declineFrom) ? "refer" : "decline");
    for (const bits of [7, 10]) {
      const round = (value: number) => Math.floor(value * 2 ** bits + 0.5) / 2 ** bits;
      let [flips, worst] = [0, 0];
      for (const codes of encodeRows(rows, model.schema, new Set())) {
        const at = cells(codes);
        const leaves = [float(model.initialMargin), ...trees.map((tree) => float(leafOf(tree, at).value))];
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        const [exact, rounded] = [sum(leaves), sum(leaves.map(round))];
        if (decide(exact) !== decide(rounded)) flips += 1;
        worst = Math.max(worst, Math.abs(exact - rounded));
      }
      const part = roundings.find(({ what, to }) => what === "leaves" && to === `2^-${bits}`);
      expect(part?.flips).toBe(flips);
      expect(part?.largestError).toBeCloseTo(worst, 12);
    }
    expect(roundings[0]?.flips).toBeGreaterThan(5);
  });
});

describe("rounding what is compared", () => {
  const schema = RecordSchema.parse({
    format: "credence.schema/1",
    name: "small",
    version: 1,
    features: [
      { name: "x", type: "number", scale: 3, min: "-0.150", max: "0.150", missing: "marker" },
      { name: "p", type: "number", scale: 0, min: "0", max: "60", missing: "never" },
      { name: "q", type: "number", scale: 0, min: "0", max: "60", missing: "never" },
    ],
  });
  const columns: QuantisedColumn[] = [
    { kind: "feature", name: "x", reason: 0, feature: 0, cells: 6, cuts: [3n, 10n, 149n, 222n, 301n] },
    {
      kind: "ratio",
      name: "rate",
      reason: 0,
      cells: 5,
      numerator: { offset: 0n, terms: [{ feature: 1, coefficient: 1n }] },
      denominator: { offset: 0n, terms: [{ feature: 2, coefficient: 1n }] },
      cuts: [
        { numerator: 1n, denominator: 3n },
        { numerator: 5n, denominator: 7n },
        { numerator: 17n, denominator: 11n },
      ],
    },
  ];
  const model = { ...(modelOf("lending-club-lightgbm", "model.txt") as QuantisedTrees), schema, columns, trees: [] };
  // Rounds a / b to 7 fractional bits: whole numbers far below 2^53.
  const round = (a: number, b: number) => Math.floor((a * 256 + b) / (2 * b));

  it("is comparing rounded numbers with rounded thresholds", () => {
    const rounded = roundedModels(model).find(({ what, to }) => what === "comparisons" && to === "2^-7")?.model as QuantisedTrees;
    const [x, rate] = rounded.columns.map((column) => openColumnCell(column, schema));
    let moved = 0;
    for (let code = 0; code <= 300; code++) {
      const expected = [3, 10, 149, 222].filter((cut) => round(cut - 150, 1000) <= round(code - 150, 1000)).length;
      expect(x?.([BigInt(code), 0n, 0n]), `code ${code}`).toBe(expected);
      moved += expected === openColumnCell(columns[0] as QuantisedColumn, schema)([BigInt(code), 0n, 0n]) ? 0 : 1;
    }
    expect(x?.([301n, 0n, 0n])).toBe(5);
    for (let p = 0; p <= 60; p++) {
      for (let q = 1; q <= 60; q++) {
        const expected = (
          [
            [1, 3],
            [5, 7],
            [17, 11],
          ] as const
        ).filter(([a, b]) => round(a, b) <= round(p, q)).length;
        expect(rate?.([0n, BigInt(p), BigInt(q)]), `${p}/${q}`).toBe(expected);
        moved += expected === openColumnCell(columns[1] as QuantisedColumn, schema)([0n, BigInt(p), BigInt(q)]) ? 0 : 1;
      }
    }
    expect(moved).toBeGreaterThan(10);
    expect(rate?.([0n, 5n, 0n])).toBe(4);
  });
});
