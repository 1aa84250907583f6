import { describe, expect, it } from "vitest";
import { openTreesDecision } from "../../src/evaluate/evaluate-trees.ts";
import { importBytes } from "../../src/import/import-model.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import { MarginPolicy } from "../../src/model/policy.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import type { TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { columnValue } from "../../src/quantise/column-value.ts";
import { openFeatureAxis } from "../../src/quantise/feature-axis.ts";
import { quantiseTrees } from "../../src/quantise/quantise-trees.ts";
import { type Feature, RecordSchema } from "../../src/record/schema.ts";
import { LIGHTGBM, withEntry, xgboostModel } from "../import/tree-files.ts";

const MODEL = "learner.gradient_booster.model";

const schemaWith = (income: object = {}, home: object = {}) =>
  RecordSchema.parse({
    format: "credence.schema/1",
    name: "small",
    version: 1,
    features: [
      { name: "age", type: "number", scale: 0, min: "18", max: "99", missing: "never" },
      { name: "income", type: "number", scale: 2, min: "0", max: "5000", missing: "marker", ...income },
      { name: "home", type: "category", values: ["rent", "own"], missing: "never", ...home },
    ],
  });
const schema = schemaWith();

const policyWith = (changes: Record<string, unknown> = {}) =>
  MarginPolicy.parse({
    format: "credence.margin-policy/1",
    name: "small",
    model: { name: "small", version: "1.0.0" },
    schema: "schema.json",
    cutOffs: { of: "margin", approveBelow: "-1", referBelow: "-0.5" },
    score: { offset: "500", factor: "72.1348" },
    bandWidth: "10",
    reference: { method: "record", cells: { age: "30", income: "1000", home: "own" } },
    reasons: ["age", "income", "home"].map((name, i) => ({ code: `R${i + 1}`, characteristics: [name], sentence: `The applicant's ${name}` })),
    maximumRecordAge: 86400,
    tier: 3,
    reviewDays: 365,
    ...changes,
  });

const read = (content: unknown) =>
  importBytes("model", new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content))) as TreeEnsembleIR;
const pipelineOf = (...columns: object[]) => ({ pipeline: Pipeline.parse({ format: "credence.pipeline/1", columns }), sha256: "1".repeat(64) });
const quantise = (content: unknown = xgboostModel(), changes: Record<string, unknown> = {}, of = schema) =>
  quantiseTrees(read(content), of, policyWith(changes));
const splitsOf = (model: QuantisedTrees) => model.trees.flatMap(({ nodes }) => nodes.flatMap((node) => (node.kind === "split" ? [node] : [])));

it("keep no room for terms: their policy is refused with a shape", () => {
  expect(() => quantise(xgboostModel(), { shape: { terms: 5, rows: 4 } })).toThrow(expect.objectContaining({ code: "CRD-1013", place: "shape" }));
});

describe("splits", () => {
  it("become cuts of codes: the first value that goes the other way, and the missing marker where its branch differs", () => {
    const { columns, ...model } = quantise();
    expect(columns).toEqual([
      // 36 years, counted from 18.
      { kind: "feature", name: "age", reason: 0, feature: 0, cells: 2, cuts: [18n] },
      // 1200.25 in cents; a missing income takes the default branch, which is the upper one here.
      { kind: "feature", name: "income", reason: 1, feature: 1, cells: 2, cuts: [120_025n] },
      { kind: "feature", name: "home", reason: 2, feature: 2, cells: 2, cuts: [1n] },
    ]);
    // The model numbers own before rent, the schema rent before own.
    expect(splitsOf({ columns, ...model }).map(({ cells }) => cells)).toEqual([[[0, 1]], [[0, 1]], [[1, 2]]]);
    const other = quantise(withEntry(`${MODEL}.trees.0.default_left.1`, 1));
    expect(other.columns[1]).toMatchObject({ cells: 3, cuts: [120_025n, 500_001n] });
    expect(splitsOf(other)[1]?.cells).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it("compare float32 where XGBoost does, and float64 where LightGBM does", () => {
    // 0.1 in float32 lies above 0.1 in float64: a threshold of float32(0.1) parts them in one tool only.
    const fine = schemaWith({ scale: 1 });
    const threshold = Math.fround(0.1);
    const xgboost = quantise(withEntry(`${MODEL}.trees.0.split_conditions.1`, threshold), {}, fine);
    expect(xgboost.columns[1]).toMatchObject({ cuts: [1n] });
    const lightgbm = quantise(LIGHTGBM.replace("1200.25", `${threshold}`), { cutOffs: { of: "margin", approveBelow: "0", referBelow: "0.2" } }, fine);
    expect(lightgbm.columns[1]).toMatchObject({ cuts: [2n] });
    const below = quantise(LIGHTGBM.replace("1200.25", "0.09999999999999999"), { cutOffs: { of: "margin", approveBelow: "0", referBelow: "0.2" } }, fine);
    expect(below.columns[1]).toMatchObject({ cuts: [1n] });
  });

  it.each([
    ["below every value of the schema", withEntry(`${MODEL}.trees.0.split_conditions.0`, 18), "CRD-1107", /threshold 18 of age/],
    ["above every value of the schema", withEntry(`${MODEL}.trees.0.split_conditions.0`, 100), "CRD-1107", /threshold 100 of age/],
    ["by all categories", withEntry(`${MODEL}.trees.0`, { ...tree(), categories: [0, 1], categories_sizes: [2] }), "CRD-1107", /its categories of home/],
    [
      "on a column that the schema has not",
      withEntry("learner.feature_names", ["age", "salary", "home"]),
      "CRD-1106",
      /"salary", expected a feature of the schema/,
    ],
  ])("%s are refused at their node", (_, content, code, message) => {
    expect(() => quantise(content)).toThrow(
      expect.objectContaining({ code, place: expect.stringMatching(/trees\.0 node \d$/), message: expect.stringMatching(message) }),
    );
  });

  it("by categories on a number ask for its whole part, whatever the range of the schema", () => {
    const wide: Feature = { name: "x", type: "number", scale: 1, min: "-3", max: "1000000000", missing: "never" };
    const axis = openFeatureAxis(wide);
    const rule = { kind: "category", categories: [7, 0, 8], setToYes: true, missingToYes: false } as const;
    const test = axis.test(rule, columnValue({ name: "x", kind: "number", feature: "x" }, wide, "x"));
    // From -0.9 to 0.9, and from 7 to 8.9.
    expect(axis.cuts()).toEqual([21n, 40n, 100n, 120n]);
    expect(test.cells(axis.cuts())).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("by categories that the model numbers and does not name are refused, until the pipeline names them", () => {
    const older = withEntry(`${MODEL}.cats`, undefined);
    expect(() => quantise(older)).toThrow(expect.objectContaining({ code: "CRD-1106", message: expect.stringMatching(/numbers the categories of home/) }));
    const named = pipelineOf({ name: "home", kind: "category", feature: "home", values: ["own", "rent"] });
    expect(quantiseTrees(read(older), schema, policyWith(), named).trees).toEqual(quantise().trees);
  });

  it("by a category that the schema has and the model has not are refused", () => {
    expect(() => quantise(xgboostModel(), {}, schemaWith({}, { values: ["rent", "own", "parents"] }))).toThrow(
      expect.objectContaining({ code: "CRD-1108", message: expect.stringMatching(/"parents" of home has no number/) }),
    );
  });

  function tree() {
    const { trees } = xgboostModel().learner.gradient_booster.model as { trees: Record<string, unknown>[] };
    return trees[0] as Record<string, unknown>;
  }
});

describe("splits that ask for a missing value", () => {
  const ir = read(xgboostModel());
  const leaf = (value: number, source: number) => ({ kind: "leaf" as const, value, source });
  /** A tree that asks whether a column is missing, then, where it is not, the age; where it is, an age that nobody has. */
  const asking = (column: number): TreeEnsembleIR => ({
    ...ir,
    trees: [
      {
        group: 0,
        nodes: [
          { kind: "split", column, rule: { kind: "missing" }, yes: 1, no: 2, place: "node 0" },
          { kind: "split", column: 0, rule: { ...(age as object), threshold: 12 } as never, yes: 3, no: 4, place: "node 1" },
          { kind: "split", column: 0, rule: age as never, yes: 5, no: 6, place: "node 2" },
          ...[leaf(1, 3), leaf(2, 4), leaf(-3, 5), leaf(4, 6)],
        ],
      },
    ],
  });
  const age = { kind: "number", comparison: "float32-below", threshold: 35.5, missing: "nan", missingToYes: true };
  const onlyAge = { reasons: [{ code: "R1", characteristics: ["age"], sentence: "The applicant's age" }] };

  it("fall away where it never is, with the branch that nobody takes", () => {
    const model = quantiseTrees(asking(0), schema, policyWith(onlyAge));
    expect(model.columns).toEqual([{ kind: "feature", name: "age", reason: 0, feature: 0, cells: 2, cuts: [18n] }]);
    expect(model.trees[0]?.nodes).toMatchObject([{ kind: "split", yes: 1, no: 2 }, { source: 5 }, { source: 6 }]);
  });

  it("stay where it may be", () => {
    expect(() => quantiseTrees(asking(1), schema, policyWith(onlyAge))).toThrow(expect.objectContaining({ code: "CRD-1107", place: "node 1" }));
    const wide = schemaWith();
    wide.features[0] = { ...(wide.features[0] as { type: "number" }), min: "0" } as never;
    const reasons = [...onlyAge.reasons, { code: "R2", characteristics: ["income"], sentence: "The applicant's income" }];
    expect(quantiseTrees(asking(1), wide, policyWith({ reasons })).columns[1]).toMatchObject({ name: "income", cuts: [500_001n] });
  });
});

describe("leaves and margins", () => {
  it("count the fewest binary places that hold them all", () => {
    const half = quantise(withEntry("learner.learner_model_param.base_score", "5E-1"), { cutOffs: { of: "margin", approveBelow: "0", referBelow: "0.2" } });
    // Leaves of quarters and eighths, and one of 1/16.
    expect(half).toMatchObject({ marginBits: 4, initialMargin: 0n, marginError: 0n, marginDivisor: 1n });
    expect(half.trees[0]?.nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : []))).toEqual([8n, -4n, 2n, -12n]);
    expect(half.policy).toMatchObject({ approveBelow: 0n, declineFrom: 4n });
  });

  it("carry the error of the base score into both cut-offs, so that whoever is within it is referred", () => {
    const model = quantise(xgboostModel(), { cutOffs: { of: "margin", approveBelow: "-1", referBelow: "-1" } });
    const unit = 1n << BigInt(model.marginBits);
    expect(model.marginError).toBe(unit / (1n << 23n));
    expect(model.policy).toMatchObject({ approveBelow: -unit - model.marginError, declineFrom: -unit + model.marginError });
    // A margin on the cut-off itself, which the tool would decline if its logarithm were the one taken here.
    const margin = model.policy.approveBelow + model.marginError;
    const at = { ...model, initialMargin: margin - 8n * (unit / 16n) - unit / 16n };
    expect(openTreesDecision(at)([0n, 0n, 0n])).toMatchObject({ margin, decision: "refer" });
    expect(openTreesDecision({ ...at, initialMargin: at.initialMargin - model.marginError - 1n })([0n, 0n, 0n]).decision).toBe("approve");
    expect(openTreesDecision({ ...at, initialMargin: at.initialMargin + model.marginError })([0n, 0n, 0n]).decision).toBe("decline");
  });

  it("are compared with probabilities by their logit, exactly", () => {
    const model = quantise(xgboostModel(), { cutOffs: { of: "probability", approveBelow: "0.2", referBelow: "0.5" } });
    const unit = 2 ** model.marginBits;
    expect(Number(model.policy.approveBelow + model.marginError) / unit).toBeCloseTo(-Math.log(4), 6);
    expect(model.policy.declineFrom).toBe(model.marginError);
  });

  it("of a forest are means: the cut-offs are scaled, nothing is divided", () => {
    const changes = { cutOffs: { of: "margin", approveBelow: "0", referBelow: "0.25" } };
    const sum = quantise(LIGHTGBM, changes);
    const mean = quantise(LIGHTGBM.replace("feature_infos", "average_output\nfeature_infos"), changes);
    expect(mean.trees).toEqual(sum.trees);
    expect([sum.policy.declineFrom, mean.policy.declineFrom]).toEqual([4n, 8n]);
    expect(mean.marginDivisor).toBe(2n);
  });

  it("of a model that predicts the good outcome are turned round", () => {
    const changes = { predicts: "good", cutOffs: { of: "margin", approveBelow: "0", referBelow: "0.25" } };
    const leaves = quantise(LIGHTGBM, changes).trees[0]?.nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : []));
    expect(leaves).toEqual([-8n, 4n, -2n, 12n]);
  });
});

describe("a policy that does not fit is refused at its entry", () => {
  it.each([
    ["a cut-off beyond every margin", { cutOffs: { of: "margin", approveBelow: "9", referBelow: "9" } }, "cutOffs.approveBelow", /decides nothing/],
    ["cut-offs that cross", { cutOffs: { of: "margin", approveBelow: "-0.5", referBelow: "-1" } }, "cutOffs.referBelow", /less than approveBelow/],
    ["a probability of 1", { cutOffs: { of: "probability", approveBelow: "0.2", referBelow: "1" } }, "cutOffs.referBelow", /above 0 and below 1/],
    ["points that rise with the risk", { score: { offset: "500", factor: "-1" } }, "score.factor", /not positive/],
    ["half a point", { bandWidth: "0.5" }, "bandWidth", /whole points/],
    ["a band of none", { bandWidth: "0" }, "bandWidth", /above 0/],
    ["a class that there is not", { class: 1 }, "class", /class from 0 to 0/],
    ["a feature without a reason", { reasons: [{ code: "R1", characteristics: ["age"], sentence: "The applicant's age" }] }, "reasons", /income has no reason/],
    ["a reference without a cell", { reference: { method: "record", cells: { age: "30", home: "own" } } }, "reference.cells.income", /no cell/],
    [
      "a reference outside the schema",
      { reference: { method: "record", cells: { age: "7", income: "1", home: "own" } } },
      "reference.cells.age",
      /from 18 to 99/,
    ],
  ])("%s", (_, changes, place, message) => {
    expect(() => quantise(xgboostModel(), changes)).toThrow(expect.objectContaining({ code: "CRD-1013", place, message: expect.stringMatching(message) }));
  });

  it("scores that do not fit 32 bits", () => {
    expect(() => quantise(xgboostModel(), { score: { offset: "0", factor: "10000000000" } })).toThrow(expect.objectContaining({ code: "CRD-1015" }));
  });

  it("probabilities of a margin that has none", () => {
    const regression = withEntry("learner.objective.name", "reg:squarederror");
    expect(() => quantise(regression, { cutOffs: { of: "probability", approveBelow: "0.2", referBelow: "0.4" } })).toThrow(
      expect.objectContaining({ code: "CRD-1013", place: "cutOffs.of" }),
    );
  });
});

describe("the reference", () => {
  const row = (age: bigint, income: bigint, home: bigint) => [age, income, home];
  const MISSING = 500_001n;
  const referenceOf = (reference: object, population: bigint[][]) =>
    quantiseTrees(read(xgboostModel()), schema, policyWith({ reference }), undefined, population).policy.reference;

  it("is the lower median of numbers, the most frequent category, and missing where most are", () => {
    const median = { method: "median", population: "rows.csv" };
    expect(referenceOf(median, [row(1n, 5n, 1n), row(9n, 7n, 0n), row(4n, 6n, 1n), row(3n, MISSING, 0n)])).toEqual([3n, 6n, 0n]);
    expect(referenceOf(median, [row(1n, MISSING, 1n), row(9n, MISSING, 1n), row(4n, 6n, 0n)])).toEqual([4n, MISSING, 1n]);
  });

  it("at the cut-off is taken of the approved rows within the window, and of no other", () => {
    // Margins from -logf(3) + 1/16: 0.5 more below 36 years and 1200.25, 0.25 less with more income, 0.75 less for older tenants, 0.125 more for older owners.
    const near = { method: "median-at-cut-off", population: "rows.csv", window: "0.5" };
    const declined = row(0n, 0n, 0n);
    const farBelow = row(40n, 0n, 0n);
    const close = row(5n, 200_000n, 0n);
    expect(referenceOf(near, [declined, farBelow, close, declined])).toEqual(close);
    expect(() => referenceOf(near, [declined, farBelow])).toThrow(expect.objectContaining({ code: "CRD-1014", place: "reference.population" }));
  });
});

describe("a column of the pipeline", () => {
  const columns = (...changed: object[]) =>
    pipelineOf({ name: "age", kind: "number", feature: "age" }, { name: "home", kind: "category", feature: "home" }, ...changed);
  const through = (column: object, of = schema, content: unknown = xgboostModel()) =>
    quantiseTrees(read(content), of, policyWith(), columns({ name: "income", ...column }));

  it("is folded into its raw feature: one column of cells for everything that is asked of it", () => {
    const names = withEntry("learner.feature_names", ["income_missing", "income", "home"]);
    const model = withThreshold(names, 0.5);
    const policy = policyWith({
      reasons: [
        { code: "R1", characteristics: ["income"], sentence: "The applicant's income" },
        { code: "R2", characteristics: ["home"], sentence: "The applicant's home" },
      ],
    });
    const { columns: found } = quantiseTrees(
      read(model),
      schema,
      policy,
      columns({ name: "income", kind: "number", feature: "income", whenMissing: "700" }, { name: "income_missing", kind: "missing", feature: "income" }),
    );
    expect(found).toMatchObject([
      { name: "income", cells: 3, cuts: [120_025n, 500_001n] },
      { name: "home", cells: 2 },
    ]);
  });

  const withThreshold = (model: ReturnType<typeof xgboostModel>, threshold: number) => {
    const { trees } = model.learner.gradient_booster.model as { trees: Record<string, number[]>[] };
    ((trees[0] as Record<string, number[]>).split_conditions as number[])[0] = threshold;
    return model;
  };

  it.each([
    ["of a feature that there is not", { kind: "number", feature: "salary" }, "CRD-1108", /no feature salary/],
    ["that takes a category for a number", { kind: "number", feature: "home" }, "CRD-1108", /home is a category in the schema/],
    ["that takes a number for a category", { kind: "category", feature: "age" }, "CRD-1108", /age is a number in the schema/],
    ["of a value that there is not", { kind: "one-hot", feature: "home", values: ["castle"] }, "CRD-1108", /no value "castle"/],
    ["that is clipped backwards", { kind: "number", feature: "income", clip: { from: "9", to: "1" } }, "CRD-1108", /start below the end/],
    ["whose bins do not ascend", { kind: "number", feature: "income", bins: { edges: ["9", "1"], closed: "left" } }, "CRD-1108", /do not ascend/],
    ["that adds categories", { kind: "sum", terms: { home: 1 }, characteristic: "home" }, "CRD-1108", /"home", expected a number/],
    ["that is told as nothing", { kind: "sum", terms: { income: 1, age: 1 }, characteristic: "salary" }, "CRD-1108", /no feature salary/],
    [
      "whose denominator is never positive",
      { kind: "ratio", numerator: { income: 1 }, denominator: { age: -1 }, characteristic: "income", otherwise: "missing" },
      "CRD-1108",
      /never positive/,
    ],
    [
      "that divides sums of decimals",
      { kind: "ratio", numerator: { income: 1, age: 1 }, denominator: { age: 1 }, characteristic: "income", otherwise: "missing" },
      "CRD-1109",
      /no exact value/,
    ],
  ])("%s is refused", (_, column, code, message) => {
    expect(() => through(column)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  it("that adds decimals is taken where its rounding cannot decide, and refused where it can", () => {
    const sum = { kind: "sum", terms: { income: 1, age: 1 }, characteristic: "income" };
    expect(through(sum).columns.find(({ name }) => name === "income")).toMatchObject({ kind: "sum", cuts: [120_025n] });
    // LightGBM compares in float64: with a threshold on a possible sum, the last bit of the tool's addition decides.
    const policy = policyWith({ cutOffs: { of: "margin", approveBelow: "0", referBelow: "0.2" } });
    const onValue = () => quantiseTrees(read(LIGHTGBM.replace("1200.25", "1200.1")), schema, policy, columns({ name: "income", ...sum }));
    expect(onValue).toThrow(expect.objectContaining({ code: "CRD-1109", message: expect.stringMatching(/next to 1200.1/) }));
  });
});
