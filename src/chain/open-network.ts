import { join } from "node:path";
import type {} from "@nomicfoundation/hardhat-toolbox-viem";
import type { NetworkConnection } from "hardhat/types/network";
import type { Hex } from "viem";
import type { ContractName } from "./deployment.ts";
import type { CreationCode } from "./deployment-check.ts";

const root = join(import.meta.dirname, "../..");

/** A chain with what Hardhat adds to it: Ignition, and the contracts of this checkout, compiled. */
export interface OpenNetwork extends AsyncDisposable {
  connection: NetworkConnection;
  creationCode(names: readonly ContractName[]): Promise<CreationCode>;
  close(): Promise<void>;
}

/** The compiler warns of a library's names on every first build; `hardhat build` shows it to whoever works on contracts. Errors are thrown as ever. */
async function withoutWarnings<Result>(work: () => Promise<Result>): Promise<Result> {
  const { log, warn } = console;
  Object.assign(console, { log: () => {}, warn: () => {} });
  try {
    return await work();
  } finally {
    Object.assign(console, { log, warn });
  }
}

/**
 * Compiles the contracts where they changed, and opens the chain behind an RPC address for deploying.
 * @param key the deployer's private key; the node's own accounts where there is none.
 */
export async function openNetwork(rpcUrl: string, key?: Hex): Promise<OpenNetwork> {
  // Hardhat looks for plugins and contracts from the project's root, wherever the command was run.
  const { createHardhatRuntimeEnvironment, importUserConfig } = await import("hardhat/hre");
  const config = join(root, "hardhat.config.ts");
  const hre = await createHardhatRuntimeEnvironment(await importUserConfig(config), { config }, root);
  await withoutWarnings(() => hre.tasks.getTask("build").run({ quiet: true }));
  const connection = await hre.network.create({
    network: "localhost",
    override: { url: rpcUrl, accounts: key === undefined ? "remote" : [key] },
  });
  const close = () => connection.close();
  return {
    connection,
    creationCode: async (names) =>
      Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await hre.artifacts.readArtifact(name)).bytecode]))) as CreationCode,
    close,
    [Symbol.asyncDispose]: close,
  };
}
