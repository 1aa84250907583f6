import type { Command } from "commander";
import type { Chain, PublicClient, Transport } from "viem";
import { openAccount } from "../chain/account-key.ts";
import { type Clients, openChain, openClients } from "../chain/clients.ts";
import { type Deployment, readDeployment } from "../chain/deployment.ts";
import { requireDeployed } from "../chain/require-deployed.ts";

/** What every command that reads a deployed register is given. */
export interface ChainFlags {
  rpc: string;
  deployment: string;
}

/** What a command that sends transactions is given besides. */
export interface AccountFlags extends ChainFlags {
  key?: string;
}

export const withChain = (command: Command): Command =>
  command.requiredOption("--rpc <url>", "the chain's node").requiredOption("--deployment <file>", "the deployment's record");

/** @param who whose key it is, such as "the lender or its delegate". */
export const withAccount = (command: Command, who: string): Command =>
  withChain(command).option("--key <file>", `file with the private key of ${who}; CREDENCE_PRIVATE_KEY unless given`);

/** Opens the deployment's chain for reading. @throws CredenceError CRD-6004, CRD-6005, CRD-6006, CRD-9002, CRD-9003. */
export async function openForReading({ rpc, deployment: file }: ChainFlags): Promise<{ deployment: Deployment; publicClient: PublicClient<Transport, Chain> }> {
  const deployment = readDeployment(file);
  const publicClient = await openChain(rpc, { chainId: deployment.chainId });
  await requireDeployed(publicClient, deployment);
  return { deployment, publicClient };
}

/** Opens the deployment's chain for one account. @throws CredenceError CRD-6007 besides those of {@link openForReading}. */
export async function openForSending({ rpc, deployment: file, key }: AccountFlags): Promise<{ deployment: Deployment; clients: Clients }> {
  const deployment = readDeployment(file);
  const clients = await openClients(rpc, openAccount(key), { chainId: deployment.chainId });
  await requireDeployed(clients.publicClient, deployment);
  return { deployment, clients };
}
