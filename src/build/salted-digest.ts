import { createHmac } from "node:crypto";

/**
 * What a manifest shows of a secret document: HMAC-SHA256, under the model's salt as 32 bytes, of `label` and the document's sha256.
 * A scorecard has few enough likely tables, and its constraints follow from them, that a bare digest of either would let somebody test guesses of the model.
 *
 * @param document sha256, hex.
 */
export const saltedDigest = (salt: bigint, label: "credence.source/1" | "credence.r1cs/1", document: string): string =>
  createHmac("sha256", Buffer.from(salt.toString(16).padStart(64, "0"), "hex"))
    .update(label)
    .update(Buffer.from(document, "hex"))
    .digest("hex");
