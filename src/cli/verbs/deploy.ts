import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { Address, Hex, PublicClient } from "viem";
import { openChain } from "../../chain/clients.ts";
import { type ContractName, type Deployment, readDeployment, writeDeployment } from "../../chain/deployment.ts";
import { checkDeployment } from "../../chain/deployment-check.ts";
import { LOCAL_CHAIN, localParameters, readDeploymentParameters } from "../../chain/deployment-parameters.ts";
import type { OpenNetwork } from "../../chain/open-network.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { emit, progress } from "../output.ts";

/** Where the deployer's key comes from; a node on this machine has accounts of its own. */
const KEY_VARIABLE = "CREDENCE_DEPLOYER_KEY";

interface DeployFlags {
  rpc: string;
  out?: string;
  check?: string;
  parameters?: string;
  production?: boolean;
}

function deployerKey(): Hex | undefined {
  const given = process.env[KEY_VARIABLE];
  if (given === undefined || given === "") return undefined;
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(given))
    throw new CredenceError("CRD-6007", `${KEY_VARIABLE} does not hold a private key: 64 hex digits, with or without 0x.`);
  return `0x${given.replace(/^0x/, "")}`;
}

async function parametersFor({ connection }: OpenNetwork, chainId: number, file: string | undefined) {
  if (file !== undefined) return readDeploymentParameters(file);
  if (chainId !== LOCAL_CHAIN) throw new CredenceError("CRD-9001", `Chain ${chainId} is not on this machine: give --parameters FILE.`);
  return localParameters((await connection.provider.request({ method: "eth_accounts" })) as Address[]);
}

const addresses = ({ contracts }: Deployment) => Object.fromEntries(Object.entries(contracts).map(([name, { address }]) => [name, address]));

/** What is printed of a deployment that was made or proven. */
function print(file: string, deployment: Deployment, what: string): void {
  const { chainId, name, production, startBlock } = deployment;
  const lines = Object.entries(addresses(deployment)).map(([contract, address]) => `  ${contract.padEnd(19)} ${address}`);
  progress(what);
  emit(
    { deployment: file, chainId, name, production, startBlock, contracts: addresses(deployment) },
    [`${name} on chain ${chainId} from block ${startBlock}${production ? ", production" : ""}`, ...lines].join("\n"),
  );
}

export function register(program: Command): void {
  program
    .command("deploy")
    .description("deploy the registries, the gate and their governance, or prove the record of a deployment")
    .requiredOption("--rpc <url>", "the chain's node")
    .option("--out <file>", "where the deployment's record goes")
    .option("--check <file>", "prove this record against the chain, and deploy nothing")
    .option("--parameters <file>", "JSON: delays, governors and the holders of roles; on a local chain there are defaults")
    .option("--production", "refuse development keys for ever, and parameters that no production should have")
    .action(async ({ rpc, out, check, parameters: parametersFile, production = false }: DeployFlags) => {
      if ((out === undefined) === (check === undefined)) throw new CredenceError("CRD-9001", "Give either --out, to deploy, or --check, to prove a record.");
      if (out !== undefined && existsSync(out))
        throw new CredenceError("CRD-9002", `${out} exists already; a deployment's record is never overwritten.`, { place: out });
      const key = deployerKey();
      const record = check === undefined ? undefined : readDeployment(check);
      await openChain(rpc, { chainId: record?.chainId });

      progress("compiling");
      // Hardhat and Ignition take a second to load: only here, where they are needed.
      const [{ openNetwork }, { deploy }] = await Promise.all([import("../../chain/open-network.ts"), import("../../chain/deploy.ts")]);
      await using network = await openNetwork(rpc, key);
      const client = (await network.connection.viem.getPublicClient()) as PublicClient;
      if (record !== undefined) {
        await checkDeployment(client, record, await network.creationCode(Object.keys(record.contracts) as ContractName[]));
        return print(check as string, record, "Every entry is borne out by the chain and by the contracts of this checkout.");
      }
      const parameters = await parametersFor(network, await client.getChainId(), parametersFile);
      const deployment = await deploy({ connection: network.connection, parameters, production, onProgress: progress });
      writeDeployment(out as string, deployment);
      print(out as string, deployment, `Record written to ${out}.`);
      const { developer, validator, approver, guardian, issuerAdministrator, governors } = parameters;
      const roles = { developer, validator, approver, guardian, "issuer administrator": issuerAdministrator, governors: governors.join(", ") };
      for (const [role, holder] of Object.entries(roles)) progress(`  ${role.padEnd(20)} ${holder}`);
    });
}
