import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import { decodeSource, readSource } from "../../src/files/source-file.ts";
import { importModel } from "../../src/import/import-model.ts";
import { type MarginPolicyFile, readPolicy } from "../../src/model/policy.ts";
import type { TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { floatBelow } from "../../src/quantise/float64.ts";
import { quantiseTrees } from "../../src/quantise/quantise-trees.ts";
import { declinedReasons, expectedReasons } from "./expected-reasons.ts";
import { readModelOf } from "./fixture.ts";
import { asFiles } from "./tree-vectors.ts";

const folder = join(import.meta.dirname, "../../examples/taiwan-xgboost");
const named = process.env.CREDENCE_TAIWAN_CSV;
const table = named !== undefined && existsSync(named) ? readFileSync(named, "utf8") : undefined;
const model = readModelOf(join(folder, "model.json"), join(folder, "policy.json"));
const certificate = JSON.parse(readFileSync(join(folder, "certificate.json"), "utf8"));

describe("the Taiwan example", () => {
  it("is 64 trees of depth 6 with 2,535 splits over 34 columns, by the tool's own count", () => {
    const splits = model.trees.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === "split"));
    expect([model.trees.length, splits.length, model.columns.length]).toEqual([64, 2535, 34]);
    expect(model.columns.filter(({ kind }) => kind !== "feature")).toHaveLength(23);
    expect(model.reasonScale).toBe(60n);
  });

  it("gives no reason to the reference record, which is approved", () => {
    expect(openEvaluator(model)(model.policy.reference)).toMatchObject({ decision: "approve", reasons: [] });
  });

  it("is certified to flip none of 30,000 decisions, on the expected values that stand beside it", () => {
    expect(certificate).toMatchObject({ rows: 30_000, decisions: { flips: 0, referredWithinError: 0 }, leaves: { rows: 30_000, differ: 0 } });
    expect(certificate.data.expectedSha256).toBe(readSource(join(folder, "expected.csv")).sha256);
  });

  describe("on 1,000 synthetic records, half of them next to a threshold", () => {
    const applicants = readSource(join(folder, "synthetic/applicants.csv"));
    const expected = readSource(join(folder, "synthetic/expected.csv"));

    it("decides as XGBoost does, over the same leaves", () => {
      const found = checkParity(asFiles(model), applicants, expected);
      expect(found).toMatchObject({ rows: 1000, decisions: { flips: 0, referredWithinError: 0 }, leaves: { rows: 1000, differ: 0 }, margins: { differ: 0 } });
      expect(Math.min(found.decisions.approve, found.decisions.refer, found.decisions.decline)).toBeGreaterThan(200);
    });

    it("would not, if it compared in float64", () => {
      const ir = importModel(join(folder, "model.json")) as TreeEnsembleIR;
      const trees = ir.trees.map((tree) => ({
        ...tree,
        nodes: tree.nodes.map((node) => {
          if (node.kind === "leaf" || node.rule.kind !== "number") return node;
          // x < t for float64 x and t is x <= the number below t.
          return { ...node, rule: { ...node.rule, comparison: "float64-at-most" as const, threshold: floatBelow(node.rule.threshold) } };
        }),
      }));
      const { schema, policy, pipeline } = readPolicy(join(folder, "policy.json")) as MarginPolicyFile;
      const other = quantiseTrees({ ...ir, trees }, schema, policy, pipeline);
      expect(checkParity(asFiles(other), applicants, expected).leaves?.differ).toBeGreaterThan(0);
    });
  });

  if (table === undefined) {
    console.info("Not run: all 30,000 rows of the Taiwan data against XGBoost, and 1,000 rows of reasons; CREDENCE_TAIWAN_CSV names no file.");
    return;
  }

  // The rows by the schema's names, and no number in the form 5e+05.
  const lines = table
    .replaceAll(/\d+e\+\d+/g, (number) => `${Number(number)}`)
    .trim()
    .split(/\r?\n/);
  const header = (lines[0] as string).replaceAll('"', "").toLowerCase().split(",");
  const rows = decodeSource("taiwan.csv", new TextEncoder().encode([header.join(","), ...lines.slice(1)].join("\n")));

  it("decides all 30,000 rows as XGBoost does, over the same leaves", () => {
    const found = checkParity(asFiles(model), rows, readSource(join(folder, "expected.csv")));
    const { model: _, data: __, ...figures } = found;
    const { model: ___, data: ____, ...certified } = certificate;
    expect(figures).toEqual(certified);
  });

  it("gives 1,000 declined rows the reasons that Shapley's definition gives, by a script of its own", () => {
    const expected = expectedReasons(join(folder, "reasons.csv"));
    expect(expected).toHaveLength(1000);
    expect(declinedReasons(model, rows).slice(0, 1000)).toEqual(expected);
  });
});
