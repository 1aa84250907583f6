import { type Hex, keccak256, TransactionReceiptNotFoundError } from "viem";
import { decisionRegistryAbi } from "../chain/abi/decision-registry.ts";
import type { Clients } from "../chain/clients.ts";
import { explainRevert } from "../chain/explain-revert.ts";
import { refusal } from "../chain/send-call.ts";
import { CredenceError } from "../errors/credence-error.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { writeReceipt } from "../receipt/receipt-file.ts";
import { findSettlement, type Settlement } from "./find-settlement.ts";
import { type Pending, readPending, removePending, writePending } from "./pending.ts";
import { settlementCall, settlementData } from "./settlement-call.ts";

export type SettleStage = "simulating" | "sending" | "waiting" | "settled" | "already settled";

export interface SettleOptions extends Clients {
  receipt: Receipt;
  /** The receipt's own file: the settlement is written into it, and the pending transaction beside it. */
  receiptPath: string;
  /** First block of the deployment. */
  startBlock: bigint;
  /** Blocks that must have been built when it is called settled, its own among them. */
  confirmations?: number;
  /** Milliseconds to wait for a block before giving up; the same command goes on later. */
  patience?: number;
  /** Milliseconds between two looks at the chain. */
  interval?: number;
  onStage?: (stage: SettleStage) => void;
}

/** More gas than the estimate: what the estimate read may have changed by the time of the block. */
const GAS_MARGIN = { numerator: 11n, denominator: 10n };

/** What a node says of bytes that it has already, or whose nonce another transaction has in its pool or in a block: what is found on the chain then decides. */
const KNOWN_BYTES =
  /already known|already imported|known transaction|already exists|replacement transaction underpriced|replacement fee too low|nonce too low|nonce.*(?:lower|already used)/i;

/**
 * Settles a receipt at most once. It simulates first, writes the signed transaction down before it is sent, waits, and writes where it was settled into the receipt.
 * It may be killed at any point and run again: a settled application is recognised, a pending transaction is sent again as the same bytes.
 * @throws CredenceError CRD-6001 (the contract refuses, in words), CRD-6002 (another decision stands on this application), CRD-6003 (in no block yet), CRD-6004 (no node).
 */
export async function settle(options: SettleOptions): Promise<Settlement> {
  const { receipt, receiptPath, startBlock, publicClient, confirmations = 1, onStage = () => {} } = options;
  const deadline = Date.now() + (options.patience ?? 180_000);
  const pause = () => new Promise((resolve) => setTimeout(resolve, options.interval ?? 250));

  /** Somebody else may have settled this very receipt in between: then there is nothing to refuse. */
  const unlessSettled = async (refused: unknown): Promise<undefined> => {
    if (!(await findSettlement(publicClient, receipt, startBlock))) throw refused;
  };

  let first = true;
  for (;;) {
    const settlement = await findSettlement(publicClient, receipt, startBlock);
    if (settlement && (await headOf(options)) >= BigInt(settlement.block + confirmations - 1)) {
      writeReceipt(receiptPath, { ...receipt, settlement: { transaction: settlement.transaction, block: settlement.block } });
      removePending(receiptPath);
      onStage(first ? "already settled" : "settled");
      return settlement;
    }
    if (!settlement) {
      const pending = await pendingOf(options).catch(unlessSettled);
      if (!pending) continue;
      onStage("sending");
      if (!(await broadcast(options, pending).then(() => true, unlessSettled))) continue;
      onStage("waiting");
      first = false;
      await untilMined(options, pending, deadline, pause);
    } else {
      first = false;
      giveUpAfter(deadline, receiptPath);
      await pause();
    }
  }
}

const headOf = ({ publicClient, receiptPath }: SettleOptions): Promise<bigint> =>
  publicClient.getBlockNumber({ cacheTime: 0 }).catch((cause: unknown) => {
    throw refusal(cause, receiptPath);
  });

function giveUpAfter(deadline: number, place: string): void {
  if (Date.now() > deadline) throw new CredenceError("CRD-6003", "The transaction was sent, and is not in a block that counts yet.", { place });
}

/** The transaction that was signed for this receipt, or a new one that the contract would take now. */
async function pendingOf(options: SettleOptions): Promise<Pending> {
  const { receipt, receiptPath, publicClient, walletClient, onStage = () => {} } = options;
  const known = readPending(receiptPath, receipt);
  try {
    // Bytes whose nonce another transaction took can never be in a block; where they are in one, and reverted, they are spent.
    if (known && (await publicClient.getTransactionCount({ address: known.from })) <= known.nonce) return known;
    removePending(receiptPath);

    onStage("simulating");
    const args = settlementCall(receipt);
    const { account } = walletClient;
    const call = { address: receipt.decisionRegistry, abi: decisionRegistryAbi, functionName: "settle", args, account } as const;
    // In the block to come: the latest one may be older than a record that was signed a moment ago.
    await publicClient.simulateContract({ ...call, blockTag: "pending" });
    const gas = ((await publicClient.estimateContractGas({ ...call, blockTag: "pending" })) * GAS_MARGIN.numerator) / GAS_MARGIN.denominator;
    const request = await walletClient.prepareTransactionRequest({ to: receipt.decisionRegistry, data: settlementData(receipt), gas });
    const raw = await walletClient.signTransaction(request);
    const pending: Pending = { format: "credence.pending/1", hash: keccak256(raw), raw, from: account.address.toLowerCase() as Hex, nonce: request.nonce };
    writePending(receiptPath, pending);
    return pending;
  } catch (cause) {
    throw refusal(cause, receiptPath);
  }
}

async function broadcast({ publicClient, receiptPath }: SettleOptions, { raw }: Pending): Promise<void> {
  try {
    await publicClient.sendRawTransaction({ serializedTransaction: raw });
  } catch (cause) {
    const error = refusal(cause, receiptPath);
    // A node that mines at once answers a reverting transaction with its revert: it is in a block, and so are its reasons.
    if (error.code === "CRD-6001") throw error;
    if (error.code === "CRD-6003" && KNOWN_BYTES.test(`${(cause as { details?: string }).details} ${(cause as Error).message}`)) return;
    throw error;
  }
}

/**
 * Waits until the transaction is in a block, or its nonce is used by another one: then the application is looked at again.
 * @throws CredenceError CRD-6001 where it is in a block and reverted, and its application has no decision.
 */
async function untilMined(options: SettleOptions, pending: Pending, deadline: number, pause: () => Promise<unknown>): Promise<void> {
  const { publicClient, receipt, receiptPath, startBlock, walletClient } = options;
  for (;;) {
    try {
      const used = (await publicClient.getTransactionCount({ address: pending.from })) > pending.nonce;
      const mined = await publicClient.getTransactionReceipt({ hash: pending.hash }).catch((cause: unknown) => {
        if (cause instanceof TransactionReceiptNotFoundError) return undefined;
        throw cause;
      });
      if (mined?.status === "success") return;
      if (mined) {
        removePending(receiptPath);
        if (await findSettlement(publicClient, receipt, startBlock)) return;
        const call = { address: receipt.decisionRegistry, abi: decisionRegistryAbi, functionName: "settle", args: settlementCall(receipt) } as const;
        const why = await publicClient
          .simulateContract({ ...call, account: walletClient.account })
          .then(() => "what stood against it is gone, and it can be sent again.", explainRevert);
        throw new CredenceError("CRD-6001", `Transaction ${pending.hash} was mined and reverted: ${why}`, { place: receiptPath });
      }
      if (used) return removePending(receiptPath);
    } catch (cause) {
      throw refusal(cause, receiptPath);
    }
    giveUpAfter(deadline, receiptPath);
    await pause();
  }
}
