import type { Hex, PublicClient } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { suspendModel } from "../../src/chain/actions/suspend-model.ts";
import type { Receipt } from "../../src/receipt/receipt.ts";
import { type CheckedSettlement, checkSettlement } from "../../src/settle/check-settlement.ts";
import { findSettlement } from "../../src/settle/find-settlement.ts";
import { hash, openRegister, receiptOf, type TestRegister } from "../chain/fixture/register.ts";
import { type Story, settleNow, tellStory } from "../indexer/story.ts";

let register: TestRegister;
let story: Story;
let receipt: Receipt;

beforeAll(async () => {
  register = await openRegister();
  story = await tellStory(register);
  receipt = story.receipts[2] as Receipt;
  const { transaction, block } = (await findSettlement(register.people.governor.publicClient, receipt, 0n)) as { transaction: Hex; block: number };
  receipt = { ...receipt, settlement: { transaction, block } };
});
afterAll(() => register?.close());

/** The chain through a node that answers one function otherwise than it is. */
const lying = (functionName: string, change: (answer: never) => unknown): PublicClient => {
  const client = register.people.governor.publicClient;
  return new Proxy(client, {
    get: (target, name) =>
      name === "readContract"
        ? async (call: { functionName: string }) => {
            const answer = await target.readContract(call as never);
            return call.functionName === functionName ? change(answer as never) : answer;
          }
        : Reflect.get(target, name),
  }) as PublicClient;
};
const check = (of: Receipt, publicClient: PublicClient = register.people.governor.publicClient): Promise<CheckedSettlement> => {
  const { addresses, deployment } = register;
  return checkSettlement({ publicClient, receipt: of, chainId: deployment.chainId, contracts: addresses, startBlock: BigInt(deployment.startBlock) });
};
const failing = async (...args: Parameters<typeof check>) =>
  (await check(...args)).checks.filter(({ holds }) => !holds).map(({ name }) => name.replace(/, at .*/, ""));

describe("a settled receipt", () => {
  it("holds against its chain, each check by name", async () => {
    const { checks, notes } = await check(receipt);
    expect(checks.every(({ holds }) => holds)).toBe(true);
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
    expect(checks).toHaveLength(11);
    expect(notes).toEqual([]);
  });

  it.each<[string, string, (of: Receipt) => Receipt]>([
    ["another chain", "The receipt is of this deployment's registry", (of) => ({ ...of, chainId: 1 })],
    ["another place", "It was settled where the receipt says", (of) => ({ ...of, settlement: { transaction: hash("elsewhere"), block: 1 } })],
    ["another decision", "It was settled with the receipt's own signals", (of) => ({ ...of, signals: of.signals.with(3, 1n) })],
    ["another model", "The model is the one that the receipt names", (of) => ({ ...of, model: { ...of.model, id: hash("other") } })],
    ["another commitment", "The registered commitment is the proven one", (of) => ({ ...of, model: { ...of.model, commitment: 1n } })],
    ["another key", "The registered key is the one that the proof holds under", (of) => ({ ...of, model: { ...of.model, verifyingKeyHash: hash("other") } })],
    ["another lender", "The lender is the model's", (of) => ({ ...of, application: { ...of.application, lender: `0x${"12".repeat(20)}` } })],
    ["a record of another time", "The record was fresh", (of) => ({ ...of, outcome: { ...of.outcome, issuedAt: of.outcome.issuedAt + 86_400n } })],
  ])("that names %s fails one check: %s", async (_, name, change) => {
    const altered = change(receipt);
    expect(altered).not.toEqual(receipt);
    const failed = await failing(altered);
    expect(failed[0]).toBe(name);
    // A registry that is another one is asked nothing; all else fails alone.
    expect(failed.slice(1)).toEqual(name.startsWith("The receipt is of") ? ["The decision was settled"] : []);
  });

  it("fails where the model was not approved, the key not valid, or the record stale", async () => {
    expect(
      await failing(
        receipt,
        lying("wasApprovedAt", () => false),
      ),
    ).toEqual(["The model was approved when it decided"]);
    expect(
      await failing(
        receipt,
        lying("wasKeyValid", () => false),
      ),
    ).toEqual(["The issuer's key was valid when it signed and when it was used"]);
    expect(
      await failing(
        receipt,
        lying("modelOf", (model: object) => ({ ...model, maximumRecordAge: 0 })),
      ),
    ).toEqual(["The record was fresh"]);
  });

  it("of an application without a decision fails, and is not asked more", async () => {
    const { checks } = await check(await receiptOf(register, story.models.deciding, "never settled"));
    expect(checks.map(({ name, holds }) => [name, holds])).toEqual([
      ["The receipt is of this deployment's registry", true],
      ["The decision was settled", false],
    ]);
  });
});

describe("what became of a decision since", () => {
  it("is a note, and no failing check", async () => {
    const noted = async (of: Receipt) => {
      const { checks, notes } = await check(of);
      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      return notes.join("\n");
    };
    expect(await noted(story.superseded.earlier)).toMatch(/^A reconsideration took the place/);
    expect(await noted(story.receipts[1] as Receipt)).toMatch(/^A human decided otherwise/);
    const { chain, people, addresses } = register;
    const snapshot = await chain.request("evm_snapshot");
    const late = await receiptOf(register, story.models.deciding, "before the suspension");
    await settleNow(register, late);
    await suspendModel(people.guardian, { modelRegistry: addresses.ModelRegistry, model: story.models.deciding, reason: hash("drift") });
    expect(await noted(late)).toBe("The model is suspended by now.");
    await chain.request("evm_revert", snapshot);
  });
});
