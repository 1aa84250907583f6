import { type Client, defineChain } from "viem";
import { createConfig, http } from "wagmi";

/**
 * The browser's own way to the register's chain: through this page's read-only node, or through the one that the reader chose. No wallet is looked for.
 * @param node the address of the reader's own node
 */
export function openChain(chainId: number, node: string | null): Client {
  const url = node ?? new URL("/rpc", window.location.origin).href;
  const chain = defineChain({
    id: chainId,
    name: `Chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  return createConfig({
    chains: [chain],
    // Reads of one moment travel together.
    transports: { [chainId]: http(url, { batch: { batchSize: 20 }, retryCount: 2, timeout: 15_000 }) },
    multiInjectedProviderDiscovery: false,
    storage: null,
  }).getClient({ chainId });
}
