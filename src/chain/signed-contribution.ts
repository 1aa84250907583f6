import { type Address, type Hex, verifyTypedData } from "viem";
import type { LocalAccount } from "viem/accounts";
import { z } from "zod";
import { KEY_PARTS, type KeyContribution, keyContributionToSign } from "./key-contribution.ts";

const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`), `${bytes} bytes as 0x and lower-case hex digits`)
    .transform((text) => text as Hex);
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an address")
  .transform((text) => text as Address);

/** A contribution to a key with its contributor's signature for one registry: what contributors hand in, and what anybody may record. */
export const SignedContribution = z.strictObject({
  format: z.literal("credence.key-contribution/1"),
  chainId: z.int().positive(),
  modelRegistry: address,
  verifyingKeyHash: hex(32),
  part: z.enum(KEY_PARTS),
  position: z.int().positive(),
  /** blake2b-512 of the contribution. */
  digest: hex(64),
  contributor: address,
  /** EIP-712, of the contributor's account. */
  signature: z
    .string()
    .regex(/^0x([0-9a-f]{2})+$/, "bytes as 0x and lower-case hex digits")
    .transform((text) => text as Hex),
});
export type SignedContribution = z.infer<typeof SignedContribution>;

export async function signContribution(
  account: Pick<LocalAccount, "address" | "signTypedData">,
  { chainId, modelRegistry, ...contribution }: KeyContribution & { chainId: number; modelRegistry: Address },
): Promise<SignedContribution> {
  const signature = await account.signTypedData(keyContributionToSign(chainId, modelRegistry, contribution));
  return { format: "credence.key-contribution/1", chainId, modelRegistry, ...contribution, contributor: account.address, signature };
}

/** Whether the signature is that account's. Of an account that is a contract, only its chain can tell. */
export const isSignedByContributor = (signed: SignedContribution): Promise<boolean> =>
  verifyTypedData({ ...keyContributionToSign(signed.chainId, signed.modelRegistry, signed), address: signed.contributor, signature: signed.signature }).catch(
    () => false,
  );
