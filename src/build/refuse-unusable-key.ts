import { CredenceError } from "../errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { verifyingKeyOf } from "../keys/verifying-key.ts";
import { lintVerifyingKey } from "../proof/lint-verifying-key.ts";
import type { Manifest } from "./manifest.ts";

/**
 * Refuses a key of which no verifier could be deployed. A key to which nobody contributed yet is let pass: it is where a ceremony begins, and its delta is the generator.
 * @throws CredenceError CRD-3007 with the error that the verifier's constructor would revert with.
 */
export function refuseUnusableKey(verificationKey: SnarkjsVerificationKey, { origin, contributions }: Manifest["key"]): void {
  const fault = lintVerifyingKey(verifyingKeyOf(verificationKey));
  if (fault === undefined) return;
  if (fault.error === "KeyPointIsGenerator" && origin === "ceremony" && contributions.length === 0) return;
  throw new CredenceError("CRD-3007", `The verifier contract would refuse the key: ${fault.error}(${fault.args.join(", ")}).`);
}
