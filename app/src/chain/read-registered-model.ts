import type { Client, Hex } from "viem";
import { readContract } from "viem/actions";
import { groth16VerifierAbi } from "../../../src/chain/abi/groth16-verifier.ts";
import { modelRegistryAbi } from "../../../src/chain/abi/model-registry.ts";
import type { RegisteredModel } from "../verification/check-decision.ts";

/**
 * The registry's record of a model, and the key that its verifier contract holds.
 * @returns undefined where no such model was ever registered.
 */
export async function readRegisteredModel(client: Client, registry: Hex, model: Hex): Promise<RegisteredModel | undefined> {
  const record = await readContract(client, { address: registry, abi: modelRegistryAbi, functionName: "modelOf", args: [model] });
  if (record.number === 0) return undefined;
  const verifier = { address: record.verifier, abi: groth16VerifierAbi } as const;
  const [key, developmentKey] = await Promise.all([
    readContract(client, { ...verifier, functionName: "verifyingKey" }),
    readContract(client, { ...verifier, functionName: "isDevelopmentKey" }),
  ]);
  const { commitment, verifyingKeyHash, manifestHash, maximumRecordAge, schemaHash } = record;
  return {
    commitment,
    verifier: record.verifier,
    verifyingKeyHash,
    manifestHash,
    maximumRecordAge: BigInt(maximumRecordAge),
    schemaHash,
    key: [...key],
    developmentKey,
  };
}
