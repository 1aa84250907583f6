import type { Address, Hex } from "viem";

/** The parts whose contributions a production registry waits for, in the order of the contract's enum `KeyPart`. */
export const KEY_PARTS = ["developer", "validator", "approver"] as const;
export type KeyPart = (typeof KEY_PARTS)[number];

/** Somebody's contribution to the ceremony of a key, as they sign it. */
export interface KeyContribution {
  /** Of the key that the ceremony ended with, its beacon included. */
  verifyingKeyHash: Hex;
  part: KeyPart;
  /** Among the contributions of the key, from 1. */
  position: number;
  /** blake2b-512 of the contribution, 64 bytes. */
  digest: Hex;
}

/** A contribution as ModelRegistry takes it. */
export const encodeKeyContribution = ({ verifyingKeyHash, part, position, digest }: KeyContribution) => ({
  verifyingKeyHash,
  part: KEY_PARTS.indexOf(part),
  position,
  digest,
});

/**
 * What the contributor's account signs: EIP-712, for one registry on one chain.
 *
 * @example
 * const signature = await account.signTypedData(keyContributionToSign(chainId, modelRegistry, contribution));
 */
export const keyContributionToSign = (chainId: number, modelRegistry: Address, contribution: KeyContribution) =>
  ({
    domain: { name: "Credence ModelRegistry", version: "1", chainId, verifyingContract: modelRegistry },
    types: {
      KeyContribution: [
        { name: "verifyingKeyHash", type: "bytes32" },
        { name: "part", type: "uint8" },
        { name: "position", type: "uint32" },
        { name: "digest", type: "bytes" },
      ],
    },
    primaryType: "KeyContribution",
    message: encodeKeyContribution(contribution),
  }) as const;
