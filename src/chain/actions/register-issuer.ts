import type { Address, Hex } from "viem";
import { issuerRegistryAbi } from "../abi/issuer-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface RegisterIssuerParameters {
  issuerRegistry: Address;
  name: string;
  /** The account that adds and revokes the issuer's keys. */
  controller: Address;
}

/**
 * Admits an issuer.
 * @returns the issuer's id as `result`.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const registerIssuer = (clients: Clients, { issuerRegistry, name, controller }: RegisterIssuerParameters): Promise<Sent<Hex>> =>
  sendCall(clients, { address: issuerRegistry, abi: issuerRegistryAbi, functionName: "registerIssuer", args: [name, controller] });
