import { type Client, type Hex, parseEventLogs, TransactionReceiptNotFoundError } from "viem";
import { getBlock, getTransactionReceipt } from "viem/actions";
import { decisionRegistryAbi } from "../../../src/chain/abi/decision-registry.ts";
import type { Settlement } from "../verification/check-decision.ts";

/**
 * The settlement of an application in a transaction, as the registry's own event tells it.
 * @returns undefined where the chain has no such transaction, or the transaction did not settle this application in this registry.
 * @throws whatever keeps the node from answering, and an Error where the chain changes while it is read.
 */
export async function readSettlement(client: Client, registry: Hex, application: bigint, transaction: Hex): Promise<Settlement | undefined> {
  const receipt = await getTransactionReceipt(client, { hash: transaction }).catch((error: unknown) => {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  });
  if (receipt === undefined) return undefined;
  const own = receipt.logs.filter((log) => log.address.toLowerCase() === registry.toLowerCase());
  const event = parseEventLogs({ abi: decisionRegistryAbi, eventName: "DecisionSettled", logs: own }).find(({ args }) => args.application === application);
  if (event === undefined) return undefined;
  const block = await getBlock(client, { blockNumber: receipt.blockNumber });
  if (block.hash !== receipt.blockHash) throw new Error("The chain changed while it was read. Run the checks again.");
  const { model, verifier, signals, proof } = event.args;
  return { application, model, verifier, signals: [...signals], proof: [...proof], block: block.number, timestamp: block.timestamp };
}
