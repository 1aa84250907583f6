import { type Claim, findClaimed } from "../../evidence/claims/claim.ts";
import { type RecordSchema, schemaHash } from "../../record/schema.ts";

/** The public signals of every claim's circuit, in order. As many as a decision's, so that keys, provers and verifiers are the same. */
export const CLAIM_SIGNALS = ["modelCommitment", "schemaHash", "feature", "values", "term"] as const;

/**
 * What a proof of a claim says of a committed model: the feature by its position in the schema, from 1; how many of its codes are values; and for `monotone` 1 where it decreases, else 0, for
 * `never-worse` the first code that counts as `from` or more. Values and term are 0 where the claim has none.
 * @throws CredenceError CRD-1202 for a claim that does not fit the schema.
 */
export function claimSignals(claim: Claim, schema: RecordSchema, modelCommitment: bigint): bigint[] {
  const { position, values, from } = findClaimed(claim, schema);
  const feature = BigInt(position + 1);
  const hash = schemaHash(schema);
  if (claim.claim === "does-not-use") return [modelCommitment, hash, feature, 0n, 0n];
  if (claim.claim === "monotone") return [modelCommitment, hash, feature, values, claim.direction === "decreasing" ? 1n : 0n];
  return [modelCommitment, hash, feature, values, from as bigint];
}
