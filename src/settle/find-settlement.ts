import type { Hex, PublicClient } from "viem";
import { decisionRegistryAbi } from "../chain/abi/decision-registry.ts";
import { readCall } from "../chain/read-call.ts";
import { refusal } from "../chain/send-call.ts";
import { spellTime, spellWord } from "../chain/spell.ts";
import { CredenceError } from "../errors/credence-error.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { nameSignals } from "../statement/signals.ts";
import { blocksAt } from "./blocks-at.ts";

/** Where a decision was settled. */
export interface Settlement {
  transaction: Hex;
  block: number;
  gasUsed: bigint;
}

export interface FoundSettlement extends Settlement {
  /** The signals of the decision that was settled, in circuit order. */
  signals: readonly bigint[];
  submitter: Hex;
  /** Unix seconds. */
  settledAt: number;
}

/** The decision on a receipt's application as the chain has it, or undefined where there is none. @throws CredenceError CRD-6001, CRD-6004. */
export async function readSettlement(client: PublicClient, receipt: Receipt, startBlock: bigint): Promise<FoundSettlement | undefined> {
  const address = receipt.decisionRegistry;
  const { applicationId } = nameSignals(receipt.signals);
  const { settledAt } = await readCall(client, { address, abi: decisionRegistryAbi, functionName: "decisionOf", args: [applicationId] });
  if (settledAt === 0) return undefined;
  try {
    const blocks = await blocksAt(client, startBlock, BigInt(settledAt));
    const [log] = blocks
      ? await client.getContractEvents({
          address,
          abi: decisionRegistryAbi,
          eventName: "DecisionSettled",
          args: { application: applicationId },
          fromBlock: blocks.first,
          toBlock: blocks.last,
          strict: true,
        })
      : [];
    if (!log) {
      // The registry has it, and the deployment's blocks do not: the start block or the node's history begins too late.
      throw new CredenceError("CRD-6006", `The decision was settled at ${spellTime(settledAt)}, of which this node shows no block from ${startBlock} on.`);
    }
    const mined = await client.getTransactionReceipt({ hash: log.transactionHash });
    const { signals, submitter } = log.args;
    return { transaction: log.transactionHash, block: Number(log.blockNumber), gasUsed: mined.gasUsed, signals, submitter, settledAt };
  } catch (cause) {
    throw refusal(cause, `DecisionSettled of ${address}`);
  }
}

/**
 * Where a receipt's decision was settled, or undefined where its application has no decision.
 * @throws CredenceError CRD-6002 where another decision stands on the application, CRD-6001 and CRD-6004 as {@link readSettlement}.
 */
export async function findSettlement(client: PublicClient, receipt: Receipt, startBlock: bigint): Promise<Settlement | undefined> {
  const found = await readSettlement(client, receipt, startBlock);
  if (!found) return undefined;
  const { transaction, block, gasUsed, signals } = found;
  // A proof can be made again for the same statement; the decision commitment has a fresh blind, so that equal signals are this very decision.
  if (signals.some((signal, i) => signal !== receipt.signals[i])) {
    const { applicationId } = nameSignals(receipt.signals);
    throw new CredenceError(
      "CRD-6002",
      `Application ${spellWord(applicationId)} was decided by transaction ${transaction} in block ${block}, which is not this receipt's decision.`,
    );
  }
  return { transaction, block, gasUsed };
}
