import { setTimeout } from "node:timers/promises";
import type { Hex, PublicClient } from "viem";
import { CredenceError } from "../errors/credence-error.ts";
import { unreachable } from "./clients.ts";

export interface FutureBlockOptions {
  number: bigint;
  /** Blocks that have to stand on it before its hash is taken for good. */
  confirmations: number;
  /** Hears that the block does not exist yet and is waited for. */
  onWait?: () => void;
  /** Milliseconds between two questions. */
  interval?: number;
  signal?: AbortSignal;
}

/**
 * Waits for a block that does not exist yet, and takes its hash.
 * @throws CredenceError CRD-9001 (the block exists already: its hash could have been foreseen), CRD-6004 (the node does not answer).
 */
export async function hashOfFutureBlock(
  client: PublicClient,
  { number, confirmations, onWait = () => {}, interval = 1000, signal }: FutureBlockOptions,
): Promise<Hex> {
  const ask = <T>(question: Promise<T>) =>
    question.catch((cause: unknown) => {
      throw unreachable(cause);
    });
  const head = () => ask(client.getBlockNumber({ cacheTime: 0 }));
  let at = await head();
  if (number <= at) {
    throw new CredenceError(
      "CRD-9001",
      `Block ${number} exists already, the newest is ${at}: a beacon is the hash of a block that was named before it existed.`,
    );
  }
  onWait();
  for (; at < number + BigInt(confirmations); at = await head()) await setTimeout(interval, undefined, { signal });
  const { hash } = await ask(client.getBlock({ blockNumber: number }));
  return hash;
}
