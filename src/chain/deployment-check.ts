import { type Abi, type Address, encodeAbiParameters, type Hex, keccak256, type PublicClient, parseAbi, parseAbiParameters, toFunctionSelector } from "viem";
import { CredenceError } from "../errors/credence-error.ts";
import { creditGateAbi } from "./abi/credit-gate.ts";
import { decisionRegistryAbi } from "./abi/decision-registry.ts";
import { issuerRegistryAbi } from "./abi/issuer-registry.ts";
import { modelRegistryAbi } from "./abi/model-registry.ts";
import type { ContractName, DeployedContract, Deployment } from "./deployment.ts";
import { RESTRICTED, ROLES, type Role } from "./roles.ts";

const managerAbi = parseAbi([
  "function getTargetFunctionRole(address target, bytes4 selector) view returns (uint64)",
  "function getRoleAdmin(uint64 roleId) view returns (uint64)",
  "function isTargetClosed(address target) view returns (bool)",
  "function hasRole(uint64 roleId, address account) view returns (bool isMember, uint32 executionDelay)",
  "event RoleGranted(uint64 indexed roleId, address indexed account, uint32 delay, uint48 since, bool newMember)",
]);
const timelockAbi = parseAbi([
  "function getMinDelay() view returns (uint256)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)",
]);
const managedAbi = parseAbi(["function authority() view returns (address)"]);

const CONSTRUCTORS: Record<ContractName, string> = {
  AccessManager: "address initialAdmin",
  TimelockController: "uint256 minDelay, address[] proposers, address[] executors, address admin",
  VerifierFactory: "",
  ModelRegistry: "address authority, address factory, uint32 approvalDelay, bool production",
  IssuerRegistry: "address authority, uint32 keyDelay",
  DecisionRegistry: "address authority, address models, address issuers",
  CreditGate: "address decisions, address models",
};

const ABIS = { ModelRegistry: modelRegistryAbi, IssuerRegistry: issuerRegistryAbi, DecisionRegistry: decisionRegistryAbi } as const;

/** Most blocks whose logs are asked for at once: what public providers commonly allow. */
const RANGE = 2_000n;

/** The contracts' code as it was compiled, with which a record can be proven down to the source: creation code by contract. */
export type CreationCode = Record<ContractName, Hex>;

const sameText = (one: unknown, other: unknown) => JSON.stringify(one).toLowerCase() === JSON.stringify(other).toLowerCase();

/** @throws CredenceError CRD-6006 unless what the record says and what the chain shows are the same. */
function demand(place: string, recorded: unknown, shown: unknown): void {
  const text = (value: unknown) => (typeof value === "bigint" ? value.toString() : value);
  if (sameText(text(recorded), text(shown))) return;
  throw new CredenceError("CRD-6006", `${place}: the record says ${JSON.stringify(text(recorded))}, the chain shows ${JSON.stringify(text(shown) ?? null)}.`, {
    place,
  });
}

function encodeArguments(contract: ContractName, given: DeployedContract["constructorArguments"]): Hex {
  const types = CONSTRUCTORS[contract];
  try {
    return types === "" && given.length === 0 ? "0x" : encodeAbiParameters(parseAbiParameters(types), given as never);
  } catch (cause) {
    const place = `contracts.${contract}.constructorArguments`;
    throw new CredenceError("CRD-6006", `${place}: they do not fit (${types}).`, { place, cause });
  }
}

/** The contract stands where, since when and made of what the record says. */
async function checkContract(
  client: PublicClient,
  contract: ContractName,
  { address, block, transaction, constructorArguments, codeHash }: DeployedContract,
  compiled?: CreationCode,
) {
  const place = `contracts.${contract}`;
  const code = await client.getCode({ address });
  demand(`${place}.codeHash`, codeHash, code && keccak256(code));
  const [receipt, sent] = await Promise.all([client.getTransactionReceipt({ hash: transaction }), client.getTransaction({ hash: transaction })]).catch(
    (cause: Error) => {
      throw new CredenceError("CRD-6006", `${place}.transaction: the chain has no transaction ${transaction}.`, { place: `${place}.transaction`, cause });
    },
  );
  demand(`${place}.transaction`, address, receipt.contractAddress ?? null);
  demand(`${place}.block`, String(block), receipt.blockNumber);
  const encoded = encodeArguments(contract, constructorArguments).slice(2);
  demand(`${place}.constructorArguments`, encoded, encoded === "" ? "" : sent.input.slice(-encoded.length));
  if (compiled && `${compiled[contract]}${encoded}` !== sent.input) {
    const message = `${place} was created with other code than this checkout compiles to. Prove the record with the version that was deployed.`;
    throw new CredenceError("CRD-6006", message, { place: `${place}.transaction` });
  }
}

/** The contracts know each other, and what cannot change later is what the record says. */
async function checkWiring(client: PublicClient, { contracts, production }: Deployment) {
  const read = (contract: ContractName, abi: Abi, functionName: string) => client.readContract({ address: contracts[contract].address, abi, functionName });
  const { AccessManager, VerifierFactory, ModelRegistry, IssuerRegistry, DecisionRegistry, CreditGate } = contracts;
  demand("production", production, await read("ModelRegistry", modelRegistryAbi, "isProduction"));
  for (const managed of ["ModelRegistry", "IssuerRegistry", "DecisionRegistry"] as const) {
    demand(`contracts.${managed}: its authority`, AccessManager.address, await read(managed, managedAbi, "authority"));
  }
  demand("contracts.ModelRegistry: its factory", VerifierFactory.address, await read("ModelRegistry", modelRegistryAbi, "verifierFactory"));
  demand(
    "contracts.ModelRegistry: its approval delay",
    ModelRegistry.constructorArguments[2],
    String(await read("ModelRegistry", modelRegistryAbi, "approvalDelay")),
  );
  demand(
    "contracts.IssuerRegistry: its key delay",
    IssuerRegistry.constructorArguments[1],
    String(await read("IssuerRegistry", issuerRegistryAbi, "keyDelay")),
  );
  demand("contracts.DecisionRegistry: its models", ModelRegistry.address, await read("DecisionRegistry", decisionRegistryAbi, "modelRegistry"));
  demand("contracts.DecisionRegistry: its issuers", IssuerRegistry.address, await read("DecisionRegistry", decisionRegistryAbi, "issuerRegistry"));
  demand("contracts.CreditGate: its decisions", DecisionRegistry.address, await read("CreditGate", creditGateAbi, "decisions"));
  demand("contracts.CreditGate: its models", ModelRegistry.address, await read("CreditGate", creditGateAbi, "models"));
  // Both stand in the creation transaction too; so that nobody has to know which of them counts, they are the same.
  demand("contracts.CreditGate: its registries", [DecisionRegistry.address, ModelRegistry.address], CreditGate.constructorArguments);
}

/** Everybody to whom a role was ever granted, whether or not they still hold it. */
async function everGranted(
  client: PublicClient,
  query: { address: Address; abi: typeof managerAbi | typeof timelockAbi; args: object },
  startBlock: bigint,
): Promise<Set<Address>> {
  const granted = new Set<Address>();
  const head = await client.getBlockNumber({ cacheTime: 0 });
  for (let fromBlock = startBlock; fromBlock <= head; fromBlock += RANGE) {
    const toBlock = fromBlock + RANGE - 1n < head ? fromBlock + RANGE - 1n : head;
    const logs = await client.getContractEvents({ ...query, eventName: "RoleGranted", fromBlock, toBlock } as never);
    for (const log of logs as unknown as { args: { account: Address } }[]) granted.add(log.args.account.toLowerCase() as Address);
  }
  return granted;
}

/** Who may call what is as RESTRICTED says, and the timelock alone may change it. */
async function checkPowers(client: PublicClient, { contracts, startBlock }: Deployment) {
  const { AccessManager, TimelockController } = contracts;
  const manager = { address: AccessManager.address, abi: managerAbi } as const;
  for (const [contract, functions] of Object.entries(RESTRICTED) as [keyof typeof RESTRICTED, Record<string, Role>][]) {
    const target = contracts[contract].address;
    demand(`contracts.${contract}: closed`, false, await client.readContract({ ...manager, functionName: "isTargetClosed", args: [target] }));
    for (const entry of ABIS[contract]) {
      if (entry.type !== "function") continue;
      const shown = await client.readContract({ ...manager, functionName: "getTargetFunctionRole", args: [target, toFunctionSelector(entry)] });
      // Functions that are not restricted have no role: the default is governance's.
      demand(`contracts.${contract}: who may call ${entry.name}`, ROLES[functions[entry.name] ?? "governance"], shown);
    }
  }
  for (const [role, id] of Object.entries(ROLES)) {
    demand(
      `contracts.AccessManager: who grants ${role}`,
      ROLES.governance,
      await client.readContract({ ...manager, functionName: "getRoleAdmin", args: [id] }),
    );
  }
  const administrators: Address[] = [];
  for (const account of await everGranted(client, { ...manager, args: { roleId: ROLES.governance } }, BigInt(startBlock))) {
    const [isMember] = await client.readContract({ ...manager, functionName: "hasRole", args: [ROLES.governance, account] });
    if (isMember) administrators.push(account);
  }
  demand("contracts.AccessManager: its administrators", [TimelockController.address], administrators);

  const timelock = { address: TimelockController.address, abi: timelockAbi } as const;
  const delay = await client.readContract({ ...timelock, functionName: "getMinDelay" });
  const first = BigInt(TimelockController.constructorArguments[0] as string);
  // Governance may have lengthened it since.
  if (delay < first) demand("contracts.TimelockController: its delay", first, delay);
  const role: Hex = `0x${"0".repeat(64)}`;
  const masters: Address[] = [];
  for (const account of await everGranted(client, { ...timelock, args: { role } }, BigInt(startBlock))) {
    if (await client.readContract({ ...timelock, functionName: "hasRole", args: [role, account] })) masters.push(account);
  }
  demand("contracts.TimelockController: its administrators", [TimelockController.address], masters);
}

/**
 * Proves a deployment record against the chain: each contract's code, place, transaction and constructor arguments, how they are wired, who may call what, and
 * that nobody but the timelock may change that.
 * @param compiled the creation code of this checkout: with it, that the contracts are these and no others.
 * @throws CredenceError CRD-6005 (another chain), CRD-6006 (an entry that the chain does not bear out, by its name).
 */
export async function checkDeployment(client: PublicClient, deployment: Deployment, compiled?: CreationCode): Promise<void> {
  const chainId = await client.getChainId();
  if (chainId !== deployment.chainId) throw new CredenceError("CRD-6005", `The node serves chain ${chainId}, not ${deployment.chainId}.`, { place: "chainId" });
  for (const [contract, deployed] of Object.entries(deployment.contracts) as [ContractName, DeployedContract][]) {
    await checkContract(client, contract, deployed, compiled);
  }
  demand("startBlock", String(deployment.startBlock), String(Math.min(...Object.values(deployment.contracts).map(({ block }) => block))));
  await checkWiring(client, deployment);
  await checkPowers(client, deployment);
}
