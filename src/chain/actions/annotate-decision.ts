import type { Address, Hex } from "viem";
import { decisionRegistryAbi } from "../abi/decision-registry.ts";
import { ANNOTATION_KINDS, type AnnotationKind } from "../annotation-kind.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

export interface AnnotateDecisionParameters {
  decisionRegistry: Address;
  application: bigint;
  kind: AnnotationKind;
  /** keccak256 of the document, which holds what is personal. */
  documentHash: Hex;
}

/**
 * Records a document about a decision by its hash.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const annotateDecision = (clients: Clients, { decisionRegistry, application, kind, documentHash }: AnnotateDecisionParameters): Promise<Sent<void>> =>
  sendCall(clients, {
    address: decisionRegistry,
    abi: decisionRegistryAbi,
    functionName: "annotate",
    args: [application, ANNOTATION_KINDS.indexOf(kind), documentHash],
  });
