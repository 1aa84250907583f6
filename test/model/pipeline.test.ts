import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { featuresOfPipeline, Pipeline } from "../../src/model/pipeline.ts";
import { readPipeline } from "../../src/model/policy.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";

const sum = { name: "total", kind: "sum", terms: { a: 1, b: -1 }, characteristic: "a" };
const file = (...columns: unknown[]) => {
  const path = join(mkdtempSync(join(tmpdir(), "credence-")), "pipeline.json");
  writeFileSync(path, JSON.stringify({ format: "credence.pipeline/1", columns }));
  return path;
};

describe("a pipeline file", () => {
  it("is read with the digest of its bytes", () => {
    const { pipeline, sha256 } = readPipeline(file(sum));
    expect(pipeline.columns).toEqual([sum]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readPipeline(file({ ...sum, name: "other" })).sha256).not.toBe(sha256);
  });

  it("names the raw features that it reads", () => {
    const ratio = { name: "share", kind: "ratio", numerator: { c: 1 }, denominator: { d: 2 }, characteristic: "c", otherwise: "0.5" };
    const pipeline = Pipeline.parse({ format: "credence.pipeline/1", columns: [sum, ratio, { name: "e", kind: "missing", feature: "e" }] });
    expect(featuresOfPipeline(pipeline)).toEqual(["a", "b", "c", "d", "e"]);
  });

  it.each([
    ["no columns", [], "columns"],
    ["a column twice", [sum, sum], "columns.1.name"],
    ["an unknown kind", [{ ...sum, kind: "logarithm" }], "columns.0.kind"],
    ["an unknown entry", [{ ...sum, power: 2 }], "columns.0"],
    ["a sum of nothing", [{ ...sum, terms: {} }], "columns.0.terms"],
    ["a weight of 0", [{ ...sum, terms: { a: 0 } }], "columns.0.terms"],
    ["half a weight", [{ ...sum, terms: { a: 0.5 } }], "columns.0.terms.a"],
    ["a divisor of 0", [{ ...sum, divisor: 0 }], "columns.0.divisor"],
    ["a number that stands for text", [{ name: "a", kind: "number", feature: "a", whenMissing: 3 }], "columns.0.whenMissing"],
    ["a decimal that is none", [{ name: "a", kind: "number", feature: "a", clip: { from: "low" } }], "columns.0.clip.from"],
    ["bins closed on no side", [{ name: "a", kind: "number", feature: "a", bins: { edges: ["1"], closed: "both" } }], "columns.0.bins.closed"],
    ["a ratio that is silent on zero", [{ name: "r", kind: "ratio", numerator: { a: 1 }, denominator: { b: 1 }, characteristic: "a" }], "columns.0.otherwise"],
  ])("with %s is refused at its entry", (_, columns, entry) => {
    const path = file(...columns);
    expect(() => readPipeline(path)).toThrow(expect.objectContaining({ code: "CRD-9003", place: `${path} at ${entry}` }));
  });
});

describe("a policy of the other kind of model", () => {
  const example = (path: string) => join(import.meta.dirname, "../../examples", path);
  it.each([
    ["a scorecard", "german-scorecard/scorecard.csv", "taiwan-xgboost/policy.json", "credence.policy/1"],
    ["an ensemble of trees", "lending-club-lightgbm/model.txt", "german-scorecard/policy.json", "credence.margin-policy/1"],
  ])("is refused for %s", (kind, model, policy, expected) => {
    expect(() => quantiseFile(example(model), example(policy))).toThrow(
      expect.objectContaining({
        code: "CRD-1013",
        place: `${example(policy)} at format`,
        message: `The model is ${kind}; expected a policy of the format ${expected}.`,
      }),
    );
  });
});
