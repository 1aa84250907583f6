import { ceremonyTranscript } from "../keys/ceremony.ts";
import { readKeyOrigin } from "../keys/key-origin.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { verifyingKeyHash, verifyingKeyOf } from "../keys/verifying-key.ts";
import type { Manifest } from "./manifest.ts";

/** What a manifest says of a key: its hash as the contracts compute it, and who made it. */
export function describeKey(zkeyPath: string, verificationKey: SnarkjsVerificationKey): Manifest["key"] {
  const { origin, insecure } = readKeyOrigin(zkeyPath);
  // A development key's only entry is its mark.
  const contributions = origin === "development" ? [] : ceremonyTranscript(zkeyPath);
  return { verifyingKeyHash: verifyingKeyHash(verifyingKeyOf(verificationKey)), origin, insecure, contributions };
}
