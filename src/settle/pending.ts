import { existsSync, rmSync } from "node:fs";
import { z } from "zod";
import { parseJsonFile, writeJsonFile } from "../files/json.ts";

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

export const readPending = (receiptPath: string): Pending | undefined =>
  existsSync(fileOf(receiptPath)) ? parseJsonFile(fileOf(receiptPath), Pending) : undefined;
export const writePending = (receiptPath: string, pending: Pending): void => writeJsonFile(fileOf(receiptPath), pending, 0o600);
export const removePending = (receiptPath: string): void => rmSync(fileOf(receiptPath), { force: true });
