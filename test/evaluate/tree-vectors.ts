import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSource, type SourceFile } from "../../src/files/source-file.ts";
import { importBytes } from "../../src/import/import-model.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import { MarginPolicy, type PipelineFile, readPipeline } from "../../src/model/policy.ts";
import type { QuantisedModel } from "../../src/model/quantised.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { quantiseTrees } from "../../src/quantise/quantise-trees.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { type Feature, RecordSchema } from "../../src/record/schema.ts";

const folder = join(import.meta.dirname, "../vectors");

/** One model of test/vectors/trees, and how its decisions were made. */
export interface TreeCase {
  name: string;
  file: string;
  of: "probability" | "margin";
  approveBelow: string;
  referBelow: string;
  class?: number;
  pipeline?: boolean;
  /** The model numbers categories and does not name them. */
  numbered?: boolean;
}

export const treeCases: readonly TreeCase[] = JSON.parse(readFileSync(join(folder, "trees/cases.json"), "utf8"));

const number = (name: string, max: string, missing: "never" | "marker"): Feature => ({ name, type: "number", scale: 0, min: "0", max, missing });
const category = (name: string, values: string[], missing: "never" | "marker"): Feature => ({ name, type: "category", values, missing });

/** Raw features of Spanish consumer credit. */
export const spanishSchema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "spanish",
  version: 1,
  features: [
    number("seniority", "60", "never"),
    // Not in the order of the alphabet, in which the tools number categories.
    category("home", ["rent", "owner", "parents", "priv", "other", "ignore"], "marker"),
    number("age", "120", "never"),
    category("records", ["no", "yes"], "never"),
    category("job", ["partime", "fixed", "freelance", "others"], "marker"),
    number("income", "100000", "marker"),
    number("assets", "1000000", "marker"),
    number("debt", "1000000", "marker"),
    number("amount", "50000", "never"),
  ],
});

export const spanishRows: SourceFile = readSource(join(folder, "scorecardpy-missing/rows.csv"));
export const spanishCodes: readonly (readonly bigint[])[] = encodeRows(spanishRows, spanishSchema, new Set());

/** The tool's own values of a case. */
export const expectedOf = ({ name }: TreeCase): SourceFile => readSource(join(folder, `trees/${name}.csv`));

const vectorBytes = (file: string): Uint8Array => readFileSync(join(folder, "trees", file));

export const policyOf = ({ of, approveBelow, referBelow, class: chosen }: Omit<TreeCase, "name" | "file">, characteristics: readonly string[]): MarginPolicy =>
  MarginPolicy.parse({
    format: "credence.margin-policy/1",
    name: "vectors",
    model: { name: "vectors", version: "1.0.0" },
    schema: "schema.json",
    cutOffs: { of, approveBelow, referBelow },
    ...(chosen === undefined ? {} : { class: chosen }),
    score: { offset: "500", factor: "72.1348" },
    bandWidth: "10",
    reference: { method: "median", population: "rows.csv" },
    reasons: characteristics.map((name, i) => ({ code: `R${i + 1}`, characteristics: [name], sentence: `The applicant's ${name}` })),
    maximumRecordAge: 86400,
    tier: 3,
    reviewDays: 365,
  });

/** Categories in the order of the alphabet, as pandas numbers them. */
const alphabetical: PipelineFile = {
  sha256: "0".repeat(64),
  pipeline: Pipeline.parse({
    format: "credence.pipeline/1",
    columns: spanishSchema.features.flatMap((feature) =>
      feature.type === "category" ? [{ name: feature.name, kind: "category", feature: feature.name, values: [...feature.values].sort() }] : [],
    ),
  }),
};

/** Imports and quantises a model of the vectors with one reason a raw feature that it reads. */
export function quantiseCase(given: TreeCase, bytes = vectorBytes(given.file)): QuantisedTrees {
  const ir = importBytes(given.file, bytes);
  if (ir.kind !== "trees") throw new Error(`${given.file} is a ${ir.kind}`);
  const pipeline = given.pipeline ? readPipeline(join(folder, "trees/pipeline.json")) : given.numbered ? alphabetical : undefined;
  const names = ["seniority", "home", "age", "records", "job", "income", "assets", "debt", "amount"];
  for (;;) {
    try {
      return quantiseTrees(ir, spanishSchema, policyOf(given, names), pipeline, spanishCodes);
    } catch (error) {
      // A feature that no split reads needs no reason.
      const unread = /no characteristic (\w+)/.exec((error as Error).message)?.[1];
      if (unread === undefined) throw error;
      names.splice(names.indexOf(unread), 1);
    }
  }
}

/** A model as its directory would hold it. */
export const asFiles = (model: QuantisedModel): ModelFiles => ({
  directory: "",
  model,
  salt: 0n,
  sha256: "",
  schemaHash: 0n,
  modelCommitment: 0n,
  registration: { format: "credence.registration/1", name: model.name, version: model.version, policy: "", maximumRecordAge: 1, tier: 1, reviewDays: 1 },
});
