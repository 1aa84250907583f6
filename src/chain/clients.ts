import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import { CredenceError } from "../errors/credence-error.ts";
import { nodeFault } from "./node-fault.ts";

/** What an action of an account needs: reading the chain, and signing for it. */
export interface Clients {
  publicClient: PublicClient<Transport, Chain>;
  walletClient: WalletClient<Transport, Chain, Account>;
}

/** A chain is known by its id and node; what it is called is of no matter here. */
const chainOf = (id: number, rpcUrl: string): Chain =>
  defineChain({ id, name: `chain ${id}`, nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 }, rpcUrls: { default: { http: [rpcUrl] } } });

/** The chain cannot be reached: the error for whatever the connection says. */
export const unreachable = (cause: unknown, place?: string): CredenceError =>
  new CredenceError("CRD-6004", `The node did not answer: ${nodeFault(cause).message}`, { place });

/** A node's address without what it may carry of a key: such addresses end up in logs. */
const shown = (rpcUrl: string): string => (URL.canParse(rpcUrl) ? new URL(rpcUrl).origin : rpcUrl);

/**
 * Opens a chain for reading.
 * @param options.chainId the chain that is meant; whatever the node serves, unless told.
 * @throws CredenceError CRD-6004 (no node answers there), CRD-6005 (its chain is another one).
 */
export async function openChain(rpcUrl: string, options: { chainId?: number | undefined } = {}): Promise<PublicClient<Transport, Chain>> {
  if (!URL.canParse(rpcUrl)) throw new CredenceError("CRD-6004", `${rpcUrl} is not an address of a node.`, { place: rpcUrl });
  const transport = http(rpcUrl, { retryCount: 2, timeout: 20_000 });
  const asked = await createPublicClient({ transport })
    .getChainId()
    .catch((cause: unknown) => {
      throw unreachable(cause, shown(rpcUrl));
    });
  if (options.chainId !== undefined && asked !== options.chainId) {
    throw new CredenceError("CRD-6005", `The node serves chain ${asked}, not ${options.chainId}.`, { place: shown(rpcUrl) });
  }
  return createPublicClient({ chain: chainOf(asked, rpcUrl), transport, pollingInterval: 250 });
}

/** Opens a chain for one account. @throws CredenceError as {@link openChain}. */
export async function openClients(rpcUrl: string, account: Account, options: { chainId?: number | undefined } = {}): Promise<Clients> {
  const publicClient = await openChain(rpcUrl, options);
  const walletClient = createWalletClient({ account, chain: publicClient.chain, transport: http(rpcUrl, { retryCount: 2, timeout: 20_000 }) });
  return { publicClient, walletClient };
}
