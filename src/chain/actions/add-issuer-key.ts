import type { Address, Hex } from "viem";
import { derivePublicKey } from "../../record/eddsa.ts";
import { provePossession } from "../../record/possession.ts";
import { issuerRegistryAbi } from "../abi/issuer-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface AddIssuerKeyParameters {
  issuerRegistry: Address;
  /** The issuer's id; see `issuerId`. */
  issuer: Hex;
  schemaHash: bigint;
  /** The 32-byte secret of the issuer's Baby Jubjub key. Only a proof that it is held leaves this process. */
  secret: Uint8Array;
}

/**
 * Adds a key for records of one schema, valid after the registry's delay.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export function addIssuerKey(clients: Clients, { issuerRegistry, issuer, schemaHash, secret }: AddIssuerKeyParameters): Promise<Sent<void>> {
  const chainId = BigInt(clients.publicClient.chain.id);
  const possession = provePossession({ secret, chainId, registry: issuerRegistry, issuer, schemaHash });
  return sendCall(clients, {
    address: issuerRegistry,
    abi: issuerRegistryAbi,
    functionName: "addKey",
    args: [issuer, derivePublicKey(secret), schemaHash, possession],
  });
}
