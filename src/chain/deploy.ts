import { rmSync } from "node:fs";
import { join } from "node:path";
import type {} from "@nomicfoundation/hardhat-toolbox-viem";
import type { NetworkConnection } from "hardhat/types/network";
import { type Address, keccak256, type PublicClient, type Transaction } from "viem";
import { CredenceError } from "../errors/credence-error.ts";
import { deployWithJournal } from "./deploy-with-journal.ts";
import type { ContractName, DeployedContract, Deployment } from "./deployment.ts";
import { checkDeployment } from "./deployment-check.ts";
import credence from "./deployment-module.ts";
import { checkProductionParameters, type DeploymentParameters, LOCAL_CHAIN } from "./deployment-parameters.ts";

export interface DeployOptions {
  /** A chain as Hardhat opened it, in this process or over HTTP; its first account deploys and pays. */
  connection: NetworkConnection;
  parameters: DeploymentParameters;
  /** Refuse verifying keys that one party made, for ever, and parameters that no production should have. */
  production: boolean;
  /** Under which name Ignition keeps how far it came, so that a run that was cut short goes on; of this chain and these parameters unless told. */
  deploymentId?: string;
  onProgress?: (text: string) => void;
}

/** Where Ignition keeps how far its deployments came. */
const JOURNALS = join(import.meta.dirname, "../../ignition/deployments");

type Addresses = Record<ContractName, Address>;

/** What each constructor was given, as the record spells it. */
function constructorArguments(
  at: Addresses,
  deployer: Address,
  parameters: DeploymentParameters,
  production: boolean,
): Record<ContractName, DeployedContract["constructorArguments"]> {
  const governors = parameters.governors.map((governor) => governor.toLowerCase() as Address);
  return {
    AccessManager: [deployer],
    TimelockController: [String(parameters.governanceDelay), governors, governors, `0x${"0".repeat(40)}`],
    VerifierFactory: [],
    ModelRegistry: [at.AccessManager, at.VerifierFactory, String(parameters.approvalDelay), production],
    IssuerRegistry: [at.AccessManager, String(parameters.keyDelay)],
    DecisionRegistry: [at.AccessManager, at.ModelRegistry, at.IssuerRegistry],
    CreditGate: [at.DecisionRegistry, at.ModelRegistry],
  };
}

/** The transactions that made the contracts, looked for from the chain's head back: they are its latest, or were before a run that was cut short. */
async function findCreations(client: PublicClient, addresses: readonly Address[]): Promise<Map<Address, Transaction>> {
  const found = new Map<Address, Transaction>();
  for (let blockNumber = await client.getBlockNumber({ cacheTime: 0 }); found.size < addresses.length && blockNumber >= 0n; blockNumber--) {
    const block = await client.getBlock({ blockNumber, includeTransactions: true });
    for (const transaction of block.transactions.filter(({ to }) => to === null)) {
      const { contractAddress } = await client.getTransactionReceipt({ hash: transaction.hash });
      const address = contractAddress?.toLowerCase() as Address;
      if (addresses.includes(address)) found.set(address, transaction);
    }
  }
  return found;
}

/** A name for this chain and these parameters. A chain on this machine has another first block each time that it is started. */
async function nameDeployment(client: PublicClient, chainId: number, parameters: DeploymentParameters, production: boolean): Promise<string> {
  const { hash } = await client.getBlock({ blockNumber: 0n });
  const digest = keccak256(new TextEncoder().encode(JSON.stringify([hash, parameters, production])));
  return `credence-${chainId}-${digest.slice(2, 14)}`;
}

/**
 * Deploys the registries, the gate and their governance by Ignition, and proves the record of it against the chain before anybody gets it.
 * @returns the record; `writeDeployment` keeps it.
 * @throws CredenceError CRD-9003 (parameters unfit for production), CRD-6009 (the deployment did not finish), CRD-6006 (the chain does not show what was deployed).
 */
export async function deploy({ connection, parameters, production, deploymentId, onProgress = () => {} }: DeployOptions): Promise<Deployment> {
  if (production) checkProductionParameters(parameters);
  const client = (await connection.viem.getPublicClient()) as PublicClient;
  const chainId = await client.getChainId();
  const { name, explorer, ...given } = parameters;

  onProgress("deploying");
  const id = deploymentId ?? (await nameDeployment(client, chainId, parameters, production));
  const run = () =>
    connection.ignition.deploy(credence, {
      parameters: { Credence: { ...given, production } },
      deploymentId: id,
      displayUi: false,
      // On a chain that makes a block of each transaction there is nothing to wait for.
      ...(chainId === LOCAL_CHAIN ? { config: { blockPollingInterval: 20 } } : {}),
    });
  const deployed = await deployWithJournal(run, { client, provider: connection.provider, journal: join(JOURNALS, id) }).catch((cause: Error) => {
    throw new CredenceError("CRD-6009", cause.message, { cause });
  });

  onProgress("reading the chain");
  const at = Object.fromEntries(
    Object.entries(deployed as Record<ContractName, { address: Address }>).map(([contract, { address }]) => [contract, address.toLowerCase()]),
  ) as Addresses;
  const creations = await findCreations(client, Object.values(at));
  const deployer = creations.get(at.AccessManager)?.from.toLowerCase() as Address;
  const argumentsOf = constructorArguments(at, deployer, parameters, production);
  const contracts = {} as Record<ContractName, DeployedContract>;
  for (const contract of Object.keys(at) as ContractName[]) {
    const creation = creations.get(at[contract]);
    const code = await client.getCode({ address: at[contract] });
    if (creation?.blockNumber == null || code === undefined) throw new CredenceError("CRD-6006", `The chain does not show ${contract} at ${at[contract]}.`);
    contracts[contract] = {
      address: at[contract],
      block: Number(creation.blockNumber),
      transaction: creation.hash,
      constructorArguments: argumentsOf[contract],
      codeHash: keccak256(code),
    };
  }
  const deployment: Deployment = {
    format: "credence.deployment/1",
    chainId,
    name,
    production,
    startBlock: Math.min(...Object.values(contracts).map(({ block }) => block)),
    ...(explorer === undefined ? {} : { explorer }),
    contracts,
  };
  onProgress("checking");
  await checkDeployment(client, deployment);
  // A chain on this machine ends with its node, and there is nothing to go on with.
  if (chainId === LOCAL_CHAIN) rmSync(join(JOURNALS, id), { recursive: true, force: true });
  return deployment;
}
