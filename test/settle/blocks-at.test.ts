import fc from "fast-check";
import type { PublicClient } from "viem";
import { expect, it } from "vitest";
import { blocksAt } from "../../src/settle/blocks-at.ts";

/** A chain of that many blocks, and the blocks that were read of it. */
function chainOf(length: number, timeOf: (block: number) => bigint) {
  const read: bigint[] = [];
  const client = {
    getBlockNumber: async () => BigInt(length - 1),
    getBlock: async ({ blockNumber }: { blockNumber: bigint }) => {
      read.push(blockNumber);
      return { timestamp: timeOf(Number(blockNumber)) };
    },
  } as unknown as PublicClient;
  return { client, read };
}

const times = fc.array(fc.bigInt(0n, 3n), { minLength: 1, maxLength: 60 }).map((steps) => {
  let time = 0n;
  return steps.map((step) => {
    // A step of 0 makes two blocks of one time, as some chains have them.
    time += step;
    return time;
  });
});

it("finds exactly the blocks of a time, from the start block on, whatever the chain", async () => {
  await fc.assert(
    fc.asyncProperty(times, fc.nat(80), fc.nat(59), async (chain, wanted, from) => {
      const start = Math.min(from, chain.length - 1);
      const expected = chain.flatMap((time, number) => (number >= start && time === BigInt(wanted) ? [BigInt(number)] : []));
      const found = await blocksAt(chainOf(chain.length, (block) => chain[block] as bigint).client, BigInt(start), BigInt(wanted));
      expect(found).toEqual(expected.length === 0 ? undefined : { first: expected[0], last: expected.at(-1) });
    }),
    { numRuns: 500 },
  );
});

it("reads a few dozen blocks of ten million", async () => {
  const { client, read } = chainOf(10_000_000, (block) => 12n * BigInt(block));
  expect(await blocksAt(client, 0n, 12n * 7_654_321n)).toEqual({ first: 7_654_321n, last: 7_654_321n });
  expect(read.length).toBeLessThan(60);
});
