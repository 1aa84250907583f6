import { concat, type Hex, keccak256, toHex } from "viem";
import type { SnarkjsVerificationKey } from "./snarkjs-verification-key.ts";

/**
 * A Groth16 verifying key as the contracts take it, 26 words: alpha.x, alpha.y; beta, gamma and delta, each x.c1, x.c0, y.c1, y.c0 (the EVM's order, imaginary part
 * first); then x and y of IC0 to IC5.
 */
export type VerifyingKey = readonly bigint[];

/** Words of a verifying key with five public signals. */
export const VERIFYING_KEY_WORDS = 26;

/** The key that snarkjs writes, as the contracts take it. @throws RangeError unless it has five public signals. */
export function verifyingKeyOf(key: SnarkjsVerificationKey): VerifyingKey {
  const g2 = ([[x0, x1], [y0, y1]]: SnarkjsVerificationKey["vk_beta_2"]) => [x1, x0, y1, y0];
  const words = [
    ...key.vk_alpha_1.slice(0, 2),
    ...[key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].flatMap(g2),
    ...key.IC.flatMap((point) => point.slice(0, 2)),
  ].map(BigInt);
  if (words.length !== VERIFYING_KEY_WORDS) throw new RangeError(`expected five public signals, found ${key.IC.length - 1}`);
  return words;
}

/** keccak256 of the 26 words one after the other, as the contracts compute it. */
export const verifyingKeyHash = (key: VerifyingKey): Hex => keccak256(concat(key.map((word) => toHex(word, { size: 32 }))));
