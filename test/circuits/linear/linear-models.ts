import { join } from "node:path";
import type { LinearIR } from "../../../src/model/linear-ir.ts";
import { Pipeline } from "../../../src/model/pipeline.ts";
import { MarginPolicy } from "../../../src/model/policy.ts";
import type { QuantisedLinear } from "../../../src/model/quantised-linear.ts";
import { quantiseFile } from "../../../src/quantise/quantise-file.ts";
import { quantiseLinear } from "../../../src/quantise/quantise-linear.ts";
import { type Feature, RecordSchema } from "../../../src/record/schema.ts";
import { pseudoRandom } from "../decision-records.ts";
import { ROOT } from "../harness/compile.ts";

export const number = (name: string, max: string, missing: "never" | "marker", scale = 0): Feature => ({ name, type: "number", scale, min: "0", max, missing });
export const category = (name: string, values: string[], missing: "never" | "marker"): Feature => ({ name, type: "category", values, missing });

export interface LinearParts {
  features: Feature[];
  columns: object[];
  weights: readonly number[];
  intercept: number;
  cells: Record<string, string>;
  cutOffs: [approveBelow: string, referBelow: string];
  bandWidth?: string | undefined;
  /** Features that share a reason with the one before them. */
  shared?: readonly string[] | undefined;
}

/** The policy of a model that is written down here, with one reason a feature but for those that share one. */
export function writtenPolicy({
  features,
  pipeline,
  cells,
  cutOffs,
  bandWidth = "20",
  shared = [],
}: Pick<LinearParts, "features" | "cells" | "cutOffs" | "bandWidth" | "shared"> & { pipeline: Pipeline }): MarginPolicy {
  const read = new Set(
    pipeline.columns.flatMap((column) => (column.kind === "sum" ? [column.characteristic] : column.kind === "ratio" ? [] : [column.feature])),
  );
  const groups: string[][] = [];
  for (const { name } of features) {
    if (!read.has(name)) continue;
    if (shared.includes(name)) groups.at(-1)?.push(name);
    else groups.push([name]);
  }
  return MarginPolicy.parse({
    format: "credence.margin-policy/1",
    name: "linear",
    model: { name: "linear", version: "1.0.0" },
    schema: "schema.json",
    cutOffs: { of: "margin", approveBelow: cutOffs[0], referBelow: cutOffs[1] },
    score: { offset: "500", factor: "72.1348" },
    bandWidth,
    reference: { method: "record", cells },
    reasons: groups.map((characteristics, i) => ({ code: `R${i + 1}`, characteristics, sentence: `The applicant's ${characteristics.join(" and ")}` })),
    maximumRecordAge: 86400,
    tier: 3,
    reviewDays: 365,
  });
}

/** Quantises a model that is written down here. */
function linearModel({ features, columns, weights, intercept, cells, cutOffs, bandWidth, shared }: LinearParts): QuantisedLinear {
  const schema = RecordSchema.parse({ format: "credence.schema/1", name: "linear", version: 1, features });
  const pipeline = Pipeline.parse({ format: "credence.pipeline/1", columns });
  const ir: LinearIR = {
    kind: "linear",
    source: { file: "model.onnx", format: "onnx", sha256: "1".repeat(64) },
    columns: pipeline.columns.map(({ name }) => ({ name })),
    margins: [{ intercept, weights }],
    interceptError: 0,
    link: { kind: "logistic", slope: 1 },
    summation: "float32",
    notes: [],
  };
  const policy = writtenPolicy({ features, pipeline, cells, cutOffs, bandWidth, shared });
  return quantiseLinear(ir, schema, policy, { pipeline, sha256: "2".repeat(64) });
}

/** The regression that the project ships. */
export function hmdaModel(): QuantisedLinear {
  const folder = join(ROOT, "examples/hmda-logistic");
  return quantiseFile(join(folder, "model.onnx"), join(folder, "policy.json")).model as QuantisedLinear;
}

/** 34 features as a bureau has them: 22 numbers, a third of which may be missing, and 12 categories. */
export function bureauModel(): QuantisedLinear {
  const random = pseudoRandom(34);
  const features: Feature[] = [];
  const columns: object[] = [];
  const cells: Record<string, string> = {};
  for (let i = 0; i < 34; i++) {
    const name = `f${i}`;
    if (i % 3 === 2) {
      const values = ["a", "b", "c", "d", "e"].slice(0, 2 + (i % 4));
      features.push(category(name, values, i % 2 === 0 ? "never" : "marker"));
      for (const value of values.slice(1)) columns.push({ name: `${name}_${value}`, kind: "one-hot", feature: name, values: [value] });
      cells[name] = "a";
      continue;
    }
    const max = [80, 1000, 65_535, 1_000_000][i % 4] as number;
    const missing = i % 3 === 0 && i % 2 === 0 ? "marker" : "never";
    features.push(number(name, `${max}`, missing));
    const scale = { subtract: `${max / 3}`, divide: `${max / 5}` };
    columns.push({
      name,
      kind: "number",
      feature: name,
      arithmetic: "float32",
      ...(missing === "marker" ? { whenMissing: `${Math.floor(max / 4)}` } : {}),
      scale,
    });
    cells[name] = `${Math.floor(max / 3)}`;
  }
  const weights = columns.map(() => Math.fround(random() * 1.2 - 0.6));
  return linearModel({ features, columns, weights, intercept: Math.fround(-1.3), cells, cutOffs: ["-1.2", "0.4"] });
}

/** Features of models that are attacked: each of a kind of its own, two of them never read. */
export const attackedFeatures = (seniority: "marker" | "never") => [
  number("income", "60", "marker"),
  category("branch", ["north", "south", "west"], "never"),
  number("debt", "40", "marker", 1),
  number("age", "57", "never"),
  category("housing", ["rent", "own", "free"], "marker"),
  category("purpose", ["car", "house", "other"], "never"),
  number("savings", "100", "never"),
  number("spent", "90", "never"),
  number("seniority", "30", seniority),
  number("idle", "9", "never"),
];

/** Columns over them, but for the seniority's. */
export const ATTACKED_COLUMNS = [
  { name: "income", kind: "number", feature: "income", whenMissing: "12", clip: { from: "5", to: "48" }, scale: { subtract: "20", divide: "9" } },
  { name: "debt", kind: "number", feature: "debt", whenMissing: "7", scale: { subtract: "9", multiply: "0.3" } },
  { name: "debt_missing", kind: "missing", feature: "debt" },
  { name: "age", kind: "number", feature: "age", arithmetic: "float32", scale: { subtract: "33", divide: "11" } },
  { name: "rent", kind: "one-hot", feature: "housing", values: ["rent"] },
  { name: "free", kind: "one-hot", feature: "housing", values: ["free"] },
  { name: "car", kind: "one-hot", feature: "purpose", values: ["car"] },
  { name: "left", kind: "sum", terms: { savings: 1, spent: -1 }, divisor: 10, characteristic: "savings" },
];

/**
 * Every way in which a feature adds to a margin, small enough to be attacked: clipped and imputed (a product), one line (a bound only), a marker beside a line, bins, categories, sums that are
 * told as one of their features, a reason of two features, and features that are not read.
 */
export function attackedLinear(): QuantisedLinear {
  return linearModel({
    features: attackedFeatures("marker"),
    columns: [
      ...ATTACKED_COLUMNS,
      { name: "band", kind: "number", feature: "seniority", whenMissing: "0", bins: { edges: ["2", "10"], closed: "left", values: ["1.5", "0", "-0.5"] } },
    ],
    weights: [-0.8, 0.6, 0.3, -0.35, 0.45, 0.2, 0.7, -0.15, 0.5].map(Math.fround),
    intercept: Math.fround(-0.4),
    cells: { income: "20", debt: "5", age: "35", housing: "own", purpose: "house", savings: "50", spent: "45", seniority: "12" },
    cutOffs: ["-0.5", "0.5"],
    shared: ["purpose"],
  });
}
