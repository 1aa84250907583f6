import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface ScheduleApprovalParameters {
  modelRegistry: Address;
  model: Hex;
}

/**
 * Announces an approval, or the end of a suspension; it can be carried out after the registry's delay.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const scheduleApproval = (clients: Clients, { modelRegistry, model }: ScheduleApprovalParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "scheduleApproval", args: [model] });
