import { faultOfManifest } from "../../build/fault-of-manifest.ts";
import type { Manifest } from "../../build/manifest.ts";
import { headOfSizes } from "../../circuit/claims/claim-sizes.ts";
import { CLAIM_SIGNALS, claimSignals } from "../../circuit/claims/claim-statement.ts";
import { verifyingKeyOf } from "../../keys/verifying-key.ts";
import { lintVerifyingKey } from "../../proof/lint-verifying-key.ts";
import { verifyGroth16 } from "../../proof/verify-groth16.ts";
import { type Check, check } from "../../receipt/check-receipt.ts";
import type { ClaimProof } from "./claim-proof.ts";

/** What each public signal of a proof is held to. */
const SAYS: Record<(typeof CLAIM_SIGNALS)[number], string> = {
  modelCommitment: "What is proven is of the model's commitment",
  schemaHash: "What is proven is of the model's record schema",
  feature: "What is proven is of the claim's feature",
  values: "What is proven is of as many values as the feature has",
  term: "What is proven is of the claim's direction, or of the value that it begins with",
};

/**
 * The checks of a proven claim against the public manifest of the model that it is about. That the key is of the claim's circuit is not among them: generate and compile the circuit again, compare
 * its digest, and verify the key's ceremony; a development key shows nothing to whoever does not trust its maker.
 */
export function checkClaimProof({ model, claim, sizes, signals, proof, verificationKey }: ClaimProof, manifest: Manifest): Check[] {
  const key = verifyingKeyOf(verificationKey);
  const said = claimSignals(claim, manifest.schema, BigInt(manifest.modelCommitment));
  return [
    check("The manifest holds together", "it does", faultOfManifest(manifest) ?? "it does"),
    check("The manifest is of the model that the claim is about", `${manifest.name} ${manifest.version}`, `${model.name} ${model.version}`),
    check("The manifest has the model's commitment", manifest.modelCommitment, model.commitment),
    ...CLAIM_SIGNALS.map((name, i) => check(SAYS[name], said[i], signals[i])),
    check("The commitment's head says the proof's sizes", headOfSizes(sizes), sizes.head),
    check("The key is sound", "it is", lintVerifyingKey(key)?.error ?? "it is"),
    check("The proof holds under the key", true, verifyGroth16(key, proof, signals)),
  ];
}
