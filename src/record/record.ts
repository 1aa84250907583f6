import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { isFieldElement } from "../statement/field.ts";
import { poseidon, WIDEST } from "../statement/poseidon.ts";
import { derivePublicKey, type RecordSignature, sign, verifySignature } from "./eddsa.ts";
import { encodeCell, packCodes, type RecordSchema, schemaHash } from "./schema.ts";

const fieldElement = z
  .string()
  .regex(/^(0|[1-9]\d*)$/, "a decimal integer")
  .transform(BigInt)
  .refine(isFieldElement, "below the field order");

/** A record as an issuer hands it over: the applicant's raw features in the clear, signed for one application of one lender. */
export const SignedRecord = z.strictObject({
  format: z.literal("credence.record/1"),
  schemaHash: fieldElement,
  applicationId: fieldElement,
  /** Unix seconds. */
  issuedAt: fieldElement,
  /** The issuer's Baby Jubjub key. */
  issuerKey: z.strictObject({ x: fieldElement, y: fieldElement }),
  /** Cells by feature name, as the schema spells them; a missing cell is the empty string. */
  features: z.record(z.string(), z.string()),
  signature: z.strictObject({ R8: z.strictObject({ x: fieldElement, y: fieldElement }), S: fieldElement }),
});
export type SignedRecord = z.infer<typeof SignedRecord>;

/** 2^40 seconds: what the packed outcome has room for. */
const ISSUED_AT_LIMIT = 1n << 40n;

/**
 * The codes of a record's cells in schema order.
 * @throws CredenceError CRD-2002 for a feature that is unknown, absent or outside the schema, with its name and what was expected.
 */
export function encodeFeatures(schema: RecordSchema, features: Record<string, string>): bigint[] {
  const known = new Set(schema.features.map((feature) => feature.name));
  for (const name of Object.keys(features)) {
    if (!known.has(name)) throw new CredenceError("CRD-2002", `The schema ${schema.name} has no such feature.`, { place: `feature ${name}` });
  }
  return schema.features.map((feature) => {
    const cell = Object.hasOwn(features, feature.name) ? features[feature.name] : undefined;
    if (cell === undefined)
      throw new CredenceError("CRD-2002", "The feature is absent; write an empty cell where it is missing.", { place: `feature ${feature.name}` });
    const code = encodeCell(feature, cell);
    if (typeof code !== "bigint") {
      throw new CredenceError("CRD-2002", `Found ${JSON.stringify(cell)}, expected ${code.expected}.`, { place: `feature ${feature.name}` });
    }
    return code;
  });
}

/**
 * The message that an issuer signs: Poseidon(schemaHash, applicationId, issuedAt, packed features...), at most 13 packed elements.
 * @throws CredenceError CRD-2003 where the schema packs into more.
 */
export function recordMessage(schema: RecordSchema, applicationId: bigint, issuedAt: bigint, codes: readonly bigint[]): bigint {
  const inputs = [schemaHash(schema), applicationId, issuedAt, ...packCodes(schema, codes)];
  if (inputs.length > WIDEST)
    throw new CredenceError("CRD-2003", `The schema ${schema.name} packs into ${inputs.length - 3} field elements; at most 13 can be signed.`);
  return poseidon(inputs);
}

/** Signs an applicant's cells for one application. `secret` is the issuer's 32-byte secret, `issuedAt` is in Unix seconds. */
export function signRecord(
  schema: RecordSchema,
  secret: Uint8Array,
  request: { applicationId: bigint; issuedAt: bigint; features: Record<string, string> },
): SignedRecord {
  if (request.issuedAt < 0n || request.issuedAt >= ISSUED_AT_LIMIT) {
    throw new CredenceError("CRD-2002", `Found ${request.issuedAt}, expected Unix seconds below 2^40.`, { place: "issuedAt" });
  }
  const codes = encodeFeatures(schema, request.features);
  return {
    format: "credence.record/1",
    schemaHash: schemaHash(schema),
    applicationId: request.applicationId,
    issuedAt: request.issuedAt,
    issuerKey: derivePublicKey(secret),
    features: request.features,
    signature: sign(secret, recordMessage(schema, request.applicationId, request.issuedAt, codes)),
  };
}

/** A record whose signature was checked, with the codes that the circuit takes. */
export interface CheckedRecord {
  codes: bigint[];
  applicationId: bigint;
  issuedAt: bigint;
  issuerKey: bigint;
  signature: RecordSignature;
}

/**
 * Checks a record against a schema, as the circuit will.
 * @throws CredenceError CRD-2002 (cells), CRD-2004 (another schema), CRD-2005 (the signature does not hold).
 */
export function checkRecord(schema: RecordSchema, record: SignedRecord): CheckedRecord {
  const expected = schemaHash(schema);
  if (record.schemaHash !== expected) {
    throw new CredenceError("CRD-2004", `The record was signed under schema ${record.schemaHash}, the model reads ${schema.name} (${expected}).`);
  }
  const codes = encodeFeatures(schema, record.features);
  const message = recordMessage(schema, record.applicationId, record.issuedAt, codes);
  if (record.issuedAt >= ISSUED_AT_LIMIT || !verifySignature(message, record.signature, record.issuerKey)) {
    throw new CredenceError("CRD-2005", "A feature, the application, the time or the issuer's key is not what was signed.");
  }
  return { codes, applicationId: record.applicationId, issuedAt: record.issuedAt, issuerKey: record.issuerKey.y, signature: record.signature };
}
