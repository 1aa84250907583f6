import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { artifacts } from "hardhat";
import { type Abi, encodeFunctionData, type Hex, hexToBytes, pad } from "viem";
import { creditGateAbi } from "../../src/chain/abi/credit-gate.ts";
import { formatJson } from "../../src/files/json.ts";
import { anyTerms, deployGate, type Terms } from "./fixture/gate.ts";
import { DAY, deployRegister, hash } from "./fixture/register.ts";
import { prepareToSettle, settlementOf } from "./fixture/settlements.ts";

const register = await deployRegister();
const { accounts, client, viem } = register;
const { caseOf, settle, model } = await prepareToSettle(register);
const gate = await deployGate(register);
const wallets = await viem.getWalletClients();
const wallet = wallets.find(({ account }) => account.address === accounts.stranger);
assert(wallet);
const subject = pad(accounts.stranger);
const usual = anyTerms(accounts.lender);
const strict: Terms = { ...usual, model, policyHash: hash("german-credit"), minimumScore: 600, maximumAge: Number(DAY) };
await settle(settlementOf(caseOf("application 1", { subject })));

const snapshot = join(import.meta.dirname, "gas/consuming.json");
const known: Record<string, number> = JSON.parse(readFileSync(snapshot, "utf8"));
const measured: Record<string, number> = {};

/** What a transaction costs before any code runs, under EIP-2028. */
const intrinsic = (data: Hex) => hexToBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n);

async function transact(to: Hex, data: Hex, value = 0n): Promise<{ whole: number; call: number }> {
  assert(wallet);
  const { gasUsed, status } = await client.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ to, data, value, gas: 1_000_000n }) });
  assert.equal(status, "success");
  return { whole: Number(gasUsed), call: Number(gasUsed - intrinsic(data)) };
}

/** What the asking contract pays, with everything that is read being cold. */
const ask = async (about: Hex, terms: Terms) =>
  (await transact(gate.address, encodeFunctionData({ abi: creditGateAbi, functionName: "ask", args: [about, terms] }))).call;

/** Holds a figure to its bar now and to the committed one exactly. */
function hold(figure: string, gas: number, bar: number): void {
  measured[figure] = gas;
  assert(gas <= bar, `${figure}: ${gas} is above ${bar}`);
  if (!process.env.UPDATE_SNAPSHOTS) assert.equal(gas, known[figure], figure);
}

after(() => {
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(snapshot, formatJson(measured));
  else assert.deepEqual(Object.keys(known), Object.keys(measured));
});

describe("Asking the gate costs", () => {
  it("little where there is no decision", async () => {
    hold("ask, no decision: call", await ask(hash("nobody"), usual), 20_000);
  });

  it("at most what the interface says, whatever the terms", async () => {
    hold("ask, any model and policy: call", await ask(subject, usual), 35_000);
    hold("ask, one model: call", await ask(subject, { ...strict, policyHash: usual.policyHash }), 35_000);
    hold("ask, one model and policy: call", await ask(subject, strict), 70_000);
  });
});

describe("The credit line costs", () => {
  it("the gate's answer, two slots and a transfer to draw, and one slot to repay", async () => {
    const { address } = await viem.deployContract("CreditLine", [gate.address, strict, 10n], { value: 10n });
    const abi = (await artifacts.readArtifact("CreditLine")).abi as Abi;
    hold("credit line, draw: transaction", (await transact(address, encodeFunctionData({ abi, functionName: "draw", args: [10n] }))).whole, 200_000);
    hold("credit line, repay in part: transaction", (await transact(address, encodeFunctionData({ abi, functionName: "repay" }), 4n)).whole, 60_000);
  });
});
