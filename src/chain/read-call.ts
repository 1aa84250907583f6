import type { Abi, Address, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType, PublicClient } from "viem";
import { refusal } from "./send-call.ts";

/** Reads one function of a contract. @throws CredenceError CRD-6001 (it reverts, or there is no such contract), CRD-6004 (the node does not answer). */
export async function readCall<const abi extends Abi, name extends ContractFunctionName<abi, "pure" | "view">>(
  publicClient: PublicClient,
  call: { address: Address; abi: abi; functionName: name; args: ContractFunctionArgs<abi, "pure" | "view", name> },
): Promise<ContractFunctionReturnType<abi, "pure" | "view", name>> {
  try {
    return (await publicClient.readContract(call as never)) as ContractFunctionReturnType<abi, "pure" | "view", name>;
  } catch (cause) {
    throw refusal(cause, `${call.functionName} of ${call.address}`);
  }
}
