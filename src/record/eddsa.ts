import { createRequire } from "node:module";
import type * as EddsaPoseidon from "@zk-kit/eddsa-poseidon";

// The package's ES module entry imports names that its own dependency does not export, so its CommonJS entry is loaded.
const library = createRequire(import.meta.url)("@zk-kit/eddsa-poseidon") as typeof EddsaPoseidon;

export interface BabyJubjubPoint {
  x: bigint;
  y: bigint;
}

export interface RecordSignature {
  R8: BabyJubjubPoint;
  S: bigint;
}

/** The public key of a 32-byte secret. */
export function derivePublicKey(secret: Uint8Array): BabyJubjubPoint {
  const [x, y] = library.derivePublicKey(secret);
  return { x, y };
}

/** The secret scalar s of a 32-byte secret, with A = s Base8. */
export const deriveSecretScalar = (secret: Uint8Array): bigint => library.deriveSecretScalar(secret);

/** Standard EdDSA-Poseidon over Baby Jubjub, deterministic. `message` is a field element. */
export function sign(secret: Uint8Array, message: bigint): RecordSignature {
  const { R8, S } = library.signMessage(secret, message);
  return { R8: { x: R8[0], y: R8[1] }, S };
}

export function verifySignature(message: bigint, signature: RecordSignature, key: BabyJubjubPoint): boolean {
  return library.verifySignature(message, { R8: [signature.R8.x, signature.R8.y], S: signature.S }, [key.x, key.y]);
}
