import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface RetireModelParameters {
  modelRegistry: Address;
  model: Hex;
  /** A reason code, or the hash of a document that tells it. */
  reason: Hex;
}

/**
 * Ends the version's life; its decisions stay what they are.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const retireModel = (clients: Clients, { modelRegistry, model, reason }: RetireModelParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "retire", args: [model, reason] });
