import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { getAddress, parseEventLogs, zeroAddress, zeroHash } from "viem";
import { decisionRegistryAbi } from "../../src/chain/abi/decision-registry.ts";
import { approvedModel, registration } from "./fixture/models.ts";
import { refused } from "./fixture/refusal.ts";
import { deployRegister, field, hash } from "./fixture/register.ts";
import { type Case, prepareToSettle, settlementOf, signalsOf, subjectOf } from "./fixture/settlements.ts";

const register = await deployRegister();
const { accounts, client, decisions, networkHelpers } = register;
const { caseOf, model, settle } = await prepareToSettle(register);
const by = { account: accounts.lender };

const CHALLENGER = { version: "2.0.0" };
const challenger = await approvedModel(register, CHALLENGER);
const FOREIGN = { version: "3.0.0", lender: accounts.otherLender };
const foreign = await approvedModel(register, FOREIGN);
const decided = caseOf("application 1", { decision: "decline", score: 480n });
await settle(settlementOf(decided));

const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const applicationOf = (it: Case): bigint => signalsOf(it)[2] as bigint;
const application = applicationOf(decided);
const now = () => decisions.read.decisionOf([application]);
const settled = await now();
const challenge = (it: Case, account = accounts.lender) => decisions.write.challenge([settlementOf(it)], { account });
const byChallenger = (changed: Partial<Case> = {}): Case => ({ ...decided, model: challenger, registered: registration(register, CHALLENGER), ...changed });

describe("A challenger", () => {
  it("is recorded with its statement and proof, and changes nothing", async () => {
    const other = byChallenger({ decision: "approve", score: 650n });
    const { logs } = await client.waitForTransactionReceipt({ hash: await challenge(other) });
    const [event] = parseEventLogs({ abi: decisionRegistryAbi, eventName: "ChallengeRecorded", logs });
    assert.deepEqual(event?.args, {
      application,
      model: challenger,
      submitter: getAddress(accounts.lender),
      signals: signalsOf(other),
      proof: settlementOf(other).proof,
    });
    assert.deepEqual(await now(), settled);
    assert.equal(await decisions.read.latestApplication([decided.lender, decided.subject]), application);
  });

  it("has one word on an application, and the model that decided has none", async () => {
    await challenge(byChallenger());
    await refused(challenge(byChallenger({ decision: "approve" })), "ChallengerUnfit", [application, challenger]);
    await refused(challenge(decided), "ChallengerUnfit", [application, model]);
  });

  it("cannot settle in the place of the decision", async () => {
    await refused(settle(settlementOf(byChallenger({ decision: "approve" }))), "AlreadyDecided", [application]);
  });

  it("speaks only of a decided application of its own lender", async () => {
    const undecided = byChallenger({ reference: hash("application 2") });
    await refused(challenge(undecided), "NotDecided", [applicationOf(undecided)]);
    const others: Case = { ...decided, model: foreign, registered: registration(register, FOREIGN) };
    await refused(challenge(others), "NotLenderOrDelegate");
    // In the name of its own lender the application is another, which has no decision.
    await refused(challenge({ ...others, lender: accounts.otherLender }, accounts.otherLender), "NotDecided");
  });

  it("needs a proof that holds, and a sender for its lender", async () => {
    const bad = { ...settlementOf(byChallenger()), proof: settlementOf(decided).proof };
    await refused(decisions.write.challenge([bad], by), "ProofDoesNotHold", [challenger, application]);
    await refused(challenge(byChallenger(), accounts.stranger), "NotLenderOrDelegate");
  });
});

describe("A reconsideration", () => {
  const again = caseOf("application 1, reconsidered", { decision: "approve" });
  const reconsider = (it: Case, reference = decided.reference) => decisions.write.settleReconsideration([settlementOf(it), reference], by);

  it("settles beside the earlier decision, which is marked and otherwise stays", async () => {
    const { logs } = await client.waitForTransactionReceipt({ hash: await reconsider(again) });
    const [event] = parseEventLogs({ abi: decisionRegistryAbi, eventName: "DecisionSuperseded", logs });
    assert.deepEqual(event?.args, { earlier: application, later: applicationOf(again) });
    assert.deepEqual(await now(), { ...settled, superseded: true });
    assert.equal((await decisions.read.decisionOf([applicationOf(again)])).decision, 1);
    assert.equal(await decisions.read.latestApplication([decided.lender, decided.subject]), applicationOf(again));
  });

  it("reaches a decision that is not the subject's latest", async () => {
    await settle(settlementOf(caseOf("another product")));
    await reconsider(again);
    assert.equal((await now()).superseded, true);
  });

  it("takes the place of a decision once", async () => {
    await reconsider(again);
    await refused(reconsider(caseOf("once more")), "CannotSupersede", [application]);
    await reconsider(caseOf("once more"), again.reference);
  });

  it("does not take the place of another subject's decision, of none, or of its own", async () => {
    const others = caseOf("of another", { subject: subjectOf("applicant 2") });
    await refused(reconsider(others), "CannotSupersede");
    await refused(reconsider(again, hash("never decided")), "CannotSupersede");
    await refused(reconsider(again, again.reference), "CannotSupersede", [applicationOf(again)]);
    await refused(reconsider(decided), "AlreadyDecided", [application]);
    assert.deepEqual(await now(), settled);
  });

  it("does not take the place of another lender's decision", async () => {
    const theirs: Case = { ...again, model: foreign, registered: registration(register, FOREIGN), lender: accounts.otherLender };
    const call = decisions.write.settleReconsideration([settlementOf(theirs), decided.reference], { account: accounts.otherLender });
    await refused(call, "CannotSupersede");
  });

  it("needs a proof that holds, or marks nothing", async () => {
    const bad = { ...settlementOf(again), proof: settlementOf(decided).proof };
    await refused(decisions.write.settleReconsideration([bad, decided.reference], by), "ProofDoesNotHold");
    assert.deepEqual(await now(), settled);
  });
});

describe("An annotation", () => {
  const annotate = (kind: number, documentHash = hash("document"), account = accounts.lender) =>
    decisions.write.annotate([application, kind, documentHash], { account });

  it("is by the lender or its delegate, with a document, on a decision", async () => {
    await refused(annotate(0, hash("document"), accounts.stranger), "NotLenderOrDelegate", [getAddress(accounts.stranger), getAddress(accounts.lender)]);
    await refused(annotate(0, zeroHash), "DocumentMissing");
    await refused(decisions.write.annotate([field("nothing"), 0, hash("document")], by), "NotDecided", [field("nothing")]);
    await decisions.write.setDelegate([accounts.delegate, true], by);
    await annotate(1, hash("appeal"), accounts.delegate);
  });

  it("leaves what it says in its event, and the decision as it was", async () => {
    for (const kind of [0, 1, 2]) {
      const { logs } = await client.waitForTransactionReceipt({ hash: await annotate(kind) });
      const [event] = parseEventLogs({ abi: decisionRegistryAbi, eventName: "DecisionAnnotated", logs });
      assert.deepEqual(event?.args, { application, by: getAddress(accounts.lender), kind, documentHash: hash("document") });
      assert.deepEqual(await now(), settled);
    }
  });

  it("of a person's override marks the decision for ever", async () => {
    await annotate(3);
    assert.deepEqual(await now(), { ...settled, overridden: true });
    await annotate(0);
    await annotate(3);
    assert.deepEqual(await now(), { ...settled, overridden: true });
  });

  it("and a reconsideration keep each other's mark", async () => {
    await annotate(3);
    await decisions.write.settleReconsideration([settlementOf(caseOf("reconsidered")), decided.reference], by);
    assert.deepEqual(await now(), { ...settled, overridden: true, superseded: true });
    await annotate(3);
    assert.deepEqual(await now(), { ...settled, overridden: true, superseded: true });
  });
});

describe("A read", () => {
  it("of what is not there gives nothing, whatever it is asked with", async () => {
    const nothing = { decision: 0, disclosedScore: 0, issuedAt: 0, settledAt: 0, model: zeroHash, overridden: false, superseded: false };
    for (const id of [0n, 1n, field("nothing"), (1n << 256n) - 1n]) {
      assert.deepEqual(await decisions.read.decisionOf([id]), nothing);
      assert.equal(await decisions.read.lenderOf([id]), zeroAddress);
    }
    assert.deepEqual(await decisions.read.latestDecision([zeroAddress, zeroHash]), [0n, nothing]);
    assert.equal(await decisions.read.isDelegate([zeroAddress, zeroAddress]), false);
  });

  it("names the registries that settlement relies on", async () => {
    assert.equal(await decisions.read.modelRegistry(), getAddress(register.addresses.ModelRegistry));
    assert.equal(await decisions.read.issuerRegistry(), getAddress(register.addresses.IssuerRegistry));
  });
});
