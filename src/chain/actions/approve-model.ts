import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface ApproveModelParameters {
  modelRegistry: Address;
  model: Hex;
}

/**
 * Carries out an approval that the account announced, after the delay: the version decides from now on.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const approveModel = (clients: Clients, { modelRegistry, model }: ApproveModelParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "approve", args: [model] });
