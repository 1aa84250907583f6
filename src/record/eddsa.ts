import { createRequire } from "node:module";
import { babyjubjub } from "@noble/curves/misc.js";
import type * as EddsaPoseidon from "@zk-kit/eddsa-poseidon";
import { FIELD_ORDER, isFieldElement } from "../statement/field.ts";
import { poseidon } from "../statement/poseidon.ts";

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

const { Point } = babyjubjub;
const { a, d } = Point.CURVE();
const COFACTOR = 8n;

/** The point, where it is on the curve: a x^2 + y^2 = 1 + d x^2 y^2. */
function pointOf({ x, y }: BabyJubjubPoint): InstanceType<typeof Point> | undefined {
  if (!isFieldElement(x) || !isFieldElement(y)) return undefined;
  const [xx, yy] = [x * x, (y * y) % FIELD_ORDER];
  return (a * xx + yy - 1n - d * xx * yy) % FIELD_ORDER === 0n ? Point.fromAffine({ x, y }) : undefined;
}

/**
 * Whether S Base8 = R8 + 8 h A with h = Poseidon(R8.x, R8.y, A.x, A.y, message), as the signing library has it; that one adds points in affine coordinates, at two inversions each, and takes
 * twenty times as long, which is longer than a proof.
 */
export function verifySignature(message: bigint, signature: RecordSignature, key: BabyJubjubPoint): boolean {
  const { R8, S } = signature;
  const [commitment, issuer] = [pointOf(R8), pointOf(key)];
  if (commitment === undefined || issuer === undefined || S < 0n || S >= Point.Fn.ORDER) return false;
  const challenge = poseidon([R8.x, R8.y, key.x, key.y, message]) % Point.Fn.ORDER;
  return Point.BASE.multiplyUnsafe(S).equals(commitment.add(issuer.multiplyUnsafe(COFACTOR).multiplyUnsafe(challenge)));
}
