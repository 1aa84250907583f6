import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { artifacts } from "hardhat";
import { type Abi, type AbiFunction, type AbiParameter, type Address, zeroAddress } from "viem";
import { RESTRICTED, type Role } from "../../src/chain/roles.ts";
import { refusal } from "./fixture/refusal.ts";
import { deployRegister, hash, PARTIES, type Party } from "./fixture/register.ts";
import { prepareToSettle, settlementOf, signalsOf } from "./fixture/settlements.ts";

const register = await deployRegister();
const { accounts, addresses, client, decisions } = register;
const { caseOf, issuer, issuerKey, model, settle } = await prepareToSettle(register);
const decided = caseOf("application 1");
await settle(settlementOf(decided));
await decisions.write.setDelegate([accounts.delegate, true], { account: accounts.lender });

type Contract = keyof typeof RESTRICTED;
const CONTRACTS = Object.keys(RESTRICTED) as Contract[];
const everybody = Object.keys(PARTIES) as Party[];

/** A value of any type, as empty as it can be. */
function blank(parameter: AbiParameter): unknown {
  if (parameter.type.endsWith("]")) {
    const [, element, length] = /^(.*)\[(\d*)\]$/.exec(parameter.type) as unknown as [string, string, string];
    return Array.from({ length: Number(length) }, () => blank({ ...parameter, type: element }));
  }
  if (parameter.type === "tuple")
    return Object.fromEntries((parameter as unknown as { components: AbiParameter[] }).components.map((part) => [part.name, blank(part)]));
  if (parameter.type === "address") return zeroAddress;
  if (parameter.type === "bool") return false;
  if (parameter.type === "string") return "";
  if (parameter.type.startsWith("bytes")) return parameter.type === "bytes" ? "0x" : `0x${"00".repeat(Number(parameter.type.slice(5)))}`;
  return 0n;
}

/** The functions of a contract, whatever declares them, that can change what it keeps. */
async function changing(contract: Contract): Promise<AbiFunction[]> {
  const { abi } = await artifacts.readArtifact(contract);
  return (abi as Abi)
    .filter((item) => item.type === "function")
    .filter(({ stateMutability }) => stateMutability === "nonpayable" || stateMutability === "payable");
}

interface Guarded {
  /** Who may, of everybody. */
  parties: readonly Party[];
  /** What the others are told. */
  error: string;
  /** Arguments with which one who may is not refused on account of who it is. */
  args: () => unknown[];
}

const lenders = { parties: ["lender", "delegate"], error: "NotLenderOrDelegate" } as const;
const application = signalsOf(decided)[2];

/** What no role guards but a part in the thing itself; and what is for everybody, since it is about the sender only. */
const PARTIED: Record<Contract, Record<string, Guarded>> = {
  ModelRegistry: {
    addEvidence: { parties: ["developer", "validator", "approver"], error: "NotOfThisModel", args: () => [model, "parity-certificate", hash("document")] },
    // Guarded by the contributor's signature and role (key-contributions.test.ts), whoever sends it.
    recordContribution: {
      parties: everybody,
      error: "",
      args: () => [{ verifyingKeyHash: hash("key"), part: 0, position: 1, digest: `0x${"11".repeat(64)}` }, accounts.developer, "0x"],
    },
    setAuthority: { parties: [], error: "AccessManagedUnauthorized", args: () => [accounts.stranger] },
  },
  IssuerRegistry: {
    addKey: { parties: ["controller"], error: "NotController", args: () => [issuer, { x: 0n, y: 0n }, 1n, { commitment: { x: 0n, y: 0n }, response: 0n }] },
    revokeKey: { parties: ["controller", "guardian"], error: "AccessManagedUnauthorized", args: () => [issuerKey] },
    setAuthority: { parties: [], error: "AccessManagedUnauthorized", args: () => [accounts.stranger] },
  },
  DecisionRegistry: {
    settle: { ...lenders, args: () => [settlementOf(caseOf("application 2"))] },
    settleBatch: { ...lenders, args: () => [[settlementOf(caseOf("application 2"))]] },
    settleReconsideration: { ...lenders, args: () => [settlementOf(caseOf("application 2")), decided.reference] },
    challenge: { ...lenders, args: () => [settlementOf(decided)] },
    annotate: { ...lenders, args: () => [application, 0, hash("document")] },
    setDelegate: { parties: everybody, error: "", args: () => [accounts.stranger, true] },
    setAuthority: { parties: [], error: "AccessManagedUnauthorized", args: () => [accounts.stranger] },
  },
};

const errors = (await Promise.all(CONTRACTS.map((contract) => artifacts.readArtifact(contract))))
  .flatMap(({ abi }) => abi as Abi)
  .filter(({ type }) => type === "error");

/** The name of the error that a call would end with, or null. */
async function outcome(contract: Contract, fn: AbiFunction, args: readonly unknown[], account: Address): Promise<string | null> {
  const call = client.simulateContract({ address: addresses[contract], abi: [fn, ...errors], functionName: fn.name, args, account });
  return (await refusal(call))?.name ?? null;
}

describe("Who may call what", () => {
  it("is said of every function that changes anything, and of no function that does not exist", async () => {
    for (const contract of CONTRACTS) {
      const names = (await changing(contract)).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, "two functions of one name");
      const told = new Set([...Object.keys(RESTRICTED[contract]), ...Object.keys(PARTIED[contract])]);
      assert.deepEqual([...told].sort(), [...names].sort(), contract);
    }
  });

  for (const contract of CONTRACTS) {
    for (const [name, role] of Object.entries(RESTRICTED[contract]) as [string, Role][]) {
      if (name in PARTIED[contract]) continue;
      it(`${contract}.${name}: ${role}, and no other role`, async () => {
        const fn = (await changing(contract)).find((item) => item.name === name);
        assert(fn);
        for (const party of everybody) {
          const error = await outcome(contract, fn, fn.inputs.map(blank), accounts[party]);
          if (PARTIES[party] === role) assert.notEqual(error, "AccessManagedUnauthorized", party);
          else assert.equal(error, "AccessManagedUnauthorized", party);
        }
      });
    }
    for (const [name, { parties, error, args }] of Object.entries(PARTIED[contract])) {
      it(`${contract}.${name}: ${parties.length === everybody.length ? "everybody, for itself" : parties.join(", ") || "the access manager alone"}`, async () => {
        const fn = (await changing(contract)).find((item) => item.name === name);
        assert(fn);
        for (const party of everybody) {
          const found = await outcome(contract, fn, args(), accounts[party]);
          if (parties.includes(party)) assert.notEqual(found, error, party);
          else assert.equal(found, error, party);
        }
      });
    }
  }

  it("is what they may do that have a part: their calls succeed", async () => {
    const successes: [Contract, string, Party][] = [
      ["ModelRegistry", "addEvidence", "developer"],
      ["IssuerRegistry", "revokeKey", "controller"],
      ["IssuerRegistry", "revokeKey", "guardian"],
      ["DecisionRegistry", "settle", "lender"],
      ["DecisionRegistry", "settle", "delegate"],
      ["DecisionRegistry", "settleBatch", "delegate"],
      ["DecisionRegistry", "settleReconsideration", "delegate"],
      ["DecisionRegistry", "annotate", "delegate"],
      ["DecisionRegistry", "setDelegate", "stranger"],
    ];
    for (const [contract, name, party] of successes) {
      const fn = (await changing(contract)).find((item) => item.name === name);
      assert(fn);
      assert.equal(await outcome(contract, fn, (PARTIED[contract][name] as Guarded).args(), accounts[party]), null, `${contract}.${name}`);
    }
  });
});

describe("A delegate", () => {
  it("settles for whom named it, and naming somebody gives nothing to who names", async () => {
    await decisions.write.setDelegate([accounts.lender, true], { account: accounts.stranger });
    assert.equal(await decisions.read.isDelegate([accounts.stranger, accounts.lender]), true);
    assert.equal(await decisions.read.isDelegate([accounts.lender, accounts.stranger]), false);
    const call = decisions.simulate.settle([settlementOf(caseOf("application 3"))], { account: accounts.stranger });
    assert.equal((await refusal(call))?.name, "NotLenderOrDelegate");
  });
});
