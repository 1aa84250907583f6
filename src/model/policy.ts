import { dirname, resolve } from "node:path";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile } from "../files/json.ts";
import { RecordSchema } from "../record/schema.ts";
import { type Decimal, parseDecimal } from "./decimal.ts";

const points = z.string().transform((text, context): Decimal => {
  const decimal = parseDecimal(text);
  if (decimal !== undefined) return decimal;
  context.addIssue({ code: "custom", message: `expected points as a decimal in quotes, found ${JSON.stringify(text)}` });
  return z.NEVER;
});

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

/** POLICY.json: how a lender decides with a model, in points; see docs/formats/policy.md. */
export const Policy = z.strictObject({
  format: z.literal("credence.policy/1"),
  name: z.string().min(1).max(64),
  model: z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a name of lower-case letters, digits and dashes"),
    version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, "a version such as 1.0.0"),
  }),
  /** The record schema, relative to the policy file. */
  schema: path,
  cutOffs: z.strictObject({ approveFrom: points, referFrom: points }),
  bandWidth: points,
  /** What an applicant's points are compared with; populations are CSV files of applicants, relative to the policy file. */
  baseline: z.discriminatedUnion("method", [
    /** Mean points of the rows with approveFrom <= score < approveFrom + window. */
    z.strictObject({ method: z.literal("mean-at-cut-off"), population: path, window: points }),
    z.strictObject({ method: z.literal("mean"), population: path }),
    z.strictObject({ method: z.literal("max") }),
  ]),
  /** In the order that breaks ties. */
  reasons: z.array(Reason).min(1).max(255),
  /** Oldest record that a decision may rest on, in seconds. */
  maximumRecordAge: z.int().positive(),
  /** Materiality tier, 1 the highest. */
  tier: z.int().min(1).max(4),
  /** Days from approval until the next review is due. */
  reviewDays: z.int().positive().max(3650),
});
export type Policy = z.infer<typeof Policy>;

export interface PolicyFile {
  path: string;
  policy: Policy;
  schema: RecordSchema;
  /** Path of the population, where the baseline needs one. */
  population: string | undefined;
}

/**
 * Reads a policy and the schema that it names.
 * @throws CredenceError CRD-9002 or CRD-9003 for the policy file, CRD-2001 for the schema, with file and place.
 */
export function readPolicy(file: string): PolicyFile {
  const policy = parseJsonFile(file, Policy);
  const beside = (name: string) => resolve(dirname(file), name);
  return {
    path: file,
    policy,
    schema: readSchema(beside(policy.schema)),
    population: policy.baseline.method === "max" ? undefined : beside(policy.baseline.population),
  };
}

function readSchema(file: string): RecordSchema {
  try {
    return parseJsonFile(file, RecordSchema);
  } catch (error) {
    if (!(error instanceof CredenceError) || error.code !== "CRD-9003") throw error;
    throw new CredenceError("CRD-2001", error.message, { place: error.place, cause: error.cause });
  }
}
