import { trackTransaction } from "@nomicfoundation/ignition-core";
import type { EIP1193Provider } from "hardhat/types/providers";
import type { Address, Hex, PublicClient } from "viem";

/** What Ignition says of a transaction that it prepared, that is on the chain, and whose hash its journal does not have. */
const LOST = /with nonce (\d+) sent from account (0x[0-9a-fA-F]{40})/;

/** The transaction of a sender with this nonce, looked for from the chain's head back; undefined where an earlier one of the sender comes first. */
async function findSent(client: PublicClient, sender: Address, nonce: number): Promise<Hex | undefined> {
  for (let blockNumber = await client.getBlockNumber({ cacheTime: 0 }); blockNumber >= 0n; blockNumber--) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
    const own = transactions.filter(({ from }) => from.toLowerCase() === sender.toLowerCase());
    const found = own.find((transaction) => transaction.nonce === nonce);
    if (found) return found.hash;
    if (own.some((transaction) => transaction.nonce < nonce)) return undefined;
  }
  return undefined;
}

/**
 * Runs a deployment by Ignition, also one that was killed after a transaction was sent and before its hash was written down: the hash is found on the chain, written into the
 * journal, and the deployment goes on.
 * @param options.journal folder of the deployment's journal
 */
export async function deployWithJournal<T>(
  deployment: () => Promise<T>,
  { client, provider, journal }: { client: PublicClient; provider: EIP1193Provider; journal: string },
): Promise<T> {
  const tracked = new Set<Hex>();
  for (;;) {
    try {
      return await deployment();
    } catch (cause) {
      const [, nonce, sender] = LOST.exec((cause as Error).message) ?? [];
      const hash = sender === undefined ? undefined : await findSent(client, sender as Address, Number(nonce));
      if (hash === undefined || tracked.has(hash)) throw cause;
      tracked.add(hash);
      await trackTransaction(journal, hash, provider);
    }
  }
}
