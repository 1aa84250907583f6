import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface SuspendModelParameters {
  modelRegistry: Address;
  model: Hex;
  /** A reason code, or the hash of a document that tells it. */
  reason: Hex;
}

/**
 * Stops the version's decisions at once.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const suspendModel = (clients: Clients, { modelRegistry, model, reason }: SuspendModelParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "suspend", args: [model, reason] });
