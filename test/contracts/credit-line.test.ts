import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { artifacts } from "hardhat";
import { type Abi, type Address, decodeErrorResult, getAddress, type Hex, isAddressEqual, keccak256, parseEther, stringToHex } from "viem";
import { ANNOTATION_KINDS } from "../../src/chain/annotation-kind.ts";
import { GATE_ANSWERS, type GateAnswer } from "../../src/chain/gate-answer.ts";
import { anyTerms, deployGate } from "./fixture/gate.ts";
import { refused } from "./fixture/refusal.ts";
import { DAY, deployRegister } from "./fixture/register.ts";
import { type Case, prepareToSettle, settlementOf, signalsOf } from "./fixture/settlements.ts";

const register = await deployRegister();
const { accounts, client, decisions, models, networkHelpers, viem } = register;
const { caseOf, settle, model } = await prepareToSettle(register);
const gate = await deployGate(register);
const terms = { ...anyTerms(accounts.lender), minimumScore: 600, maximumAge: Number(7n * DAY) };
const LIMIT = parseEther("2");
const FLOAT = parseEther("10");
const wallets = await viem.getWalletClients();
const walletOf = (account: Address) => {
  const found = wallets.find((wallet) => isAddressEqual(wallet.account.address, account));
  assert(found);
  return found;
};
const owner = walletOf(accounts.lender);
const [borrower, stranger] = [getAddress(accounts.stranger), getAddress(accounts.delegate)];

const { address: line } = await viem.deployContract("CreditLine", [gate.address, terms, LIMIT], { client: { wallet: owner }, value: FLOAT });
const abi = (await artifacts.readArtifact("CreditLine")).abi as Abi;
const read = (functionName: string, args: readonly unknown[] = []) => client.readContract({ address: line, abi, functionName, args });
const simulate = (account: Address, functionName: string, args: readonly unknown[], value = 0n) =>
  client.simulateContract({ address: line, abi, functionName, args, account, value });
const send = async (account: Address, functionName: string, args: readonly unknown[], value = 0n) =>
  client.waitForTransactionReceipt({ hash: await walletOf(account).writeContract({ address: line, abi, functionName, args, value } as never) });

const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const subject = await gate.contract.read.subjectOf([borrower]);
const applicationOf = (it: Case) => signalsOf(it)[2] as bigint;
const decide = async (reference: string, changed: Partial<Case> = {}) => {
  const it = caseOf(reference, { subject, ...changed });
  await settle(settlementOf(it));
  return it;
};
const answered = (answer: GateAnswer) => [borrower, GATE_ANSWERS.indexOf(answer)];

describe("The credit line lends", () => {
  it("to an account with a fresh approving decision about it, and says on which", async () => {
    const it = await decide("application 1");
    const before = await client.getBalance({ address: borrower });
    const { logs, gasUsed, effectiveGasPrice } = await send(borrower, "draw", [LIMIT]);
    assert.equal((await client.getBalance({ address: borrower })) - before + gasUsed * effectiveGasPrice, LIMIT);
    assert.equal(await client.getBalance({ address: line }), FLOAT - LIMIT);
    const drawn = keccak256(stringToHex("Drawn(address,uint256,uint256)"));
    assert.deepEqual([logs.length, logs[0]?.topics[0], BigInt(logs[0]?.topics[2] ?? 0)], [1, drawn, applicationOf(it)]);
    assert.equal(await read("owed", [borrower]), LIMIT);
  });

  it("nothing, and nothing above the limit", async () => {
    await decide("application 1");
    await refused(simulate(borrower, "draw", [0n]), "AmountOutOfBounds", [0n, LIMIT]);
    await refused(simulate(borrower, "draw", [LIMIT + 1n]), "AmountOutOfBounds", [LIMIT + 1n, LIMIT]);
    await simulate(borrower, "draw", [1n]);
  });

  it("once, also after a repayment and on a second approval", async () => {
    await decide("application 1");
    await send(borrower, "draw", [1n]);
    await refused(simulate(borrower, "draw", [1n]), "DrawnAlready", [borrower, 1n]);
    await send(borrower, "repay", [], 1n);
    await decide("application 2");
    assert.equal((await gate.ask(subject, terms)).answer, "Granted");
    await refused(simulate(borrower, "draw", [1n]), "DrawnAlready", [borrower, 1n]);
  });

  it("not to an account that no decision, or another one's decision, is about", async () => {
    await refused(simulate(borrower, "draw", [1n]), "NotCreditworthy", answered("NoDecision"));
    await decide("application 1");
    await refused(simulate(stranger, "draw", [1n]), "NotCreditworthy", [stranger, GATE_ANSWERS.indexOf("NoDecision")]);
  });

  it("not on a decline, on too low a score or on a decision that has become stale", async () => {
    await decide("application 1", { decision: "decline" });
    await refused(simulate(borrower, "draw", [1n]), "NotCreditworthy", answered("NotApproved"));
    await decide("application 2", { score: 599n });
    await refused(simulate(borrower, "draw", [1n]), "NotCreditworthy", answered("ScoreTooLow"));
    await decide("application 3");
    await simulate(borrower, "draw", [1n]);
    await networkHelpers.time.increase(7n * DAY + 1n);
    await refused(simulate(borrower, "draw", [1n]), "NotCreditworthy", answered("TooOld"));
  });

  it("not where an override, a reconsideration or a suspension came between approval and draw", async () => {
    const it = await decide("application 1");
    await simulate(borrower, "draw", [1n]);
    const undecided = await networkHelpers.takeSnapshot();
    await decisions.write.annotate([applicationOf(it), ANNOTATION_KINDS.indexOf("override"), keccak256("0x01")], { account: accounts.lender });
    await refused(simulate(borrower, "draw", [1n]), "NotCreditworthy", answered("Overridden"));

    await undecided.restore();
    const later = settlementOf(caseOf("application 2", { subject, decision: "refer" }));
    await decisions.write.settleReconsideration([later, it.reference], { account: accounts.lender });
    await refused(simulate(borrower, "draw", [1n]), "NotCreditworthy", answered("NotApproved"));

    await undecided.restore();
    await models.write.suspend([model, keccak256("0x02")], { account: accounts.guardian });
    await refused(simulate(borrower, "draw", [1n]), "NotCreditworthy", answered("ModelStopped"));
  });

  it("not what it does not have", async () => {
    await decide("application 1");
    await send(accounts.lender, "withdraw", [FLOAT - 1n]);
    await refused(simulate(borrower, "draw", [2n]), "InsufficientBalance", [1n, 2n]);
    await send(borrower, "draw", [1n]);
  });
});

describe("The credit line takes back", () => {
  it("what is owed in parts, and not more", async () => {
    await decide("application 1");
    await send(borrower, "draw", [10n]);
    await send(borrower, "repay", [], 4n);
    assert.equal(await read("owed", [borrower]), 6n);
    await refused(simulate(borrower, "repay", [], 7n), "RepaysMoreThanOwed", [7n, 6n]);
    await send(borrower, "repay", [], 6n);
    assert.equal(await read("owed", [borrower]), 0n);
    assert.equal(await client.getBalance({ address: line }), FLOAT);
    await refused(simulate(stranger, "repay", [], 1n), "RepaysMoreThanOwed", [1n, 0n]);
  });

  it("for its owner what is not lent, and for nobody else", async () => {
    await refused(simulate(borrower, "withdraw", [1n]), "OwnableUnauthorizedAccount", [borrower]);
    await send(accounts.lender, "withdraw", [FLOAT]);
    assert.equal(await client.getBalance({ address: line }), 0n);
    await owner.sendTransaction({ to: line, value: 5n });
    assert.equal(await client.getBalance({ address: line }), 5n);
  });
});

describe("A borrower that draws again from within its draw", () => {
  it("is refused by the guard, and has drawn once", async () => {
    const attacker = await viem.deployContract("ReentrantBorrower", [line]);
    const { abi: attackerAbi } = await artifacts.readArtifact("ReentrantBorrower");
    const ask = (functionName: string) => client.readContract({ address: attacker.address, abi: attackerAbi as Abi, functionName });
    await decide("application 1", { subject: await gate.contract.read.subjectOf([attacker.address]) });
    await owner.writeContract({ address: attacker.address, abi: attackerAbi as Abi, functionName: "attack", args: [LIMIT] });
    assert.equal(await ask("attempts"), 1n, "the attack took place");
    assert.equal(decodeErrorResult({ abi, data: (await ask("firstAnswer")) as Hex }).errorName, "ReentrancyGuardReentrantCall");
    assert.equal(await ask("gained"), LIMIT);
    assert.equal(await client.getBalance({ address: attacker.address }), LIMIT);
    assert.equal(await client.getBalance({ address: line }), FLOAT - LIMIT);
  });
});
