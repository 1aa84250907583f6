import type { Client, Hex } from "viem";
import { readContract } from "viem/actions";
import { decisionRegistryAbi } from "../../../src/chain/abi/decision-registry.ts";

/** The registries that a DecisionRegistry asks when it settles: its own word for them, not the index's. */
export async function readRegistries(client: Client, decisionRegistry: Hex): Promise<{ models: Hex; issuers: Hex }> {
  const registry = { address: decisionRegistry, abi: decisionRegistryAbi } as const;
  const [models, issuers] = await Promise.all([
    readContract(client, { ...registry, functionName: "modelRegistry" }),
    readContract(client, { ...registry, functionName: "issuerRegistry" }),
  ]);
  return { models, issuers };
}
