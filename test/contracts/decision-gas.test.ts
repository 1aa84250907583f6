import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { artifacts } from "hardhat";
import { encodeFunctionData, type Hex } from "viem";
import { formatJson } from "../../src/files/json.ts";
import { proofWordsOf } from "../proof/groth16-words.ts";
import { deployRegister } from "./fixture/register.ts";
import { prepareToSettle, type Settlement, settlementOf, subjectOf } from "./fixture/settlements.ts";

const file = join(import.meta.dirname, "gas/settling.json");
const committed: Record<string, number> = process.env.UPDATE_SNAPSHOTS ? {} : JSON.parse(readFileSync(file, "utf8"));
const figures: Record<string, number> = {};

const register = await deployRegister();
const { accounts, addresses, client, decisions, networkHelpers, viem } = register;
const { caseOf } = await prepareToSettle(register);
const wallet = (await viem.getWalletClients()).find(({ account }) => account.address === accounts.lender);
assert(wallet);
const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

/** Holds a figure to its bar, where it has one, and exactly to the committed one. */
function note(figure: string, gas: number, bar = Number.POSITIVE_INFINITY) {
  figures[figure] = gas;
  assert(gas <= bar, `${figure}: ${gas} is above ${bar}`);
  if (!process.env.UPDATE_SNAPSHOTS) assert.equal(gas, committed[figure], figure);
}

/** Gas of a transaction, whole, by its receipt; it may fail. */
async function use(data: Hex): Promise<{ gas: number; status: string }> {
  const hash = await wallet?.sendTransaction({ to: addresses.DecisionRegistry, data, gas: 16_000_000n }).catch(() => null);
  const found = hash ?? (await client.getBlock()).transactions[0];
  assert(found);
  const { gasUsed, status } = await client.getTransactionReceipt({ hash: found });
  return { gas: Number(gasUsed), status };
}

const settle = (settlement: Settlement) => use(encodeFunctionData({ abi: decisions.abi, functionName: "settle", args: [settlement] }));
const settleBatch = (settlements: Settlement[]) => use(encodeFunctionData({ abi: decisions.abi, functionName: "settleBatch", args: [settlements] }));
const batchOf = (count: number, name = "application") =>
  Array.from({ length: count }, (_, i) => settlementOf(caseOf(`${name} ${i}`, { subject: subjectOf(`applicant ${i}`), seed: BigInt(i) })));

describe("gas of settling", () => {
  after(() => {
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, formatJson(figures));
    else assert.deepEqual(Object.keys(figures).sort(), Object.keys(committed).sort());
  });

  it("settles one decision on a new subject, and one on a known subject", async () => {
    const first = await settle(settlementOf(caseOf("application 1")));
    const second = await settle(settlementOf(caseOf("application 2")));
    assert.deepEqual([first.status, second.status], ["success", "success"]);
    note("settle, new subject: transaction", first.gas, 320_000);
    note("settle, known subject: transaction", second.gas, 303_000);
  });

  for (const count of [2, 8, 32, 100]) {
    it(`settles a batch of ${count}`, async () => {
      const { gas, status } = await settleBatch(batchOf(count));
      assert.equal(status, "success");
      note(`batch of ${count}, new subjects: a decision`, Math.ceil(gas / count));
    });
  }

  it("settles a batch of 100 on known subjects", async () => {
    await settleBatch(batchOf(100));
    const { gas, status } = await settleBatch(batchOf(100, "renewal"));
    assert.equal(status, "success");
    note("batch of 100, known subjects: a decision", Math.ceil(gas / 100));
  });

  it("bounds what a bad proof costs, however much gas it is given", async () => {
    // A point off the curve fails early but burns what its call is given; a proof of another statement goes the whole way.
    const others: [string, (settlement: Settlement) => Settlement][] = [
      ["a point off the curve", (bad) => ({ ...bad, proof: proofWordsOf([bad.proof[0] + 1n, ...bad.proof.slice(1)]) })],
      ["a proof of something else", (bad) => ({ ...bad, proof: settlementOf(caseOf("something else")).proof })],
    ];
    for (const [what, spoil] of others) {
      const { gas, status } = await settle(spoil(settlementOf(caseOf("application 1"))));
      assert.equal(status, "reverted");
      note(`settle with ${what}: transaction`, gas, 303_000);
      const batch = batchOf(32);
      batch[31] = spoil(batch[31] as Settlement);
      const refused = await settleBatch(batch);
      assert.equal(refused.status, "reverted");
      note(`batch of 32 with ${what}: transaction`, refused.gas, 2_200_000);
    }
  });

  it("keeps every registry below the size limit", async () => {
    for (const name of ["ModelRegistry", "IssuerRegistry", "DecisionRegistry"]) {
      const { deployedBytecode } = await artifacts.readArtifact(name);
      note(`${name}: bytes of code`, deployedBytecode.length / 2 - 1, 24_576);
    }
  });
});
