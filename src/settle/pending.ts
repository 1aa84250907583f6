import { existsSync, rmSync } from "node:fs";
import { keccak256, parseTransaction, type TransactionSerialized } from "viem";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile, writeJsonFile } from "../files/json.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { settlementData } from "./settlement-call.ts";

const hex = z.string().regex(/^0x[0-9a-f]+$/) as z.ZodType<`0x${string}`>;

/**
 * A transaction that was signed and may or may not have reached the chain. It is written before the first broadcast, so that whoever is killed after that sends
 * the same bytes (and so the same nonce) again instead of a second transaction.
 */
export const Pending = z.strictObject({
  format: z.literal("credence.pending/1"),
  hash: hex,
  raw: hex,
  from: hex,
  nonce: z.int().nonnegative(),
});
export type Pending = z.infer<typeof Pending>;

const fileOf = (receiptPath: string) => `${receiptPath}.pending`;

/**
 * The transaction that was signed for a receipt, if there is one.
 * @throws CredenceError CRD-9003 where the file does not hold together or settles anything else than this receipt: it was replaced, or the receipt was.
 */
export function readPending(receiptPath: string, receipt: Receipt): Pending | undefined {
  const file = fileOf(receiptPath);
  if (!existsSync(file)) return undefined;
  const pending = parseJsonFile(file, Pending);
  const refuse = (message: string) => new CredenceError("CRD-9003", `${file} ${message}; it is not sent.`, { place: file });
  if (keccak256(pending.raw) !== pending.hash) throw refuse("does not hold together");
  const { to, data, nonce = 0 } = parseTransaction(pending.raw as TransactionSerialized);
  if (nonce !== pending.nonce) throw refuse("does not hold together");
  if (to?.toLowerCase() !== receipt.decisionRegistry.toLowerCase() || data !== settlementData(receipt))
    throw refuse("holds the transaction of another decision");
  return pending;
}

export const writePending = (receiptPath: string, pending: Pending): void => writeJsonFile(fileOf(receiptPath), pending, 0o600);
export const removePending = (receiptPath: string): void => rmSync(fileOf(receiptPath), { force: true });
