import type { Address } from "viem";
import { decisionRegistryAbi } from "../abi/decision-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface SetDelegateParameters {
  decisionRegistry: Address;
  delegate: Address;
  allowed: boolean;
}

/**
 * Lets an account settle for the sender, or no longer.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const setDelegate = (clients: Clients, { decisionRegistry, delegate, allowed }: SetDelegateParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: decisionRegistry, abi: decisionRegistryAbi, functionName: "setDelegate", args: [delegate, allowed] });
