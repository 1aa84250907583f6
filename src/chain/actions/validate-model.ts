import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface ValidateModelParameters {
  modelRegistry: Address;
  model: Hex;
  /** keccak256 of the report. */
  reportHash: Hex;
}

/**
 * Says that the account reviewed the version independently of its developer.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const validateModel = (clients: Clients, { modelRegistry, model, reportHash }: ValidateModelParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "validate", args: [model, reportHash] });
