import type { Address } from "viem";
import { VERIFYING_KEY_WORDS, type VerifyingKey } from "../../keys/verifying-key.ts";
import { verifierFactoryAbi } from "../abi/verifier-factory.ts";
import type { Clients } from "../clients.ts";
import { type Sent, sendCall } from "../send-call.ts";

type Words = Parameters<typeof sendCall<typeof verifierFactoryAbi, "deployVerifier">>[1]["args"][0];

export interface DeployVerifierParameters {
  verifierFactory: Address;
  key: VerifyingKey;
  /** True where one party made the key: the verifier says so for ever. */
  development: boolean;
}

/**
 * Deploys the verifier of a key, or finds the one that stands.
 * @returns the verifier's address as `result`.
 * @throws CredenceError CRD-6001 (the key is broken, and how), CRD-6003, CRD-6004, as {@link sendCall}.
 */
export function deployVerifier(clients: Clients, { verifierFactory, key, development }: DeployVerifierParameters): Promise<Sent<Address>> {
  if (key.length !== VERIFYING_KEY_WORDS) throw new RangeError(`a verifying key has ${VERIFYING_KEY_WORDS} words, not ${key.length}`);
  return sendCall(clients, {
    address: verifierFactory,
    abi: verifierFactoryAbi,
    functionName: "deployVerifier",
    args: [key as unknown as Words, development],
  });
}
