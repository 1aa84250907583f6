import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importBytes } from "../../src/import/import-model.ts";
import type { TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { LIGHTGBM, ubjOf, withEntry, xgboostModel } from "./tree-files.ts";

const encode = (content: unknown) => new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
const read = (content: unknown) => importBytes("model", encode(content)) as TreeEnsembleIR;
const vector = (file: string) => {
  const path = join(import.meta.dirname, "../vectors/trees", file);
  return importBytes(file, readFileSync(path)) as TreeEnsembleIR;
};

describe("an XGBoost model", () => {
  it("is its splits, leaves and categories as they stand in the file", () => {
    const ir = read(xgboostModel());
    expect(ir.trees[0]?.nodes).toEqual([
      expect.objectContaining({
        column: 0,
        rule: { kind: "number", comparison: "float32-below", threshold: 35.5, missing: "nan", missingToYes: true },
        yes: 1,
        no: 2,
      }),
      expect.objectContaining({ column: 1, rule: expect.objectContaining({ threshold: 1200.25, missingToYes: false }), yes: 3, no: 4 }),
      // A category in the set goes right.
      expect.objectContaining({ column: 2, rule: { kind: "category", categories: [1], setToYes: false, missingToYes: false }, yes: 5, no: 6 }),
      { kind: "leaf", value: 0.5, source: 3 },
      { kind: "leaf", value: -0.25, source: 4 },
      { kind: "leaf", value: 0.125, source: 5 },
      { kind: "leaf", value: -0.75, source: 6 },
    ]);
    expect(ir).toMatchObject({ divisor: 1, link: { kind: "logistic", slope: 1 }, summation: "float32", notes: [] });
  });

  it("says the same in JSON and in UBJ", () => {
    const { source: json, ...one } = read(xgboostModel());
    const { source: ubj, ...other } = importBytes("model", Uint8Array.from(ubjOf(xgboostModel()))) as TreeEnsembleIR;
    expect(other).toEqual(one);
    expect([json.format, ubj.format]).toEqual(["xgboost-json", "xgboost-ubj"]);
    expect(json.sha256).not.toBe(ubj.sha256);
  });

  it("starts from the logit of its base score in float32, open by one place", () => {
    const ir = read(xgboostModel());
    // -logf(1 / 0.25 - 1) = -logf(3)
    expect(ir.initialMargins).toEqual([Math.fround(-Math.log(3))]);
    expect(ir.initialMarginError).toBe(2 ** -23);
    const half = read(withEntry("learner.learner_model_param.base_score", "5E-1"));
    expect([half.initialMargins, half.initialMarginError]).toEqual([[0], 0]);
  });

  it("starts from its base score itself where the objective has no probability", () => {
    const raw = read(withEntry("learner.objective.name", "binary:logitraw"));
    expect([raw.initialMargins, raw.initialMarginError, raw.link]).toEqual([[0.25], 0, { kind: "logistic", slope: 1 }]);
    const regression = read(withEntry("learner.objective.name", "reg:squarederror"));
    expect([regression.initialMargins, regression.link]).toEqual([[0.25], { kind: "identity" }]);
  });

  it("starts from the logarithm of its base score where that is a mean, open by one place", () => {
    const gamma = read(withEntry("learner.objective.name", "reg:gamma"));
    expect([gamma.initialMargins, gamma.initialMarginError, gamma.link]).toEqual([[Math.fround(Math.log(0.25))], 2 ** -23, { kind: "named", name: "exp" }]);
    const model = xgboostModel();
    model.learner.objective.name = "count:poisson";
    const from = (base: string) => {
      model.learner.learner_model_param.base_score = base;
      return read(model);
    };
    expect([from("1E0").initialMargins, from("1E0").initialMarginError]).toEqual([[0], 0]);
    expect(() => from("0E0")).toThrow(expect.objectContaining({ code: "CRD-1101", message: expect.stringMatching(/expected a mean above 0/) }));
  });

  it("counts the trees up to the best iteration and says so", () => {
    const ir = read(withEntry("learner.attributes", { best_iteration: "0" }));
    expect(ir.trees).toHaveLength(1);
    expect(ir.notes).toEqual(["1 of 2 trees count: the file names iteration 0 as the best, and the tool's predict stops there."]);
    expect(read(withEntry("learner.attributes", { best_iteration: "1" }))).toMatchObject({ trees: { length: 2 }, notes: [] });
    const stopped = vector("xgb-best-iteration.ubj");
    expect(stopped.notes).toHaveLength(1);
    expect(stopped.trees.length).toBeGreaterThan(2);
  });

  it("under DART weighs the leaves of each tree, exactly", () => {
    const booster = xgboostModel().learner.gradient_booster;
    const weight = Math.fround(0.7);
    const dart = withEntry("learner.gradient_booster", { name: "dart", gbtree: booster, weight_drop: [0.7, 1] });
    const [first, second] = read(dart).trees;
    expect(first?.nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : []))).toEqual([0.5, -0.25, 0.125, -0.75].map((leaf) => leaf * weight));
    expect(second?.nodes).toEqual([{ kind: "leaf", value: 0.0625, source: 0 }]);
    // The real one has dropped trees, or it would say nothing.
    const weights = JSON.parse(readFileSync(join(import.meta.dirname, "../vectors/trees/xgb-dart.json"), "utf8")).learner.gradient_booster.weight_drop;
    expect(new Set(weights).size).toBeGreaterThan(2);
  });

  it("of older versions has flags for numbers, columns without names and no categories", () => {
    const old = withEntry("version", [1, 7, 6]);
    const tree = (old.learner.gradient_booster.model as { trees: Record<string, unknown>[]; cats: unknown }).trees[0] as Record<string, unknown>;
    tree.default_left = [true, false, false, false, false, false, false];
    (old.learner.gradient_booster.model as { cats: unknown }).cats = undefined;
    old.learner.feature_names = [];
    old.learner.learner_model_param.num_target = undefined;
    old.learner.learner_model_param.base_score = "2.5E-1";
    const ir = read(old);
    expect(ir.columns).toEqual([{ name: "f0" }, { name: "f1" }, { name: "f2" }]);
    expect(ir.trees[0]?.nodes[0]).toMatchObject({ rule: { missingToYes: true } });
  });

  it("keeps categories that are numbers as the schema would spell them", () => {
    const ir = read(
      withEntry("learner.gradient_booster.model.cats.enc", [
        { offsets: [], values: [] },
        { offsets: [], values: [] },
        { type: 15, values: [10, 20] },
      ]),
    );
    expect(ir.columns[2]).toEqual({ name: "home", categories: ["10", "20"] });
  });

  it("passes over nodes that are said to be deleted", () => {
    const pruned = xgboostModel();
    const tree = (pruned.learner.gradient_booster.model as { trees: Record<string, number[]>[] }).trees[0] as Record<string, unknown>;
    tree.left_children = [1, -1, 5, -1, -1, -1, -1];
    tree.right_children = [2, -1, 6, -1, -1, -1, -1];
    tree.tree_param = { num_deleted: "2", num_feature: "3", num_nodes: "7", size_leaf_vector: "1" };
    expect(read(pruned).trees[0]?.nodes.map((node) => (node.kind === "leaf" ? node.source : "split"))).toEqual(["split", 1, "split", 5, 6]);
  });
});

describe("a LightGBM model", () => {
  it("is its splits, leaves and categories as they stand in the file", () => {
    const ir = read(LIGHTGBM);
    expect(ir.columns).toEqual([{ name: "age" }, { name: "income" }, { name: "home", categories: ["own", "rent"] }]);
    expect(ir.trees[0]?.nodes).toEqual([
      expect.objectContaining({
        rule: { kind: "number", comparison: "float64-at-most", threshold: 35.5, missing: "none", missingToYes: true },
        yes: 1,
        no: 2,
        place: "model:12:1 tree 0 node 0",
      }),
      expect.objectContaining({ rule: expect.objectContaining({ threshold: 1200.25, missing: "nan", missingToYes: false }) }),
      // A category in the set goes left.
      expect.objectContaining({ rule: { kind: "category", categories: [1], setToYes: true, missingToYes: false } }),
      { kind: "leaf", value: 0.5, source: 0 },
      { kind: "leaf", value: -0.25, source: 1 },
      { kind: "leaf", value: 0.125, source: 2 },
      { kind: "leaf", value: -0.75, source: 3 },
    ]);
    expect(ir.trees[1]?.nodes).toEqual([{ kind: "leaf", value: 0.0625, source: 0 }]);
    expect(ir).toMatchObject({ initialMargins: [0], initialMarginError: 0, divisor: 1, link: { kind: "logistic", slope: 1 }, summation: "float64" });
  });

  it("of a forest keeps the sum and the number of trees", () => {
    expect(read(LIGHTGBM.replace("feature_infos", "average_output\nfeature_infos")).divisor).toBe(2);
    expect(vector("lgb-forest.txt").divisor).toBe(20);
  });

  it("knows the three kinds of missing values and a sigmoid of its own", () => {
    const kinds = (file: string) =>
      new Set(
        vector(file).trees.flatMap(({ nodes }) => nodes.flatMap((node) => (node.kind === "split" && node.rule.kind === "number" ? [node.rule.missing] : []))),
      );
    expect(kinds("lgb-categorical.txt")).toContain("nan");
    expect(kinds("lgb-zero-as-missing.txt")).toEqual(new Set(["zero"]));
    expect(kinds("lgb-no-missing.txt")).toEqual(new Set(["none"]));
    expect(vector("lgb-sigmoid.txt").link).toEqual({ kind: "logistic", slope: 0.7 });
  });

  it("is read with either line ending", () => {
    const { source: _, ...crlf } = read(LIGHTGBM.replaceAll("\n", "\r\n"));
    const { source: __, ...lf } = read(LIGHTGBM);
    expect(crlf).toEqual(lf);
  });
});
