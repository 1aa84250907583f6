import type { Address, Hex } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface AddEvidenceParameters {
  modelRegistry: Address;
  model: Hex;
  /** What the document is, such as parity-certificate. */
  kind: string;
  /** keccak256 of the document. */
  documentHash: Hex;
}

/**
 * Records a document about a version by its hash.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const addEvidence = (clients: Clients, { modelRegistry, model, kind, documentHash }: AddEvidenceParameters): Promise<Sent<void>> =>
  sendCall(clients, { address: modelRegistry, abi: modelRegistryAbi, functionName: "addEvidence", args: [model, kind, documentHash] });
