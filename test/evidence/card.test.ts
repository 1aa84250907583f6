import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { openModelContributions } from "../../src/evidence/card/contributions.ts";
import { makeCard } from "../../src/evidence/card/make-card.ts";
import { ModelCard } from "../../src/evidence/card/model-card.ts";
import { renderCard } from "../../src/evidence/card/render-card.ts";
import { decodeSource, readSource } from "../../src/files/source-file.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { openMargin } from "../../src/model/tree-walk.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { asFiles, spanishRows } from "../evaluate/tree-vectors.ts";
import { onnxCases, onnxExpected, quantiseCase } from "../import/onnx-vectors.ts";

const examples = join(import.meta.dirname, "../../examples");
const modelOf = (name: string, file: string) => quantiseFile(join(examples, name, file), join(examples, name, "policy.json")).model;
const table = (path: string): Record<string, string>[] => parse(readFileSync(join(examples, path), "utf8"), { columns: true });
const filesOf = (model: unknown) => ({ ...asFiles(model as QuantisedTrees), model: model as QuantisedTrees });

/** AUC and KS of the tool's own values, a lower one riskier, by counting pairs. */
function separationOf(values: readonly number[], bad: readonly boolean[]): { auc: number; ks: number } {
  const [goods, bads] = [values.filter((_, i) => !bad[i]), values.filter((_, i) => bad[i])];
  let pairs = 0;
  for (const good of goods) for (const other of bads) pairs += good > other ? 1 : good === other ? 0.5 : 0;
  const below = (part: readonly number[], value: number) => part.filter((each) => each <= value).length / part.length;
  return { auc: pairs / (goods.length * bads.length), ks: Math.max(...bads.map((value) => Math.abs(below(bads, value) - below(goods, value)))) };
}

describe("the card of the German scorecard", () => {
  const model = modelOf("german-scorecard", "scorecard.csv") as QuantisedScorecard;
  const rows = readSource(join(examples, "german-scorecard/data/german_statlog.csv"));
  const card = makeCard(filesOf(model), {
    rows,
    outcome: { column: "class", bad: "bad" },
    protected: ["age", "personal_status"],
    trainingDataSha256: rows.sha256,
  });
  const applicants = table("german-scorecard/data/german_statlog.csv");
  const expected = table("german-scorecard/expected.csv");
  const bad = applicants.map((row) => row.class === "bad");

  it("is a card", () => expect(ModelCard.parse(JSON.parse(JSON.stringify(card)))).toEqual(card));

  it("measures what the tool's own scores measure", () => {
    const { auc, ks } = separationOf(
      expected.map(({ score }) => Number(score)),
      bad,
    );
    expect(card.performance?.auc).toBeCloseTo(auc, 12);
    expect(card.performance?.ks.value).toBeCloseTo(ks, 12);
    for (const { decision, rows, bad: bads } of card.performance?.decisions ?? []) {
      const group = expected.flatMap((row, i) => (row.decision === decision ? [bad[i]] : []));
      expect([rows, bads]).toEqual([group.length, group.filter(Boolean).length]);
    }
    for (const { from, to, good, bad: bads } of card.performance?.scores ?? []) {
      const group = expected.flatMap(({ score }, i) => (Number(score) >= Number(from) && Number(score) < Number(to) ? [bad[i]] : []));
      expect([good + bads, bads]).toEqual([group.length, group.filter(Boolean).length]);
    }
    const calibration = card.performance?.calibration ?? [];
    expect(calibration).toHaveLength(10);
    for (const { from, to, rows, bad: bads } of calibration) {
      const group = expected.flatMap(({ score }, i) => (Number(score) >= Number(from) && Number(score) <= Number(to) ? [bad[i]] : []));
      expect([rows, bads]).toEqual([group.length, group.filter(Boolean).length]);
    }
  });

  it("weighs a characteristic by its mean distance from the baseline", () => {
    const codes = encodeRows(rows, model.schema, new Set());
    const { feature, baseline, bins } = model.characteristics.find(({ name }) => name === "duration") as QuantisedScorecard["characteristics"][number];
    const distances = codes.map((record) => {
      const code = record[feature] as bigint;
      const bin = bins.find(({ ranges }) => ranges.some(([from, to]) => code >= from && code < to));
      return Math.abs(Number((bin as { points: bigint }).points - baseline));
    });
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    expect(card.importance).toMatchObject({ rows: 1000, unit: "points" });
    expect(card.importance?.parts.find(({ name }) => name === "duration")?.mean).toBeCloseTo(mean, 9);
  });

  it("says which features are used, protected, and of one direction", () => {
    const of = (name: string) => card.features.find((feature) => feature.name === name);
    expect(of("age")).toMatchObject({ through: ["age"], direction: "increasing", protected: "declared" });
    expect(of("duration")).toMatchObject({ direction: "decreasing", protected: "no" });
    expect(of("credit_amount")).toMatchObject({ direction: "both-ways" });
    expect(of("personal_status")).toMatchObject({ through: [], direction: "no-order", protected: "declared" });
    expect(of("foreign_worker")).toMatchObject({ through: [], protected: "guessed" });
  });

  it("is one page that loads nothing, runs nothing, and shows text as text", () => {
    const page = renderCard(card);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import|https?:|\bon[a-z]+=/i);
    expect(page).toContain("0&lt;=X&lt;200");
    expect(page.match(/<svg /g)).toHaveLength(4 + model.characteristics.length);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(renderCard({ ...card, model: { ...card.model, name: '"><script>' } })).not.toContain("<script");
  });

  it("is refused outcomes that do not serve, and protected features that are none", () => {
    const make = (changes: object) => () => makeCard(filesOf(model), { rows, ...changes });
    expect(make({ outcome: { column: "klass", bad: "bad" } })).toThrow("no column klass");
    expect(make({ outcome: { column: "class", bad: "late" } })).toThrow("no outcome late");
    const gap = decodeSource("rows.csv", new TextEncoder().encode(rows.text.replace(",yes,yes,good", ",yes,yes,")));
    expect(make({ rows: gap, outcome: { column: "class", bad: "bad" } })).toThrow("an outcome in every row");
    expect(make({ protected: ["race"] })).toThrow("Found race among the protected features");
  });

  it("goes without rows", () => {
    const plain = makeCard(filesOf(model));
    expect([plain.importance, plain.performance]).toEqual([undefined, undefined]);
    expect(renderCard(plain)).not.toContain("Measured on applicants");
  });
});

describe("the card of the Lending Club trees", () => {
  const model = modelOf("lending-club-lightgbm", "model.txt") as QuantisedTrees;
  const all = readSource(join(examples, "lending-club-lightgbm/data/lending_club.csv"));
  const rows = decodeSource("some.csv", new TextEncoder().encode(all.text.split("\n").slice(0, 1501).join("\n")));
  const card = makeCard(filesOf(model), { rows, outcome: { column: "Class", bad: "bad" }, logOdds: true });
  const expected = table("lending-club-lightgbm/expected.csv").slice(0, 1500);
  const bad = table("lending-club-lightgbm/data/lending_club.csv")
    .slice(0, 1500)
    .map((row) => row.Class === "bad");
  const margins = expected.map(({ margin }) => Number(margin));

  it("measures what LightGBM's own margins measure", () => {
    const { auc, ks } = separationOf(
      margins.map((margin) => -margin),
      bad,
    );
    expect(card.performance?.auc).toBeCloseTo(auc, 9);
    expect(card.performance?.ks.value).toBeCloseTo(ks, 9);
    const predicted = card.performance?.calibration.reduce((sum, { rows, predicted }) => sum + rows * (predicted as number), 0) as number;
    expect(predicted).toBeCloseTo(
      margins.reduce((sum, margin) => sum + 1 / (1 + Math.exp(-margin)), 0),
      6,
    );
  });

  it("shares the margin out among its columns", () => {
    const { of } = openModelContributions(model);
    const marginOf = openMargin(model);
    for (const codes of encodeRows(rows, model.schema, new Set()).slice(0, 20)) {
      const away = Number(marginOf(codes) - marginOf(model.policy.reference)) / 2 ** model.marginBits;
      expect(of(codes).reduce((sum, value) => sum + value, 0)).toBeCloseTo(away, 9);
    }
    expect(card.importance).toMatchObject({ rows: 1000, unit: "margin" });
  });

  it("calls no direction certain that it has not proved", () => {
    expect(card.features.find(({ name }) => name === "int_rate")?.direction).toBe("not-certain");
    expect(card.features.find(({ name }) => name === "addr_state")).toMatchObject({ through: [], direction: "no-order" });
    expect(renderCard(card)).toContain("not certain");
  });
});

describe("the card of a logistic regression", () => {
  const given = onnxCases.find(({ name }) => name === "logistic") as (typeof onnxCases)[number];
  const card = makeCard(filesOf(quantiseCase(given)), { rows: spanishRows, outcome: { column: "status", bad: "1" }, logOdds: true, protected: ["age"] });
  const expected: Record<string, string>[] = parse(onnxExpected("logistic").text, { columns: true });
  const bad = (parse(spanishRows.text, { columns: true }) as Record<string, string>[]).map(({ status }) => status === "1");
  const margins = expected.map(({ margin }) => Number(margin));

  it("measures what scikit-learn's own margins measure", () => {
    const { auc, ks } = separationOf(
      margins.map((margin) => -margin),
      bad,
    );
    expect(card.performance?.auc).toBeCloseTo(auc, 4);
    expect(card.performance?.ks.value).toBeCloseTo(ks, 3);
    const predicted = card.performance?.calibration.reduce((sum, { rows, predicted }) => sum + rows * (predicted as number), 0) as number;
    expect(predicted).toBeCloseTo(
      margins.reduce((sum, margin) => sum + 1 / (1 + Math.exp(-margin)), 0),
      2,
    );
  });

  it("is sure of the direction of every number that it reads, and draws a page", () => {
    const read = card.features.filter(({ through, values }) => through.length > 0 && !values.includes("categories"));
    expect(read.length).toBeGreaterThan(3);
    for (const { direction } of read) expect(["increasing", "decreasing"]).toContain(direction);
    const page = renderCard(card);
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});
