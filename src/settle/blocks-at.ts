import type { PublicClient } from "viem";

/** The first block from `from` to `head` for which `holds`, or the one after `head` where there is none; `holds` stays true once it is. */
async function firstBlock(client: PublicClient, from: bigint, head: bigint, holds: (timestamp: bigint) => boolean): Promise<bigint> {
  let [low, high] = [from, head + 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    const { timestamp } = await client.getBlock({ blockNumber: middle });
    if (holds(timestamp)) high = middle;
    else low = middle + 1n;
  }
  return low;
}

/**
 * The blocks from `startBlock` on that bear a time, first and last: found by halving, so that a chain of any length takes a few dozen reads. Undefined where none does.
 */
export async function blocksAt(client: PublicClient, startBlock: bigint, time: bigint): Promise<{ first: bigint; last: bigint } | undefined> {
  const head = await client.getBlockNumber({ cacheTime: 0 });
  const first = await firstBlock(client, startBlock, head, (timestamp) => timestamp >= time);
  const last = (await firstBlock(client, first, head, (timestamp) => timestamp > time)) - 1n;
  return last < first ? undefined : { first, last };
}
