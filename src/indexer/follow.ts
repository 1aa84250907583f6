import type { DatabaseSync } from "node:sqlite";
import type { PublicClient } from "viem";
import { nodeFault } from "../chain/node-fault.ts";
import { CredenceError } from "../errors/credence-error.ts";
import { insert, inTransaction, type Row } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import { rowsOf } from "./rows.ts";
import { type WatchedContracts, watchedLogs } from "./watched-logs.ts";

/** Most blocks asked for at once: what public providers commonly allow. */
const RANGE = 2_000n;

export interface FollowOptions {
  client: PublicClient;
  contracts: WatchedContracts;
  /** First block of the deployment: nothing before it is read. */
  startBlock: bigint;
}

/**
 * Deletes the blocks that the chain no longer has, newest first, until one agrees.
 * @returns how many of the stored blocks were dropped.
 */
async function dropReorganised(database: DatabaseSync, client: PublicClient): Promise<number> {
  let dropped = 0;
  for (;;) {
    const stored = database.prepare("SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1").get() as Row | undefined;
    if (!stored) return dropped;
    const block = await client.getBlock({ blockNumber: BigInt(stored.number as number) }).catch((cause: Error) => {
      // A chain that is shorter now has no such block; anything else is the connection's fault.
      if (cause.name === "BlockNotFoundError") return undefined;
      throw cause;
    });
    if (block?.hash === stored.hash) return dropped;
    database.prepare("DELETE FROM blocks WHERE number = ?").run(stored.number as number);
    dropped += 1;
  }
}

/**
 * Brings the index up to the chain's head: drops what a reorganisation took away, reads the logs since, range by range, each range whole or not at all.
 * @returns the head's number, and how many stored blocks were dropped.
 * @throws CredenceError CRD-8005 where the chain cannot be read; what was stored stays.
 */
export async function catchUp(database: DatabaseSync, { client, contracts, startBlock }: FollowOptions): Promise<{ head: number; dropped: number }> {
  try {
    const dropped = await dropReorganised(database, client);
    const head = await client.getBlockNumber({ cacheTime: 0 });
    const last = database.prepare("SELECT MAX(number) AS number FROM blocks").get() as Row;
    for (let from = last.number === null ? startBlock : BigInt(last.number as number) + 1n; from <= head; from += RANGE) {
      const to = from + RANGE - 1n < head ? from + RANGE - 1n : head;
      const logs = await watchedLogs(client, contracts, from, to);
      // The last block of a range is stored even where it says nothing, so that the next catch-up can tell whether the chain is still the same.
      const numbers = [...new Set([...logs.map((log) => log.blockNumber), to])].sort((a, b) => (a < b ? -1 : 1));
      const blocks = await inChunks(numbers, (blockNumber) => client.getBlock({ blockNumber }));
      const byNumber = new Map(blocks.map((block) => [block.number, block]));
      if (logs.some((log) => byNumber.get(log.blockNumber)?.hash !== log.blockHash)) return catchUp(database, { client, contracts, startBlock });
      const rows = await rowsOf(client, logs);
      inTransaction(database, () => {
        for (const block of blocks) insert(database, "blocks", { number: Number(block.number), hash: block.hash, timestamp: Number(block.timestamp) });
        for (const { table, row } of rows) insert(database, table, row);
      });
    }
    return { head: Number(head), dropped };
  } catch (cause) {
    if (cause instanceof CredenceError) throw cause;
    throw new CredenceError("CRD-8005", `Reading the chain failed: ${nodeFault(cause).message}`);
  }
}

export interface Follower {
  /** The chain's head when it was last asked. */
  head(): number;
  /** Reads what is new at once. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Follows the chain until closed, asking every `intervalMs`. A failed round is reported and tried again. */
export function follow(
  database: DatabaseSync,
  options: FollowOptions,
  { intervalMs = 1_000, onError }: { intervalMs?: number; onError: (error: Error) => void },
): Follower {
  let head = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const refresh = () => {
    round = round.then(async () => {
      if (closed) return;
      await catchUp(database, options).then((result) => {
        head = result.head;
      }, onError);
    });
    return round;
  };
  const loop = async () => {
    await refresh();
    if (!closed) timer = setTimeout(loop, intervalMs);
  };
  void loop();
  return {
    head: () => head,
    refresh,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await round;
    },
  };
}
