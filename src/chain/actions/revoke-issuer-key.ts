import type { Address } from "viem";
import { issuerRegistryAbi } from "../abi/issuer-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface RevokeIssuerKeyParameters {
  issuerRegistry: Address;
  /** The key's y coordinate. */
  key: bigint;
}

/**
 * Ends an issuer's key at once and for ever.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const revokeIssuerKey = (clients: Clients, { issuerRegistry, key }: RevokeIssuerKeyParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: issuerRegistry, abi: issuerRegistryAbi, functionName: "revokeKey", args: [key] });
