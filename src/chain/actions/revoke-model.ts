import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface RevokeModelParameters {
  modelRegistry: Address;
  model: Hex;
  /** A reason code, or the hash of a document that tells it. */
  reason: Hex;
}

/**
 * Ends the version's life and that of its verifying key, for ever.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const revokeModel = (clients: Clients, { modelRegistry, model, reason }: RevokeModelParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "revoke", args: [model, reason] });
