import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface RegisterModelParameters {
  modelRegistry: Address;
  /** The lender that decides with the model. */
  lender: Address;
  name: string;
  version: string;
  /** Such as scorecard. */
  kind: string;
  /** Name of the policy. */
  policy: string;
  commitment: bigint;
  schemaHash: bigint;
  /** The verifier of the model's circuit; see `deployVerifier`. */
  verifier: Address;
  /** keccak256 of the public manifest's bytes. */
  manifestHash: Hex;
  /** Materiality, 1 the highest, 4 the lowest. */
  tier: number;
  /** Oldest record that a decision may rest on, in seconds. */
  maximumRecordAge: number;
  /** Days from an approval or a review to the next review. */
  reviewDays: number;
}

/**
 * Puts a version into the inventory; the account becomes its developer.
 * @returns the model's id as `result`.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const registerModel = (clients: Clients, { modelRegistry, ...registration }: RegisterModelParameters): Promise<Sent<Hex>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "register", args: [registration] });
