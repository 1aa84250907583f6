import { z } from "zod";
import { Claim } from "../../evidence/claims/claim.ts";
import { SnarkjsVerificationKey } from "../../keys/snarkjs-verification-key.ts";
import { isFieldElement } from "../../statement/field.ts";

const decimal = z.string().regex(/^(0|[1-9]\d*)$/, "a decimal integer");
/** As much as a slot of the head holds. */
const count = z.int().positive().max(0xffff_ffff);
const fieldElement = decimal.transform(BigInt).refine(isFieldElement, "below the field order");

/** A claim about a committed model with its proof: anybody can check it who has the model's public manifest. It holds nothing of the model but the claim and the sizes of its commitment. */
export const ClaimProof = z.strictObject({
  format: z.literal("credence.claim-proof/1"),
  model: z.strictObject({ name: z.string().min(1), version: z.string().min(1), commitment: fieldElement }),
  claim: Claim,
  /** What the circuit is generated from, beside the claim and the schema. */
  sizes: z.strictObject({
    head: fieldElement,
    inputs: count,
    elements: count.optional(),
    lines: z.strictObject({ rows: z.array(count).min(1), perRow: z.union([z.literal(1), z.literal(3)]) }).optional(),
    shapes: z
      .string()
      .regex(/^[01]+$/, "ones and zeros")
      .optional(),
  }),
  circuit: z.strictObject({
    /** sha256 of the constraint system, hex: whoever generates and compiles the circuit again finds the same. */
    r1csSha256: z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits"),
    constraints: z.int().positive(),
  }),
  key: z.strictObject({ origin: z.enum(["development", "ceremony"]), insecure: z.boolean() }),
  verificationKey: SnarkjsVerificationKey,
  /** In the order of CLAIM_SIGNALS. */
  signals: z.array(fieldElement).length(5),
  proof: z.array(decimal.transform(BigInt)).length(8),
});
export type ClaimProof = z.infer<typeof ClaimProof>;
