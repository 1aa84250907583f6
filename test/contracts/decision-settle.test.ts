import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { getAddress, pad, parseEventLogs } from "viem";
import { decisionRegistryAbi } from "../../src/chain/abi/decision-registry.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { BASE_FIELD_ORDER, FIELD_ORDER } from "../../src/statement/field.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { proofWordsOf } from "../proof/groth16-words.ts";
import { addKey, secretOf } from "./fixture/issuers.ts";
import { approvedModel, letDecide, MAXIMUM_RECORD_AGE, REVIEW_DAYS, registerModel, registration, SCHEMA, validateModel } from "./fixture/models.ts";
import { refused } from "./fixture/refusal.ts";
import { DAY, deployRegister, field, hash } from "./fixture/register.ts";
import { type Case, prepareToSettle, SIGNED_AT, settlementOf, signalsOf, subjectOf } from "./fixture/settlements.ts";

const register = await deployRegister();
const { accounts, client, decisions, issuers, models, networkHelpers, now, verifier } = register;
const { caseOf, issuer, issuerKey, model, settle } = await prepareToSettle(register);
const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const applicationOf = (it: Case): bigint => signalsOf(it)[2] as bigint;
const nothing = await decisions.read.decisionOf([0n]);
/** A refused settlement leaves no trace. */
const leavesNothing = async (it: Case) => {
  assert.deepEqual(await decisions.read.decisionOf([applicationOf(it)]), nothing);
  assert.equal(await decisions.read.latestApplication([it.lender, it.subject]), 0n);
};

describe("A settled decision", () => {
  it("is kept with what it says, when, and by which model, and is its subject's latest", async () => {
    const it = caseOf("application 1", { decision: "refer", score: -41n });
    const application = applicationOf(it);
    assert.equal(await decisions.read.applicationIdOf([it.lender, it.subject, it.reference]), application);
    await settle(settlementOf(it));
    const settled = {
      decision: 3,
      disclosedScore: -41,
      issuedAt: Number(SIGNED_AT),
      settledAt: Number(await now()),
      model,
      overridden: false,
      superseded: false,
    };
    assert.deepEqual(await decisions.read.decisionOf([application]), settled);
    assert.deepEqual(await decisions.read.latestDecision([it.lender, it.subject]), [application, settled]);
    assert.equal(await decisions.read.latestApplication([it.lender, it.subject]), application);
    assert.equal(await decisions.read.lenderOf([application]), getAddress(it.lender));
  });

  it("can be verified from its event alone, given the key", async () => {
    const it = caseOf("application 1");
    const submitted = settlementOf(it);
    const { logs } = await client.waitForTransactionReceipt({ hash: await settle(submitted) });
    const [event] = parseEventLogs({ abi: decisionRegistryAbi, eventName: "DecisionSettled", logs });
    assert(event);
    assert.deepEqual(event.args, {
      application: applicationOf(it),
      model,
      subject: it.subject,
      lender: getAddress(it.lender),
      lenderReference: it.reference,
      submitter: getAddress(it.lender),
      verifier: getAddress(verifier),
      signals: signalsOf(it),
      proof: submitted.proof,
    });
    assert.equal(verifyGroth16(FIXTURE_KEY, event.args.proof, event.args.signals), true);
  });

  it("is the latest in the place of an earlier one on the same subject, which stands", async () => {
    const [first, second] = [caseOf("application 1"), caseOf("application 2", { decision: "decline" })];
    for (const it of [first, second]) await settle(settlementOf(it));
    assert.equal(await decisions.read.latestApplication([first.lender, first.subject]), applicationOf(second));
    assert.equal((await decisions.read.decisionOf([applicationOf(first)])).decision, 1);
  });

  it("may be submitted by a delegate of the lender, until the lender says no", async () => {
    const by = { account: accounts.delegate };
    await refused(decisions.write.settle([settlementOf(caseOf("application 1"))], by), "NotLenderOrDelegate", [
      getAddress(accounts.delegate),
      getAddress(accounts.lender),
    ]);
    await decisions.write.setDelegate([accounts.delegate, true], { account: accounts.lender });
    assert.equal(await decisions.read.isDelegate([accounts.lender, accounts.delegate]), true);
    await decisions.write.settle([settlementOf(caseOf("application 1"))], by);
    await decisions.write.setDelegate([accounts.delegate, false], { account: accounts.lender });
    await refused(decisions.write.settle([settlementOf(caseOf("application 2"))], by), "NotLenderOrDelegate");
  });

  it("may rest on a record signed in this very second, or exactly as old as the model allows", async () => {
    await networkHelpers.time.setNextBlockTimestamp(SIGNED_AT + 2n * DAY);
    await settle(settlementOf(caseOf("application 1", { issuedAt: SIGNED_AT + 2n * DAY })));
    await networkHelpers.time.setNextBlockTimestamp(SIGNED_AT + MAXIMUM_RECORD_AGE);
    await settle(settlementOf(caseOf("application 2")));
  });
});

describe("An attacker", () => {
  it("cannot settle an application twice, with the same proof or one made anew", async () => {
    const it = caseOf("application 1");
    await settle(settlementOf(it));
    const fresh = settlementOf({ ...it, seed: 99n });
    assert.notDeepEqual(fresh.proof, settlementOf(it).proof);
    assert.equal(verifyGroth16(FIXTURE_KEY, fresh.proof, signalsOf(it)), true);
    for (const again of [settlementOf(it), fresh]) await refused(settle(again), "AlreadyDecided", [applicationOf(it)]);
  });

  it("cannot try another decision on the same application until one suits", async () => {
    const it = caseOf("application 1", { decision: "decline" });
    await settle(settlementOf(it));
    const better = { ...it, decision: "approve" as const, score: 800n };
    assert.notDeepEqual(signalsOf(better), signalsOf(it));
    await refused(settle(settlementOf(better)), "AlreadyDecided", [applicationOf(it)]);
  });

  it("cannot settle a proof that was seen in the mempool for itself", async () => {
    const it = caseOf("application 1");
    for (const thief of [accounts.stranger, accounts.otherLender, accounts.developer, accounts.guardian]) {
      await refused(settle(settlementOf(it), thief), "NotLenderOrDelegate", [getAddress(thief), getAddress(accounts.lender)]);
    }
    // Nor with a model of its own: the proof speaks of another lender's application.
    const own = { lender: accounts.otherLender, name: "other", commitment: field("other"), version: "1.0.0" };
    const otherModel = await approvedModel(register, own);
    const stolen = { ...settlementOf(it), model: otherModel };
    await refused(settle(stolen, accounts.otherLender), "ProofDoesNotHold");
    await leavesNothing(it);
  });

  it("cannot add the field order to a signal", async () => {
    const it = caseOf("application 1");
    const honest = settlementOf(it);
    for (const [position, name] of [
      [1n, "issuerKey"],
      [3n, "decisionCommitment"],
    ] as const) {
      const aliased = { ...honest, [name]: honest[name] + FIELD_ORDER };
      assert(aliased[name] < 1n << 256n);
      await refused(settle(aliased), "SignalTooLarge", [position, aliased[name]]);
    }
    const outcome = honest.outcome + FIELD_ORDER;
    await refused(settle({ ...honest, outcome }), "OutcomeMalformed", [outcome]);
    await leavesNothing(it);
  });

  it("cannot settle an outcome without a decision, or with a bit above its layout", async () => {
    const it = caseOf("application 1");
    for (const outcome of [0n, settlementOf(it).outcome & ~3n, settlementOf(it).outcome | (1n << 74n), (1n << 256n) - 1n]) {
      await refused(settle({ ...settlementOf(it), outcome }), "OutcomeMalformed", [outcome]);
    }
  });

  it("cannot use a proof on another chain, in another registry, for another lender, subject or reference", async () => {
    const it = caseOf("application 1");
    const elsewhere: Partial<Case>[] = [
      { chainId: 1n },
      { decisionRegistry: accounts.stranger },
      { lender: accounts.otherLender },
      { subject: subjectOf("applicant 2") },
      { reference: hash("application 2") },
    ];
    for (const changed of elsewhere) {
      const other = { ...it, ...changed };
      assert.notEqual(applicationOf(other), applicationOf(it));
      const submitted = { ...settlementOf(other), subject: it.subject, lenderReference: it.reference };
      assert.equal(verifyGroth16(FIXTURE_KEY, submitted.proof, signalsOf(other)), true);
      await refused(settle(submitted), "ProofDoesNotHold", [model, applicationOf(it)]);
    }
    await leavesNothing(it);
  });

  it("cannot settle with a proof of another model, key, commitment or outcome, or of none", async () => {
    const it = caseOf("application 1");
    const honest = settlementOf(it);
    const proofs: [string, readonly bigint[]][] = [
      ["another model's", settlementOf({ ...it, registered: { ...it.registered, commitment: it.registered.commitment + 1n } }).proof],
      ["another key's", settlementOf({ ...it, issuerKey: issuerKey + 1n }).proof],
      ["another score's", settlementOf({ ...it, score: it.score + 1n }).proof],
      ["a decline's", settlementOf({ ...it, decision: "decline" }).proof],
      ["a fresher record's", settlementOf({ ...it, issuedAt: it.issuedAt + 1n }).proof],
      ["zero", Array<bigint>(8).fill(0n)],
      ["one with A negated", [honest.proof[0], BASE_FIELD_ORDER - honest.proof[1], ...honest.proof.slice(2)]],
      ["one with a point off the curve", [honest.proof[0] + 1n, ...honest.proof.slice(1)]],
    ];
    for (const [what, proof] of proofs) {
      assert.notDeepEqual(proof, honest.proof, what);
      await refused(settle({ ...honest, proof: proofWordsOf(proof) }), "ProofDoesNotHold", [model, applicationOf(it)]);
    }
    await leavesNothing(it);
  });
});

describe("A record is refused", () => {
  it("from the future, by a second", async () => {
    const at = (await now()) + 100n;
    await networkHelpers.time.setNextBlockTimestamp(at);
    await refused(settle(settlementOf(caseOf("application 1", { issuedAt: at + 1n }))), "RecordFromTheFuture", [Number(at + 1n)]);
  });

  it("older than the model allows, by a second", async () => {
    await networkHelpers.time.setNextBlockTimestamp(SIGNED_AT + MAXIMUM_RECORD_AGE + 1n);
    await refused(settle(settlementOf(caseOf("application 1"))), "RecordTooOld", [Number(SIGNED_AT), Number(MAXIMUM_RECORD_AGE)]);
  });

  it("of a key that nobody added, or for another schema", async () => {
    const unknown = caseOf("application 1", { issuerKey: 5n });
    await refused(settle(settlementOf(unknown)), "IssuerKeyNotValid", [5n, SCHEMA, Number(SIGNED_AT)]);
    const { y } = await addKey(register, issuer, secretOf(0x77), field("another schema"));
    await register.wait(2n * DAY);
    const other = caseOf("application 1", { issuerKey: y, issuedAt: await now() });
    await refused(settle(settlementOf(other)), "IssuerKeyNotValid");
  });

  it("signed before its key was valid", async () => {
    const { y } = await addKey(register, issuer, secretOf(0x77));
    const { validFrom } = await issuers.read.keyOf([y]);
    await register.wait(2n * DAY);
    const early = caseOf("application 1", { issuerKey: y, issuedAt: BigInt(validFrom) - 1n });
    await refused(settle(settlementOf(early)), "IssuerKeyNotValid", [y, SCHEMA, validFrom - 1]);
    await settle(settlementOf({ ...early, issuedAt: BigInt(validFrom) }));
  });

  it("of a revoked key, whenever it says that it was signed", async () => {
    await issuers.write.revokeKey([issuerKey], { account: accounts.controller });
    await refused(settle(settlementOf(caseOf("application 1"))), "IssuerKeyNotValid", [issuerKey, SCHEMA, Number(SIGNED_AT)]);
  });
});

describe("A model settles nothing", () => {
  const refusedOf = async (id: Case["model"], status: number, registered = registration(register)) =>
    refused(settle(settlementOf(caseOf("application 1", { model: id, registered }))), "ModelStatusUnfit", [id, status]);

  it("while it is unknown, registered or validated, or its approval waits", async () => {
    const changed = { version: "2.0.0" };
    await refusedOf(hash("nobody's"), 0);
    const id = await registerModel(register, changed);
    await refusedOf(id, 1, registration(register, changed));
    await validateModel(register, id);
    await refusedOf(id, 2, registration(register, changed));
    await models.write.scheduleApproval([id], { account: accounts.approver });
    await refusedOf(id, 2, registration(register, changed));
  });

  it("while it is suspended; and settles again after the suspension was lifted", async () => {
    await models.write.suspend([model, hash("drift")], { account: accounts.guardian });
    await refusedOf(model, 4);
    await letDecide(register, model);
    await settle(settlementOf(caseOf("application 1")));
  });

  it("once it is retired or revoked", async () => {
    await models.write.retire([model, hash("replaced")], { account: accounts.approver });
    await refusedOf(model, 5);
    await models.write.revoke([model, hash("leaked")], { account: accounts.guardian });
    await refusedOf(model, 6);
  });

  it("when another version under its verifying key is revoked", async () => {
    const other = await registerModel(register, { version: "2.0.0" });
    await settle(settlementOf(caseOf("application 1")));
    await models.write.revoke([other, hash("leaked")], { account: accounts.guardian });
    await refused(settle(settlementOf(caseOf("application 2"))), "ModelStatusUnfit", [model, 6]);
  });

  it("from the second after its review was due", async () => {
    const { reviewDue } = await models.read.modelOf([model]);
    await networkHelpers.time.setNextBlockTimestamp(reviewDue);
    await settle(settlementOf(caseOf("application 1", { issuedAt: BigInt(reviewDue) })));
    await networkHelpers.time.setNextBlockTimestamp(reviewDue + 1);
    await refused(settle(settlementOf(caseOf("application 2", { issuedAt: BigInt(reviewDue) }))), "ReviewOverdue", [model, reviewDue]);
    await models.write.extendReview([model, hash("annual review")], { account: accounts.validator });
    await settle(settlementOf(caseOf("application 2", { issuedAt: BigInt(reviewDue) })));
    assert.equal((await models.read.modelOf([model])).reviewDue, Number((await now()) - 1n + REVIEW_DAYS * DAY));
  });
});

describe("A stop", () => {
  it("ends all settling, but no read and no annotation, until governance lifts it", async () => {
    const it = caseOf("application 1");
    await settle(settlementOf(it));
    await settle(settlementOf(caseOf("application 0", { subject: pad("0x01") })));
    const before = await decisions.read.decisionOf([applicationOf(it)]);
    await decisions.write.stop([hash("incident")], { account: accounts.guardian });
    assert.equal(await decisions.read.isStopped(), true);

    const next = settlementOf(caseOf("application 2"));
    const by = { account: accounts.lender };
    for (const call of [
      decisions.write.settle([next], by),
      decisions.write.settleBatch([[next]], by),
      decisions.write.settleReconsideration([next, it.reference], by),
      decisions.write.challenge([next], by),
    ]) {
      await refused(call, "SettlementIsStopped");
    }
    assert.deepEqual(await decisions.read.decisionOf([applicationOf(it)]), before);
    assert.equal((await decisions.read.latestDecision([it.lender, it.subject]))[0], applicationOf(it));
    await decisions.write.annotate([applicationOf(it), 3, hash("review by a person")], by);
    assert.equal((await decisions.read.decisionOf([applicationOf(it)])).overridden, true);

    await refused(decisions.write.resume({ account: accounts.guardian }), "AccessManagedUnauthorized");
    await decisions.write.resume({ account: accounts.governance });
    await settle(next);
  });

  it("of a model or key leaves what was settled as it was", async () => {
    const it = caseOf("application 1");
    await settle(settlementOf(it));
    const before = await decisions.read.decisionOf([applicationOf(it)]);
    await issuers.write.revokeKey([issuerKey], { account: accounts.guardian });
    await models.write.revoke([model, hash("leaked")], { account: accounts.guardian });
    assert.deepEqual(await decisions.read.decisionOf([applicationOf(it)]), before);
    assert.equal(await decisions.read.lenderOf([applicationOf(it)]), getAddress(accounts.lender));
  });
});
