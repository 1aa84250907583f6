import { verifyingKeyHash, verifyingKeyOf } from "../keys/verifying-key.ts";
import { schemaHash } from "../record/schema.ts";
import { PUBLIC_SIGNALS } from "../statement/signals.ts";
import type { Manifest } from "./manifest.ts";

/** Why a manifest does not hold together, as it completes a sentence; undefined where it does. All of it can be computed by anybody who has the manifest. */
export function faultOfManifest({ key, mode, schema, schemaHash: hash, shape, verificationKey }: Manifest): string | undefined {
  if (verificationKey.nPublic !== PUBLIC_SIGNALS.length || verificationKey.IC.length !== PUBLIC_SIGNALS.length + 1) {
    return "its verification key is not of five public signals";
  }
  if (verifyingKeyHash(verifyingKeyOf(verificationKey)) !== key.verifyingKeyHash) return "its verification key is not the one of its verifying key's hash";
  if (schemaHash(schema) !== BigInt(hash)) return "its schema is not the one of its schema's hash";
  if ((mode === "universal") !== (shape !== undefined)) return "it does not say of its mode and shape one thing";
  if (key.insecure !== (key.origin === "development" || !key.contributions.some(({ type }) => type === "contribution"))) {
    return "it does not say of its key what its origin and contributions say";
  }
  return undefined;
}
