import type { Address } from "viem";
import { modelRegistryAbi } from "../abi/model-registry.ts";
import type { Clients } from "../clients.ts";
import { encodeKeyContribution } from "../key-contribution.ts";
import { type Sent, sendCall } from "../send-call.ts";
import type { SignedContribution } from "../signed-contribution.ts";

/**
 * Records who contributed to a key, by their signature; any account may send it.
 * @throws CredenceError CRD-6001, CRD-6003, CRD-6004, as {@link sendCall}.
 */
export const recordContribution = (clients: Clients, modelRegistry: Address, signed: SignedContribution): Promise<Sent<void>> =>
  sendCall(clients, {
    address: modelRegistry,
    abi: modelRegistryAbi,
    functionName: "recordContribution",
    args: [encodeKeyContribution(signed), signed.contributor, signed.signature],
  });
