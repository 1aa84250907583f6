import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { parseEventLogs } from "viem";
import { decisionRegistryAbi } from "../../src/chain/abi/decision-registry.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { proofWordsOf } from "../proof/groth16-words.ts";
import { addKey, secretOf } from "./fixture/issuers.ts";
import { approvedModel, registration } from "./fixture/models.ts";
import { refused } from "./fixture/refusal.ts";
import { DAY, deployRegister } from "./fixture/register.ts";
import { type Case, prepareToSettle, type Settlement, SIGNED_AT, settlementOf, signalsOf, subjectOf } from "./fixture/settlements.ts";

const register = await deployRegister();
const { accounts, client, decisions, issuers, networkHelpers } = register;
const { caseOf, issuer, issuerKey, model } = await prepareToSettle(register);
const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const applicationOf = (it: Case): bigint => signalsOf(it)[2] as bigint;
const cases = (count: number, changed: (i: number) => Partial<Case> = () => ({})) =>
  Array.from({ length: count }, (_, i) => caseOf(`application ${i}`, { subject: subjectOf(`applicant ${i}`), seed: BigInt(i), ...changed(i) }));
const settleBatch = (settlements: Settlement[], account = accounts.lender) => decisions.write.settleBatch([settlements], { account });
const leavesNothing = async (all: Case[]) => {
  for (const it of all) {
    assert.equal((await decisions.read.decisionOf([applicationOf(it)])).decision, 0);
    assert.equal(await decisions.read.latestApplication([it.lender, it.subject]), 0n);
  }
};

describe("A batch", () => {
  it("settles each of its decisions as one alone would be", async () => {
    const all = cases(5, (i) => ({ decision: (["approve", "decline", "refer"] as const)[i % 3] as Case["decision"], score: BigInt(500 + i) }));
    const { logs } = await client.waitForTransactionReceipt({ hash: await settleBatch(all.map(settlementOf)) });
    const events = parseEventLogs({ abi: decisionRegistryAbi, eventName: "DecisionSettled", logs });
    assert.equal(events.length, all.length);
    for (const [i, it] of all.entries()) {
      const settled = await decisions.read.decisionOf([applicationOf(it)]);
      assert.deepEqual([settled.decision, settled.disclosedScore, settled.model], [(i % 3) + 1, 500 + i, model]);
      assert.equal(await decisions.read.latestApplication([it.lender, it.subject]), applicationOf(it));
      const args = events[i]?.args;
      assert(args);
      assert.deepEqual([args.application, args.subject, args.lenderReference, args.signals], [applicationOf(it), it.subject, it.reference, signalsOf(it)]);
      assert.equal(verifyGroth16(FIXTURE_KEY, args.proof, args.signals), true);
    }
  });

  it("leaves the later of two decisions on one subject as its latest", async () => {
    const all = cases(2, () => ({ subject: subjectOf("applicant") }));
    await settleBatch(all.map(settlementOf));
    assert.equal(await decisions.read.latestApplication([accounts.lender, subjectOf("applicant")]), applicationOf(all[1] as Case));
  });

  it("of nothing, or of two models, is refused", async () => {
    await refused(settleBatch([]), "BatchEmpty");
    const changed = { version: "2.0.0" };
    const other = await approvedModel(register, changed);
    const all = cases(2, (i) => (i === 1 ? { model: other, registered: registration(register, changed) } : {}));
    await refused(settleBatch(all.map(settlementOf)), "BatchOfSeveralModels", [model, other]);
    await leavesNothing(all);
  });

  it("with one proof that does not hold settles nothing, wherever it stands", async () => {
    const all = cases(4);
    const good = all.map(settlementOf);
    for (const at of good.keys()) {
      const bad = good.map((settlement, i) => (i === at ? { ...settlement, outcome: settlement.outcome ^ (1n << 2n) } : settlement));
      assert.notDeepEqual(bad, good);
      await refused(settleBatch(bad), "BatchDoesNotHold", [model]);
    }
    await leavesNothing(all);
    await settleBatch(good);
  });

  it("with the C points of two proofs exchanged settles nothing", async () => {
    const all = cases(2);
    const [one, other] = all.map(settlementOf) as [Settlement, Settlement];
    const exchanged = [
      { ...one, proof: proofWordsOf([...one.proof.slice(0, 6), ...other.proof.slice(6)]) },
      { ...other, proof: proofWordsOf([...other.proof.slice(0, 6), ...one.proof.slice(6)]) },
    ];
    assert.notDeepEqual(exchanged, [one, other]);
    await refused(settleBatch(exchanged), "BatchDoesNotHold", [model]);
    await leavesNothing(all);
  });

  it("that holds an application twice is refused, with the same decision or another", async () => {
    const [it] = cases(1) as [Case];
    for (const twin of [
      { ...it, seed: 8n },
      { ...it, decision: "decline" as const },
    ]) {
      await refused(settleBatch([settlementOf(it), settlementOf(twin)]), "AlreadyDecided", [applicationOf(it)]);
    }
    await leavesNothing([it]);
  });

  it("that holds an application with a decision is refused whole", async () => {
    const all = cases(3);
    await decisions.write.settle([settlementOf(all[2] as Case)], { account: accounts.lender });
    await refused(settleBatch(all.map(settlementOf)), "AlreadyDecided", [applicationOf(all[2] as Case)]);
    await leavesNothing(all.slice(0, 2));
  });

  it("is refused from somebody else, and taken from a delegate", async () => {
    const all = cases(2).map(settlementOf);
    await refused(settleBatch(all, accounts.stranger), "NotLenderOrDelegate");
    await decisions.write.setDelegate([accounts.delegate, true], { account: accounts.lender });
    await settleBatch(all, accounts.delegate);
  });

  it("asks about a key again for a record that is older than those before it", async () => {
    const { y } = await addKey(register, issuer, secretOf(0x77));
    const validFrom = BigInt((await issuers.read.keyOf([y])).validFrom);
    await register.wait(3n * DAY);
    const signed = (...times: bigint[]) => settleBatch(cases(3, (i) => ({ issuerKey: y, issuedAt: times[i] as bigint })).map(settlementOf));
    await refused(signed(validFrom + 2n, validFrom + 5n, validFrom - 2n), "IssuerKeyNotValid");
    await signed(validFrom + 2n, validFrom + 5n, validFrom);
  });

  it("asks about every key, also of one between two of another", async () => {
    const { y } = await addKey(register, issuer, secretOf(0x77));
    const all = cases(3, (i) => ({ issuerKey: i === 1 ? y : issuerKey }));
    await refused(settleBatch(all.map(settlementOf)), "IssuerKeyNotValid");
    const zero = cases(3, (i) => ({ issuerKey: i === 0 ? 0n : issuerKey, issuedAt: SIGNED_AT }));
    await refused(settleBatch(zero.map(settlementOf)), "IssuerKeyNotValid");
    await leavesNothing(all);
  });
});
