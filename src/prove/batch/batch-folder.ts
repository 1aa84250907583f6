import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { appendFile, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Manifest } from "../../build/manifest.ts";
import { CredenceError, type ErrorRecord } from "../../errors/credence-error.ts";
import { formatJson, parseJsonFile, writeJsonFile } from "../../files/json.ts";
import type { Receipt } from "../../receipt/receipt.ts";
import type { BatchEntry } from "./batch-line.ts";
import { takeFolder } from "./take-folder.ts";

/** Which model a folder of receipts belongs to, so that a batch is gone on with by the model that began it and by no other. */
const BatchFile = z.strictObject({
  format: z.literal("credence.batch/1"),
  model: z.strictObject({ name: z.string(), version: z.string(), commitment: z.string(), verifyingKeyHash: z.string() }),
});

/** A line that was set aside. */
export interface Rejected extends Omit<ErrorRecord, "title" | "hint"> {
  line: number;
  /** Absent where the line does not tell. */
  application?: string;
}

const RECEIPT = /^(0x[0-9a-f]{64})-([0-9a-f]{16})\.receipt\.json$/;
const PARTIAL = ".partial";

/** A batch's folder, held by this process alone. Its receipts are the only account of what is done: a receipt that has its name is whole and on the disk. */
export interface BatchFolder extends Disposable {
  /** Digests of the lines that have a receipt, by application. */
  done: Map<string, string>;
  /** Where the lines that are set aside are written down, one JSON object a line. */
  rejectedPath: string;
  /** Puts a receipt in its place, whole and flushed to the disk, or not at all. @returns its path. */
  keep(entry: Pick<BatchEntry, "id" | "digest">, receipt: Receipt): Promise<string>;
  setAside(rejected: Rejected): Promise<void>;
}

/** Writes to the disk itself, and its name after it: a machine that loses its power has the whole file or none. */
async function writeFlushed(folder: string, name: string, text: string): Promise<void> {
  const partial = join(folder, `${name}${PARTIAL}`);
  const file = await open(partial, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, join(folder, name));
  // Windows has no handles of folders.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Opens a batch's folder, made where there is none, readable by its owner only: receipts open scores and reasons.
 * @throws CredenceError CRD-5011 where another process works in it, or another model's receipts lie there; CRD-9002, CRD-9003.
 */
export function openBatchFolder(path: string, manifest: Manifest): BatchFolder {
  const receipts = join(path, "receipts");
  const rejectedPath = join(path, "rejected.jsonl");
  try {
    mkdirSync(receipts, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CredenceError("CRD-9002", `Could not make ${receipts}: ${(cause as Error).message}.`, { place: receipts, cause });
  }
  const held = takeFolder(path);
  try {
    const mark = join(path, "batch.json");
    const { name, version, modelCommitment: commitment, key } = manifest;
    const wanted = { format: "credence.batch/1", model: { name, version, commitment, verifyingKeyHash: key.verifyingKeyHash } } as const;
    const names = readdirSync(receipts);
    if (!readdirSync(path).includes("batch.json")) writeJsonFile(mark, wanted);
    else if (!isDeepStrictEqual(parseJsonFile(mark, BatchFile), wanted)) {
      throw new CredenceError("CRD-5011", `${path} holds a batch of another model, or of another build of ${name} ${version}.`, { place: mark });
    }
    const done = new Map<string, string>();
    for (const file of names) {
      // Whoever was killed while it wrote left a part behind, and the line is proven again.
      if (file.endsWith(PARTIAL)) rmSync(join(receipts, file));
      const [, id, digest] = RECEIPT.exec(file) ?? [];
      if (id !== undefined && digest !== undefined) done.set(id, digest);
    }
    // Lines are looked at anew in every run, so what was set aside before comes again unless it was corrected.
    rmSync(rejectedPath, { force: true });
    return {
      done,
      rejectedPath,
      async keep({ id, digest }, receipt) {
        const file = `${id}-${digest}.receipt.json`;
        await writeFlushed(receipts, file, formatJson(receipt));
        return join(receipts, file);
      },
      // A message may hold a cell of the record.
      setAside: (rejected) => appendFile(rejectedPath, `${JSON.stringify(rejected)}\n`, { mode: 0o600 }),
      [Symbol.dispose]: held[Symbol.dispose],
    };
  } catch (error) {
    held[Symbol.dispose]();
    throw error;
  }
}
