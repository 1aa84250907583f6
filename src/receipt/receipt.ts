import { z } from "zod";
import { FIELD_ORDER } from "../statement/field.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";

const word = z.string().regex(/^0x[0-9a-f]{64}$/, "32 bytes as 0x and 64 lower-case hex digits") as z.ZodType<`0x${string}`>;
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "an address") as z.ZodType<`0x${string}`>;
const integer = z
  .string()
  .regex(/^-?(0|[1-9]\d*)$/, "a decimal integer")
  .transform(BigInt);
const fieldElement = integer.refine((value) => value >= 0n && value < FIELD_ORDER, "below the field order");

/**
 * What the applicant and the auditor get: the proof, its public signals, and the opening of the decision commitment. It discloses the exact score and the
 * principal reasons to whoever holds it, and nothing of the model or the record.
 */
export const Receipt = z.strictObject({
  format: z.literal("credence.receipt/1"),
  chainId: z.int().positive(),
  decisionRegistry: address,
  application: z.strictObject({ lender: address, subject: word, reference: word, id: fieldElement }),
  model: z.strictObject({
    id: word,
    name: z.string(),
    version: z.string(),
    commitment: fieldElement,
    verifyingKeyHash: word,
    /** The key with that hash, 26 words as the contracts take them: the receipt alone is enough to check its proof. */
    verifyingKey: z.array(integer.refine((value) => value >= 0n && value < 1n << 256n, "256 bits")).length(26),
  }),
  issuerKey: fieldElement,
  /** modelCommitment, issuerKey, applicationId, decisionCommitment, outcome. */
  signals: z.array(fieldElement).length(5),
  /** A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y. */
  proof: z.array(integer.refine((value) => value >= 0n && value < 1n << 256n, "256 bits")).length(8),
  outcome: z.strictObject({ decision: z.enum(["approve", "decline", "refer"]), disclosedScore: integer, issuedAt: integer }),
  opening: z.strictObject({
    blind: fieldElement,
    /** In units of 10^-pointsScale. */
    score: integer.refine((value) => value >= -SCORE_BIAS && value < SCORE_BIAS, "from -2^31 up to 2^31"),
    /** Positions of the reasons, 8 bits each, the largest reason lowest. */
    packedReasons: integer.refine((value) => value >= 0n && value < 1n << 32n, "32 bits"),
  }),
  /** Decimal places of scores. */
  pointsScale: z.int().min(0).max(18),
  /** The principal adverse reasons, largest first: what the packed positions stand for. */
  reasons: z.array(z.strictObject({ position: z.int().min(1).max(255), code: z.string(), sentence: z.string() })).max(4),
  /** Where the decision was settled, once it was. */
  settlement: z.strictObject({ transaction: word, block: z.int().nonnegative() }).optional(),
});
export type Receipt = z.infer<typeof Receipt>;

/** The JSON schema that docs/schemas/receipt.schema.json holds. */
export const receiptSchema = (): object => z.toJSONSchema(Receipt, { io: "input" });
