import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface ExtendReviewParameters {
  modelRegistry: Address;
  model: Hex;
  /** keccak256 of the report. */
  reportHash: Hex;
}

/**
 * Moves the date of the next review after a review took place.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const extendReview = (clients: Clients, { modelRegistry, model, reportHash }: ExtendReviewParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "extendReview", args: [model, reportHash] });
