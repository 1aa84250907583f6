import { z } from "zod";
import type { UniversalShape } from "../circuit/universal/universal-shape.ts";
import { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { RecordSchema } from "../record/schema.ts";
import { isFieldElement } from "../statement/field.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
const word = z.string().regex(/^0x[0-9a-f]{64}$/, "32 bytes as 0x and 64 lower-case hex digits");
const integer = z.string().regex(/^-?(0|[1-9]\d*)$/, "a decimal integer");
const fieldElement = integer.refine((text) => isFieldElement(BigInt(text)), "below the field order");
const version = z.string().min(1);

/** One contribution to the key's ceremony, as everybody may see it. */
const ContributionRecord = z.strictObject({
  name: z.string(),
  type: z.enum(["contribution", "beacon"]),
  /** blake2b-512 of the contribution, as snarkjs shows it. */
  digest: z.string().regex(/^[0-9a-f]{128}$/, "128 lower-case hex digits"),
});

/** {@link UniversalShape} of a scorecard. */
const ScorecardShape = z.strictObject({
  characteristics: z.int().positive(),
  rows: z.int().positive(),
  lossBits: z.int().positive(),
  shortfallBits: z.int().positive(),
  scoreBits: z.int().positive(),
  bandBits: z.int().positive(),
});

/** {@link UniversalShape} of a linear model. */
const LinearShape = z.strictObject({
  /** Pieces of each term, in the order of reasons. */
  pieces: z.array(z.int().positive()).min(1),
  slopeBits: z.int().positive(),
  lossBits: z.int().positive(),
  shortfallBits: z.int().positive(),
  marginBits: z.int().positive(),
  divisorBits: z.int().positive(),
  scoreBits: z.int().positive(),
  bandBits: z.int().positive(),
});

/** {@link UniversalShape} */
const Shape = z.union([ScorecardShape, LinearShape]) satisfies z.ZodType<UniversalShape>;

/**
 * Everything public about a built model version: what its proofs are checked with, and by what they were made. It holds nothing that a guess of the model could be
 * compared with: the model commitment is salted, and so are the digests of source and constraints. Whoever may see the model has the salt and computes
 * them again (`saltedDigest`). Integers beyond 2^53 are decimal strings.
 */
export const Manifest = z.strictObject({
  format: z.literal("credence.manifest/1"),
  name: z.string().min(1),
  version: z.string().min(1),
  kind: z.enum(["scorecard", "linear", "trees", "network"]),
  /** fixed: the model's parameters are constants of its circuit. universal: they are private inputs, and every version of the same schema and shape has one key. */
  mode: z.enum(["fixed", "universal"]),
  /** What a universal circuit is made of beside the schema: sizes that later versions must fit. */
  shape: Shape.optional(),
  /** Salted digest of the imported file. */
  sourceDigest: digest,
  modelCommitment: fieldElement,
  schema: RecordSchema,
  schemaHash: fieldElement,
  /** How scores are shown: in units of 10^-pointsScale, rounded down to multiples of the band's width. */
  disclosure: z.strictObject({ pointsScale: z.int().min(0).max(18), bandWidth: integer }),
  /** The adverse reasons that the model can give; receipts open positions, from 1, in this list. */
  reasons: z.array(z.strictObject({ code: z.string().min(1), sentence: z.string().min(1) })).max(255),
  circuit: z.strictObject({
    /** Digest of the constraint system: salted in fixed mode, plain sha256 in universal mode, in which it holds no model. */
    r1csDigest: digest,
    constraints: z.int().positive(),
    wires: z.int().positive(),
  }),
  key: z.strictObject({
    /** keccak256 of the 26 words that the contracts take. */
    verifyingKeyHash: word,
    /** development: made by one party that could have kept its secrets. ceremony: by powers of tau and the contributions below. */
    origin: z.enum(["development", "ceremony"]),
    /** True where nobody need have contributed to forge a proof: no production registry takes such a key. */
    insecure: z.boolean(),
    contributions: z.array(ContributionRecord),
  }),
  verificationKey: SnarkjsVerificationKey,
  /** The standalone Solidity verifier that is exported beside this file. */
  verifier: z.strictObject({
    sourceSha256: digest,
    compiler: z.strictObject({ solc: version, evmVersion: version, optimizerRuns: z.int(), viaIR: z.boolean() }),
    /** keccak256 of the code that a deployment of it has. */
    runtimeCodeHash: word,
  }),
  compilers: z.strictObject({ circom2: version, snarkjs: version }),
});
export type Manifest = z.infer<typeof Manifest>;

/** The JSON schema that docs/schemas/manifest.schema.json holds. */
export const manifestSchema = (): object => z.toJSONSchema(Manifest, { io: "input" });
