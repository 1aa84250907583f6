import { randomBytes } from "node:crypto";
import { Base8, mulPointEscalar, subOrder } from "@zk-kit/baby-jubjub";
import { type Address, encodeAbiParameters, type Hex, keccak256, stringToHex } from "viem";
import { type BabyJubjubPoint, derivePublicKey, deriveSecretScalar } from "./eddsa.ts";

/** keccak256("credence.possession/1"): the domain of proofs of possession. */
export const POSSESSION_DOMAIN = keccak256(stringToHex("credence.possession/1"));

/** Where a key is added: a proof for one place is worth nothing in another. */
export interface PossessionPlace {
  chainId: bigint;
  /** The IssuerRegistry. */
  registry: Address;
  issuer: Hex;
  schemaHash: bigint;
}

/** A Schnorr signature (R, s) with s Base8 = R + h A. */
export interface Possession {
  commitment: BabyJubjubPoint;
  response: bigint;
}

const WORD = { type: "uint256" } as const;

/** h = keccak256(abi.encode(domain, chain id, registry, issuer, schema hash, A.x, A.y, R.x, R.y)) modulo the group's order, as the IssuerRegistry computes it. */
export function possessionChallenge(place: PossessionPlace, key: BabyJubjubPoint, commitment: BabyJubjubPoint): bigint {
  const encoded = encodeAbiParameters(
    [{ type: "bytes32" }, WORD, { type: "address" }, { type: "bytes32" }, WORD, WORD, WORD, WORD, WORD],
    [POSSESSION_DOMAIN, place.chainId, place.registry, place.issuer, place.schemaHash, key.x, key.y, commitment.x, commitment.y],
  );
  return BigInt(keccak256(encoded)) % subOrder;
}

/**
 * Shows that whoever holds the 32-byte secret wants its key added at that place. The nonce is fresh from the system's generator, and 512 bits wide, so that
 * its remainder has no bias: one that repeats or leans gives the secret away.
 */
export function provePossession({ secret, ...place }: PossessionPlace & { secret: Uint8Array }): Possession {
  const nonce = BigInt(`0x${randomBytes(64).toString("hex")}`) % subOrder;
  const [x, y] = mulPointEscalar(Base8, nonce);
  const commitment = { x, y };
  const challenge = possessionChallenge(place, derivePublicKey(secret), commitment);
  return { commitment, response: (nonce + challenge * (deriveSecretScalar(secret) % subOrder)) % subOrder };
}
