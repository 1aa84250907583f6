import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { artifacts, network } from "hardhat";
import { type Address, encodeFunctionData, getAbiItem, getAddress, type Hex, keccak256, parseAbi, toFunctionSelector, zeroHash } from "viem";
import { modelRegistryAbi } from "../../src/chain/abi/model-registry.ts";
import { deploy } from "../../src/chain/deploy.ts";
import { type ContractName, type Deployment, deploymentSchema, readDeployment, writeDeployment } from "../../src/chain/deployment.ts";
import { type CreationCode, checkDeployment } from "../../src/chain/deployment-check.ts";
import { checkProductionParameters, DeploymentParameters, localParameters } from "../../src/chain/deployment-parameters.ts";
import { ROLES } from "../../src/chain/roles.ts";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { formatJson } from "../../src/files/json.ts";
import { refused } from "./fixture/refusal.ts";

const root = join(import.meta.dirname, "../..");
const DELAY = 3_600n;
const DAY = 86_400;

const connection = await network.create();
const { viem, networkHelpers } = connection;
const client = await viem.getPublicClient();
const wallets = await viem.getWalletClients();
const accounts = wallets.map(({ account }) => account.address);
const stranger = accounts[9] as Address;
const parameters = { ...localParameters(accounts), governanceDelay: Number(DELAY), approvalDelay: 60, keyDelay: 30 };
const deployment = await deploy({ connection, parameters, production: false });
const names = Object.keys(deployment.contracts) as ContractName[];
const compiled = Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await artifacts.readArtifact(name)).bytecode]))) as CreationCode;

const accessAbi = parseAbi([
  "error AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)",
  "function grantRole(uint64 role, address account, uint32 executionDelay)",
  "function setRoleAdmin(uint64 role, uint64 admin)",
  "function setTargetFunctionRole(address target, bytes4[] selectors, uint64 role)",
  "function setTargetClosed(address target, bool closed)",
  "function hasRole(uint64 role, address account) view returns (bool isMember, uint32 executionDelay)",
]);
const timelockAbi = parseAbi([
  "error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates)",
  "function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)",
  "function execute(address target, uint256 value, bytes payload, bytes32 predecessor, bytes32 salt)",
  "function grantRole(bytes32 role, address account)",
  "function updateDelay(uint256 newDelay)",
]);
const manager = { address: deployment.contracts.AccessManager.address, abi: accessAbi } as const;
const timelock = { address: deployment.contracts.TimelockController.address, abi: timelockAbi } as const;
const [governor] = wallets;
assert(governor);

const models = deployment.contracts.ModelRegistry.address;
const selectorOf = (name: "suspend" | "addEvidence") => toFunctionSelector(getAbiItem({ abi: modelRegistryAbi, name }));

const whole = await networkHelpers.takeSnapshot();
beforeEach(() => whole.restore());
const folder = mkdtempSync(join(tmpdir(), "credence-deployment-"));
after(() => rmSync(folder, { recursive: true }));

/** Why a record is not borne out by the chain: code and place of the error. */
async function doubt(record: Deployment, code?: CreationCode): Promise<string> {
  try {
    await checkDeployment(client, record, code);
    return "none";
  } catch (error) {
    assert(error instanceof CredenceError, String(error));
    return `${error.code} ${error.place}`;
  }
}

/** Sends as the timelock, without the way that governance has to go. */
async function asTimelock(send: (account: Address) => Promise<Hex>): Promise<void> {
  await networkHelpers.impersonateAccount(timelock.address);
  await networkHelpers.setBalance(timelock.address, 10n ** 18n);
  await send(timelock.address);
  await networkHelpers.stopImpersonatingAccount(timelock.address);
}

describe("A deployment's record", () => {
  it("is proven by the chain, down to the compiled code, after it was written and read", async () => {
    const path = join(folder, "31337.json");
    writeDeployment(path, deployment);
    assert.deepEqual(readDeployment(path), deployment);
    assert.equal(await doubt(readDeployment(path), compiled), "none");
  });

  const other = (name: ContractName) => deployment.contracts[names[(names.indexOf(name) + 1) % names.length] as ContractName];
  const tampered: Record<string, (name: ContractName, record: Deployment) => void> = {
    address: (name, { contracts }) => {
      contracts[name].address = other(name).address;
    },
    block: (name, { contracts }) => {
      contracts[name].block += 1;
    },
    transaction: (name, { contracts }) => {
      contracts[name].transaction = other(name).transaction;
    },
    "transaction that never was": (name, { contracts }) => {
      contracts[name].transaction = keccak256(contracts[name].transaction);
    },
    constructorArguments: (name, { contracts }) => {
      const [first, ...rest] = contracts[name].constructorArguments;
      contracts[name].constructorArguments =
        first === undefined ? [stranger] : [typeof first === "string" && first.startsWith("0x") ? (stranger.toLowerCase() as Address) : "7", ...rest];
    },
    codeHash: (name, { contracts }) => {
      contracts[name].codeHash = keccak256(contracts[name].codeHash);
    },
  };
  for (const [what, tamper] of Object.entries(tampered)) {
    it(`is refused with another ${what}, of whichever contract`, async () => {
      for (const name of names) {
        const record = structuredClone(deployment);
        tamper(name, record);
        assert.notDeepEqual(record, deployment);
        assert.match(await doubt(record), new RegExp(`^CRD-6006 contracts\\.${name}\\.`), `${what} of ${name}`);
      }
    });
  }

  it("is refused with another chain, start block or claim to be of production", async () => {
    assert.equal(await doubt({ ...deployment, chainId: 1 }), "CRD-6005 chainId");
    assert.equal(await doubt({ ...deployment, startBlock: deployment.startBlock + 1 }), "CRD-6006 startBlock");
    assert.equal(await doubt({ ...deployment, startBlock: deployment.startBlock - 1 }), "CRD-6006 startBlock");
    assert.equal(await doubt({ ...deployment, production: true }), "CRD-6006 production");
  });

  it("is refused where every entry is true of a contract that is another one's source", async () => {
    assert.equal(await doubt(deployment, { ...compiled, CreditGate: compiled.DecisionRegistry }), "CRD-6006 contracts.CreditGate.transaction");
  });

  it("is refused where two contracts of two deployments are mixed, each true by itself", async () => {
    const second = await deploy({ connection, parameters, production: false });
    for (const name of names.filter((name) => name !== "TimelockController")) {
      const mixed = structuredClone(deployment);
      mixed.contracts[name] = second.contracts[name];
      mixed.startBlock = Math.min(...Object.values(mixed.contracts).map(({ block }) => block));
      assert.match(await doubt(mixed), /^CRD-6006 contracts\.\w+: (its|who|closed)/, name);
    }
    const mixed = structuredClone(deployment);
    mixed.contracts.TimelockController = second.contracts.TimelockController;
    assert.equal(await doubt(mixed), "CRD-6006 contracts.AccessManager: its administrators");
    assert.equal(await doubt(second, compiled), "none");
  });

  it("is not read with an entry missing or more than there is", () => {
    const path = join(folder, "broken.json");
    for (const broken of [
      { ...deployment, startBlock: undefined },
      { ...deployment, more: 1 },
      { ...deployment, contracts: { ...deployment.contracts, CreditGate: undefined } },
    ]) {
      writeFileSync(path, formatJson(broken));
      assert.throws(() => readDeployment(path), { code: "CRD-9003" });
    }
  });
});

describe("The powers of a deployment", () => {
  it("are doubted once somebody beside the timelock administers them", async () => {
    await asTimelock((account) => governor.writeContract({ ...manager, functionName: "grantRole", args: [ROLES.governance, stranger, 0], account }));
    assert.equal(await doubt(deployment), "CRD-6006 contracts.AccessManager: its administrators");
  });

  const changes: Record<string, { doubted: string; send: (account: Address) => Promise<Hex> }> = {
    "a function is another role's": {
      doubted: "contracts.ModelRegistry: who may call suspend",
      send: (account) =>
        governor.writeContract({ ...manager, functionName: "setTargetFunctionRole", args: [models, [selectorOf("suspend")], ROLES.developer], account }),
    },
    "a function that was for nobody is a role's": {
      doubted: "contracts.ModelRegistry: who may call addEvidence",
      send: (account) =>
        governor.writeContract({ ...manager, functionName: "setTargetFunctionRole", args: [models, [selectorOf("addEvidence")], ROLES.developer], account }),
    },
    "a contract is closed": {
      doubted: "contracts.ModelRegistry: closed",
      send: (account) => governor.writeContract({ ...manager, functionName: "setTargetClosed", args: [models, true], account }),
    },
    "another role grants a role": {
      doubted: "contracts.AccessManager: who grants approver",
      send: (account) => governor.writeContract({ ...manager, functionName: "setRoleAdmin", args: [ROLES.approver, ROLES.developer], account }),
    },
    "somebody administers the timelock": {
      doubted: "contracts.TimelockController: its administrators",
      send: (account) => governor.writeContract({ ...timelock, functionName: "grantRole", args: [zeroHash, stranger], account }),
    },
    "the timelock waits for less": {
      doubted: "contracts.TimelockController: its delay",
      send: (account) => governor.writeContract({ ...timelock, functionName: "updateDelay", args: [0n], account }),
    },
  };
  it("stand where the timelock waits for longer than at first", async () => {
    await asTimelock((account) => governor.writeContract({ ...timelock, functionName: "updateDelay", args: [DELAY + 1n], account }));
    assert.equal(await doubt(deployment), "none");
  });

  for (const [what, { doubted, send }] of Object.entries(changes)) {
    it(`are doubted once ${what}`, async () => {
      await asTimelock(send);
      assert.equal(await doubt(deployment), `CRD-6006 ${doubted}`);
    });
  }

  it("are not the deployer's any more", async () => {
    const call = client.simulateContract({ ...manager, functionName: "grantRole", args: [ROLES.guardian, stranger, 0], account: accounts[0] as Address });
    await refused(call, "AccessManagerUnauthorizedAccount", [getAddress(accounts[0] as Address), ROLES.governance]);
  });

  it("are those that the parameters name, one role each", async () => {
    for (const role of ["developer", "validator", "approver", "guardian", "issuerAdministrator"] as const) {
      for (const account of accounts.slice(0, 10)) {
        const [isMember] = await client.readContract({ ...manager, functionName: "hasRole", args: [ROLES[role], account] });
        assert.equal(isMember, account === parameters[role], `${role}: ${account}`);
      }
    }
  });

  it("change by a governor's proposal after the delay, and not before", async () => {
    const data = encodeFunctionData({ abi: accessAbi, functionName: "grantRole", args: [ROLES.guardian, stranger, 0] });
    const execute = [manager.address, 0n, data, zeroHash, zeroHash] as const;
    await governor.writeContract({ ...timelock, functionName: "schedule", args: [...execute, DELAY] });
    await networkHelpers.time.increase(DELAY - 10n);
    await refused(
      client.simulateContract({ ...timelock, functionName: "execute", args: execute, account: governor.account.address }),
      "TimelockUnexpectedOperationState",
    );
    await networkHelpers.time.increase(10n);
    await governor.writeContract({ ...timelock, functionName: "execute", args: execute });
    assert.deepEqual((await client.readContract({ ...manager, functionName: "hasRole", args: [ROLES.guardian, stranger] }))[0], true);
    // Who holds a role is governance's affair: the record is true still.
    assert.equal(await doubt(deployment), "none");
  });
});

describe("A production deployment", () => {
  const fit = { ...parameters, approvalDelay: DAY, keyDelay: DAY, governanceDelay: DAY };

  it("says so in its record and on its chain", async () => {
    const record = await deploy({ connection, parameters: fit, production: true });
    assert.equal(record.production, true);
    assert.equal(await doubt(record, compiled), "none");
    assert.equal(await doubt({ ...record, production: false }), "CRD-6006 production");
  });

  it("is refused with a delay below a day, or with one account in two parts", () => {
    assert.doesNotThrow(() => checkProductionParameters(fit));
    for (const delay of ["approvalDelay", "keyDelay", "governanceDelay"]) {
      assert.throws(() => checkProductionParameters({ ...fit, [delay]: DAY - 1 }), { code: "CRD-9003", place: delay });
    }
    assert.throws(() => checkProductionParameters({ ...fit, validator: fit.developer }), { code: "CRD-9003", place: "validator" });
  });

  it("takes no zero address and no governance without governors", () => {
    for (const [name, value] of Object.entries({ guardian: `0x${"0".repeat(40)}`, governors: [], approvalDelay: 2 ** 32, keyDelay: -1 })) {
      assert.deepEqual(DeploymentParameters.safeParse({ ...fit, [name]: value }).error?.issues[0]?.path[0], name);
    }
  });
});

describe("The folder of deployments", () => {
  it("holds the schema that records are read by", () => {
    const file = join(root, "deployments/deployment.schema.json");
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, formatJson(deploymentSchema()));
    assert.equal(readFileSync(file, "utf8"), formatJson(deploymentSchema()));
  });

  it("holds records of chains, each named by its chain, and commits none of a chain on this machine", () => {
    for (const file of readdirSync(join(root, "deployments")).filter((name) => name.endsWith(".json") && name !== "deployment.schema.json")) {
      assert.equal(file, `${readDeployment(join(root, "deployments", file)).chainId}.json`);
    }
    assert.ok(readFileSync(join(root, ".gitignore"), "utf8").split("\n").includes("deployments/31337.json"));
  });
});
