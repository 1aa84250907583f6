import { type Address, BaseError, HttpRequestError, type PublicClient, parseEventLogs, TimeoutError } from "viem";
import { decisionRegistryAbi } from "../chain/abi/decision-registry.ts";
import { issuerRegistryAbi } from "../chain/abi/issuer-registry.ts";
import { modelRegistryAbi } from "../chain/abi/model-registry.ts";

/** The contracts whose events the index is made of. */
export interface WatchedContracts {
  ModelRegistry: Address;
  IssuerRegistry: Address;
  DecisionRegistry: Address;
}

const EVENTS = [...modelRegistryAbi, ...issuerRegistryAbi, ...decisionRegistryAbi].filter((item) => item.type === "event");

/** An event of a registry, decoded. */
export type WatchedLog = Awaited<ReturnType<typeof watchedLogs>>[number];

const isConnection = (cause: unknown) =>
  cause instanceof BaseError && cause.walk((at) => at instanceof HttpRequestError || at instanceof TimeoutError) !== null;

/** The registries' events in a range of blocks, in the order of the chain. A range that holds more than the node gives at once is asked for in halves. */
export async function watchedLogs(client: PublicClient, contracts: WatchedContracts, fromBlock: bigint, toBlock: bigint) {
  const address = [contracts.ModelRegistry, contracts.IssuerRegistry, contracts.DecisionRegistry];
  const read = async (from: bigint, to: bigint): Promise<Awaited<ReturnType<typeof client.getLogs>>> => {
    try {
      return await client.getLogs({ address, fromBlock: from, toBlock: to });
    } catch (cause) {
      if (isConnection(cause) || from === to) throw cause;
      const middle = (from + to) / 2n;
      return [...(await read(from, middle)), ...(await read(middle + 1n, to))];
    }
  };
  const logs = parseEventLogs({ abi: EVENTS, logs: await read(fromBlock, toBlock) });
  return logs.filter(
    (log): log is typeof log & { blockNumber: bigint; blockHash: `0x${string}`; logIndex: number; transactionHash: `0x${string}` } => log.blockNumber !== null,
  );
}
