import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile } from "../files/json.ts";
import { RecordSchema } from "../record/schema.ts";
import { type Decimal, parseDecimal } from "./decimal.ts";
import { Pipeline } from "./pipeline.ts";

const decimal = (what: string) =>
  z.string().transform((text, context): Decimal => {
    const read = parseDecimal(text);
    if (read !== undefined) return read;
    context.addIssue({ code: "custom", message: `expected ${what} as a decimal in quotes, found ${JSON.stringify(text)}` });
    return z.NEVER;
  });
const points = decimal("points");

/** What 12 CFR 1002.9(b)(2) calls insufficient: the score itself, or the creditor's own standards. */
const UNSPECIFIC =
  /\b(low|insufficient|qualifying|below|fail\w*)\b.*\bscor(e|ing)\b|\bscor(e|ing)\b.*\b(low|insufficient|below|fail\w*|not)\b|\binternal (standard|polic)/i;

const Reason = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, "a code of at most 32 letters, digits, dots, dashes and underscores"),
  /** The sentence of the lender's own adverse-action notice. */
  sentence: z
    .string()
    .trim()
    .min(10, "expected a sentence that names the reason")
    .max(300)
    .refine((sentence) => !UNSPECIFIC.test(sentence), "a principal reason names a factor; a low score or internal standards are none (12 CFR 1002.9(b)(2))"),
  /** The characteristics that this reason speaks for; left out where the model's source gives reason codes itself. */
  characteristics: z.array(z.string()).min(1).optional(),
});

const path = z.string().min(1);

/** What every policy says, whatever its model counts in. */
const shared = {
  name: z.string().min(1).max(64),
  model: z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a name of lower-case letters, digits and dashes"),
    version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, "a version such as 1.0.0"),
  }),
  /** The record schema, relative to the policy file. */
  schema: path,
  /** In the order that breaks ties. */
  reasons: z.array(Reason).min(1).max(255),
  /** Oldest record that a decision may rest on, in seconds. */
  maximumRecordAge: z.int().positive(),
  /** Materiality tier, 1 the highest. */
  tier: z.int().min(1).max(4),
  /** Days from approval until the next review is due. */
  reviewDays: z.int().positive().max(3650),
};

/** Room that a scorecard's committed tables keep for later versions: characteristics, and runs of codes in each. */
export const TableShape = z.strictObject({ characteristics: z.int().min(1).max(256), rows: z.int().min(1).max(4096) });

/** Room that a linear model's committed tables keep for later versions: terms, and runs of codes on one line in each. */
export const TermShape = z.strictObject({ terms: z.int().min(1).max(255), rows: z.int().min(1).max(4096) });

/** POLICY.json: how a lender decides with a model, in points; see docs/formats/policy.md. */
export const Policy = z.strictObject({
  format: z.literal("credence.policy/1"),
  ...shared,
  cutOffs: z.strictObject({ approveFrom: points, referFrom: points }),
  bandWidth: points,
  /** What an applicant's points are compared with; populations are CSV files of applicants, relative to the policy file. */
  baseline: z.discriminatedUnion("method", [
    /** Mean points of the rows with approveFrom <= score < approveFrom + window. */
    z.strictObject({ method: z.literal("mean-at-cut-off"), population: path, window: points }),
    z.strictObject({ method: z.literal("mean"), population: path }),
    z.strictObject({ method: z.literal("max") }),
  ]),
  /** Left out, the tables are as large as the model. */
  shape: TableShape.optional(),
});
export type Policy = z.infer<typeof Policy>;

/** POLICY.json of a model whose margin is a risk: how a lender decides with it; see docs/formats/margin-policy.md. */
export const MarginPolicy = z.strictObject({
  format: z.literal("credence.margin-policy/1"),
  ...shared,
  /** The pipeline file, relative to the policy file; left out where the model reads the schema's own features. */
  pipeline: path.optional(),
  /** What a higher margin of the model means. */
  predicts: z.enum(["bad", "good"]).default("bad"),
  /** The class, of a model with several, whose margin decides. */
  class: z.int().min(0).optional(),
  /** Below `approveBelow` approved, below `referBelow` referred, declined from it up: of the probability or of the margin of a bad outcome. */
  cutOffs: z.strictObject({ of: z.enum(["probability", "margin"]), approveBelow: decimal("a cut-off"), referBelow: decimal("a cut-off") }),
  /** points = floor(offset - factor * margin) */
  score: z.strictObject({ offset: decimal("points"), factor: decimal("points") }),
  /** In whole points. */
  bandWidth: decimal("points"),
  /** The record that an applicant is compared with; populations are CSV files of applicants, relative to the policy file. */
  reference: z.discriminatedUnion("method", [
    /** Median of the rows with approveBelow - window <= margin < approveBelow. */
    z.strictObject({ method: z.literal("median-at-cut-off"), population: path, window: decimal("a width of margins") }),
    z.strictObject({ method: z.literal("median"), population: path }),
    z.strictObject({ method: z.literal("record"), cells: z.record(z.string(), z.string()) }),
  ]),
  /** Of a linear model only; left out, the tables are as large as the model. */
  shape: TermShape.optional(),
});
export type MarginPolicy = z.infer<typeof MarginPolicy>;

const AnyPolicy = z.discriminatedUnion("format", [Policy, MarginPolicy]);

/** What a registry keeps of a policy. */
export type RegistrationTerms = Pick<Policy | MarginPolicy, "name" | "maximumRecordAge" | "tier" | "reviewDays">;

interface ReadPolicy {
  path: string;
  schema: RecordSchema;
  /** Path of the population, where baseline or reference needs one. */
  population: string | undefined;
}

/** A policy that decides by points. */
export interface PolicyFile extends ReadPolicy {
  policy: Policy;
}

/** A policy that decides by a margin. */
export interface MarginPolicyFile extends ReadPolicy {
  policy: MarginPolicy;
  pipeline: PipelineFile | undefined;
}

export interface PipelineFile {
  pipeline: Pipeline;
  /** sha256 of its bytes, hex. */
  sha256: string;
}

/** Tells which of the two a policy is. */
export const decidesByMargin = (file: PolicyFile | MarginPolicyFile): file is MarginPolicyFile => file.policy.format === "credence.margin-policy/1";

/**
 * Reads a policy and the schema and pipeline that it names.
 * @throws CredenceError CRD-9002 or CRD-9003 for the policy or pipeline file, CRD-2001 for the schema, with file and place.
 */
export function readPolicy(file: string): PolicyFile | MarginPolicyFile {
  const policy = parseJsonFile(file, AnyPolicy);
  const beside = (name: string) => resolve(dirname(file), name);
  const schema = readSchema(beside(policy.schema));
  if (policy.format === "credence.policy/1") {
    return { path: file, policy, schema, population: policy.baseline.method === "max" ? undefined : beside(policy.baseline.population) };
  }
  return {
    path: file,
    policy,
    schema,
    population: policy.reference.method === "record" ? undefined : beside(policy.reference.population),
    pipeline: policy.pipeline === undefined ? undefined : readPipeline(beside(policy.pipeline)),
  };
}

/** Reads a pipeline. @throws CredenceError CRD-9002 or CRD-9003 with file and place. */
export function readPipeline(file: string): PipelineFile {
  const pipeline = parseJsonFile(file, Pipeline);
  return { pipeline, sha256: createHash("sha256").update(readFileSync(file)).digest("hex") };
}

function readSchema(file: string): RecordSchema {
  try {
    return parseJsonFile(file, RecordSchema);
  } catch (error) {
    if (!(error instanceof CredenceError) || error.code !== "CRD-9003") throw error;
    throw new CredenceError("CRD-2001", error.message, { place: error.place, cause: error.cause });
  }
}
