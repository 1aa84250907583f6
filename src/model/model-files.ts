import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile, writeJsonFile } from "../files/json.ts";
import { canonicalJson } from "../record/canonical-json.ts";
import { RecordSchema, schemaHash } from "../record/schema.ts";
import { modelCommitment } from "../statement/commitments.ts";
import { parametersHash } from "../statement/parameters-hash.ts";
import { faultOf } from "./check-quantised.ts";
import { parameterSections } from "./parameters/parameter-sections.ts";
import { type RegistrationTerms, TableShape, TermShape } from "./policy.ts";
import type { QuantisedModel } from "./quantised.ts";

const integer = z
  .string()
  .regex(/^-?(0|[1-9]\d*)$/, "a decimal integer")
  .transform(BigInt);
const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");

const reasons = z.array(z.strictObject({ code: z.string(), sentence: z.string() })).max(255);

/** What secret/model.json says of a model of any kind, integers as decimal strings. */
const shared = {
  format: z.literal("credence.model/1"),
  name: z.string().min(1),
  version: z.string().min(1),
  sourceSha256: digest,
  schema: RecordSchema,
};

const ScorecardFile = z.strictObject({
  ...shared,
  kind: z.literal("scorecard"),
  pointsScale: z.int().min(0),
  initialPoints: integer,
  characteristics: z.array(
    z.strictObject({
      name: z.string(),
      feature: z.int().min(0),
      reason: z.int().min(0),
      baseline: integer,
      bins: z.array(z.strictObject({ label: z.string(), ranges: z.array(z.tuple([integer, integer])), points: integer })),
    }),
  ),
  policy: z.strictObject({
    name: z.string(),
    approveFrom: integer,
    referFrom: integer,
    bandWidth: integer,
    baselineMethod: z.enum(["mean-at-cut-off", "mean", "max"]),
    reasons,
  }),
  shape: TableShape.optional(),
});

const position = z.int().min(0);
const form = z.strictObject({ offset: integer, terms: z.array(z.strictObject({ feature: position, coefficient: integer })) });
const columnHead = { name: z.string(), reason: position, cells: z.int().min(1) };

/** What every model has whose margin decides. */
const marginPolicy = z.strictObject({
  name: z.string(),
  approveBelow: integer,
  declineFrom: integer,
  score: z.strictObject({ offset: integer, slope: integer, divisor: integer }),
  bandWidth: integer,
  referenceMethod: z.enum(["median-at-cut-off", "median", "record"]),
  reference: z.array(integer),
  reasons,
});
const marginHead = {
  pipelineSha256: z.union([digest, z.literal("")]),
  pointsScale: z.literal(0),
  summation: z.enum(["float32", "float64"]),
  marginBits: z.int().min(0),
  marginDivisor: integer,
  marginError: integer,
};

const LinearFile = z.strictObject({
  ...shared,
  kind: z.literal("linear"),
  ...marginHead,
  initialMargin: integer,
  terms: z.array(z.strictObject({ feature: position, reason: position, pieces: z.array(z.strictObject({ from: integer, slope: integer, offset: integer })) })),
  policy: marginPolicy,
  shape: TermShape.optional(),
});

const TreesFile = z.strictObject({
  ...shared,
  kind: z.literal("trees"),
  ...marginHead,
  initialMargin: integer,
  reasonScale: integer,
  columns: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({ ...columnHead, kind: z.literal("feature"), feature: position, cuts: z.array(integer) }),
      z.strictObject({ ...columnHead, kind: z.literal("sum"), form, cuts: z.array(integer) }),
      z.strictObject({
        ...columnHead,
        kind: z.literal("ratio"),
        numerator: form,
        denominator: form,
        cuts: z.array(z.strictObject({ numerator: integer, denominator: integer })),
      }),
    ]),
  ),
  trees: z.array(
    z.strictObject({
      nodes: z.array(
        z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("split"), column: position, cells: z.array(z.tuple([position, position])), yes: position, no: position }),
          z.strictObject({ kind: z.literal("leaf"), value: integer, source: position }),
        ]),
      ),
    }),
  ),
  policy: marginPolicy,
});

const neuron = z.strictObject({ bias: integer, weights: z.array(integer) });
const bits = z.int().min(0);

const NetworkFile = z.strictObject({
  ...shared,
  kind: z.literal("network"),
  ...marginHead,
  activationBits: bits,
  inputs: z.array(
    z.strictObject({
      feature: position,
      reason: position,
      pieces: z.array(z.strictObject({ from: integer, slopes: z.array(integer), offsets: z.array(integer) })),
    }),
  ),
  first: z.strictObject({ shift: bits, biases: z.array(integer) }),
  hidden: z.array(z.strictObject({ shift: bits, neurons: z.array(neuron) })),
  output: neuron,
  policy: marginPolicy,
});

const ModelFile = z.discriminatedUnion("kind", [ScorecardFile, LinearFile, TreesFile, NetworkFile]);

/** secret/salt.json: what hides the model behind its commitment, and the model that it belongs to. */
const SaltFile = z.strictObject({ format: z.literal("credence.salt/1"), salt: integer, modelSha256: digest });

/** public/registration.json: what the policy says that a registry keeps of the version. */
export const Registration = z.strictObject({
  format: z.literal("credence.registration/1"),
  name: z.string(),
  version: z.string(),
  policy: z.string(),
  /** Oldest record that a decision may rest on, in seconds. */
  maximumRecordAge: z.int().positive(),
  tier: z.int().min(1).max(4),
  reviewDays: z.int().positive(),
});
export type Registration = z.infer<typeof Registration>;

/** A model as its directory holds it. */
export interface ModelFiles {
  directory: string;
  model: QuantisedModel;
  salt: bigint;
  /** sha256 of the quantised model's canonical JSON, hex. */
  sha256: string;
  schemaHash: bigint;
  modelCommitment: bigint;
  registration: Registration;
}

/** Where a model directory keeps what. `secret` holds the model, and whatever contains it; `public` nothing of it. */
export function modelPaths(directory: string) {
  const open = join(directory, "public");
  const secret = join(directory, "secret");
  return {
    public: open,
    secret,
    manifest: join(open, "manifest.json"),
    schema: join(open, "schema.json"),
    registration: join(open, "registration.json"),
    model: join(secret, "model.json"),
    salt: join(secret, "salt.json"),
  };
}

/** sha256 of the model's canonical JSON, hex: what the model commitment is made of. */
export const modelSha256 = (model: QuantisedModel): string => createHash("sha256").update(canonicalJson(model)).digest("hex");

function describe(directory: string, model: QuantisedModel, salt: bigint, registration: Registration): ModelFiles {
  const sha256 = modelSha256(model);
  const commitment = modelCommitment({ parametersHash: parametersHash(parameterSections(model)), sha256, salt });
  return { directory, model, salt, sha256, schemaHash: schemaHash(model.schema), modelCommitment: commitment, registration };
}

/** The salt of an unchanged model is kept, so that importing it twice gives one commitment; another model gets 248 fresh bits. */
function saltFor(path: string, sha256: string): bigint {
  if (existsSync(path)) {
    const { salt, modelSha256: owner } = parseJsonFile(path, SaltFile);
    if (owner === sha256) return salt;
  }
  return BigInt(`0x${randomBytes(31).toString("hex")}`);
}

/**
 * Writes a model directory: public/ with schema and registration, secret/ (0700, its files 0600) with model and salt.
 * @throws CredenceError CRD-1017 where another model was built there, CRD-9002 or CRD-9003 where its salt cannot be read.
 */
export function writeModel(directory: string, model: QuantisedModel, policy: RegistrationTerms): ModelFiles {
  const paths = modelPaths(directory);
  const sha256 = modelSha256(model);
  if (existsSync(paths.manifest) && modelSha256(readModel(directory).model) !== sha256) {
    throw new CredenceError("CRD-1017", `${directory} holds a model that was built with other content.`, { place: directory });
  }
  const salt = saltFor(paths.salt, sha256);
  const registration: Registration = {
    format: "credence.registration/1",
    name: model.name,
    version: model.version,
    policy: policy.name,
    maximumRecordAge: policy.maximumRecordAge,
    tier: policy.tier,
    reviewDays: policy.reviewDays,
  };
  try {
    mkdirSync(paths.public, { recursive: true });
    mkdirSync(paths.secret, { recursive: true, mode: 0o700 });
    // A directory that stood there already keeps its own mode otherwise.
    chmodSync(paths.secret, 0o700);
    writeJsonFile(paths.model, model, 0o600);
    writeJsonFile(paths.salt, { format: "credence.salt/1", salt, modelSha256: sha256 }, 0o600);
    writeJsonFile(paths.schema, model.schema);
    writeJsonFile(paths.registration, registration);
  } catch (cause) {
    throw new CredenceError("CRD-9002", `Could not write ${directory}: ${(cause as Error).message}.`, { place: directory, cause });
  }
  return describe(directory, model, salt, registration);
}

/**
 * Reads a model directory.
 * @throws CredenceError CRD-9002 or CRD-9003 for a file that is absent or malformed, CRD-1016 for a model that was altered or does not hold together.
 */
export function readModel(directory: string): ModelFiles {
  const paths = modelPaths(directory);
  const model: QuantisedModel = parseJsonFile(paths.model, ModelFile);
  const fault = faultOf(model);
  if (fault !== undefined) throw new CredenceError("CRD-1016", `The model does not hold together: ${fault}.`, { place: paths.model });
  const { salt, modelSha256: owner } = parseJsonFile(paths.salt, SaltFile);
  const files = describe(directory, model, salt, parseJsonFile(paths.registration, Registration));
  if (owner !== files.sha256) throw new CredenceError("CRD-1016", "The model is not the one that its salt was made for.", { place: paths.model });
  return files;
}
