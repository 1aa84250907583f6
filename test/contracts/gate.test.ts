import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { artifacts } from "hardhat";
import { getContract, type Hex, pad, parseAbi, toFunctionSelector, toHex, zeroAddress, zeroHash } from "viem";
import { creditGateAbi } from "../../src/chain/abi/credit-gate.ts";
import { ANNOTATION_KINDS } from "../../src/chain/annotation-kind.ts";
import { GATE_ANSWERS, type GateAnswer } from "../../src/chain/gate-answer.ts";
import { anyTerms, deployGate, GREATEST_AGE, LEAST_SCORE, type Terms } from "./fixture/gate.ts";
import { approvedModel, letDecide, REVIEW_DAYS, registration } from "./fixture/models.ts";
import { DAY, deployRegister, hash } from "./fixture/register.ts";
import { type Case, prepareToSettle, settlementOf, signalsOf } from "./fixture/settlements.ts";

const register = await deployRegister();
const { accounts, decisions, models, networkHelpers, viem } = register;
const { caseOf, settle, model } = await prepareToSettle(register);
const otherModel = await approvedModel(register, { version: "2.0.0", policy: "german-credit-strict" });
const gate = await deployGate(register);
const usual = anyTerms(accounts.lender);
const usualCase = caseOf("application 1");
const { subject } = usualCase;
const reason = hash("reason");
const erc165Abi = parseAbi(["function supportsInterface(bytes4 interfaceId) view returns (bool)"]);
const [wallet] = await viem.getWalletClients();
assert(wallet);

const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const applicationOf = (it: Case) => signalsOf(it)[2] as bigint;
const decide = (it: Case) => settle(settlementOf(it));
const caseOfOther = (reference: string, changed: Partial<Case> = {}) =>
  caseOf(reference, { model: otherModel, registered: registration(register, { version: "2.0.0", policy: "german-credit-strict" }), ...changed });

async function answers(expected: GateAnswer, terms: Partial<Terms> = {}, about: Hex = subject): Promise<void> {
  const { answer } = await gate.ask(about, { ...usual, ...terms });
  assert.equal(answer, expected);
  assert.equal(await gate.contract.read.isCreditworthy([about, { ...usual, ...terms }]), expected === "Granted");
}

describe("The credit gate grants", () => {
  it("on the lender's approving decision, and names the application", async () => {
    await decide(usualCase);
    assert.deepEqual(await gate.ask(subject, usual), { answer: "Granted", application: applicationOf(usualCase) });
    await answers("Granted", { model, policyHash: hash("german-credit"), minimumScore: 612, maximumAge: 60 });
  });

  it("on the later decision of two, whatever the earlier one was", async () => {
    await decide(caseOf("application 1", { decision: "decline" }));
    await answers("NotApproved");
    await decide(caseOf("application 2"));
    assert.deepEqual(await gate.ask(subject, usual), { answer: "Granted", application: applicationOf(caseOf("application 2")) });
  });

  it("to an account by its address, padded on the left", async () => {
    const padded = pad(accounts.stranger);
    assert.equal(await gate.contract.read.subjectOf([accounts.stranger]), padded.toLowerCase());
    await decide(caseOf("application 1", { subject: padded }));
    await answers("Granted", {}, padded);
  });

  it("on the edge of every term, and not beyond it", async () => {
    await decide(usualCase);
    await answers("Granted", { minimumScore: 612 });
    await answers("ScoreTooLow", { minimumScore: 613 });
    await answers("Granted", { maximumAge: 0 });
    await networkHelpers.time.increase(DAY);
    await answers("Granted", { maximumAge: Number(DAY) });
    await answers("TooOld", { maximumAge: Number(DAY) - 1 });
    await answers("TooOld", { maximumAge: 0 });
  });

  it("at the least score that a decision can disclose, where any is enough", async () => {
    await decide(caseOf("application 1", { score: BigInt(LEAST_SCORE) }));
    await answers("Granted", { minimumScore: LEAST_SCORE });
    await answers("ScoreTooLow", { minimumScore: LEAST_SCORE + 1 });
  });

  it("on a decision of a model whose review is overdue: it was made before", async () => {
    await decide(usualCase);
    await networkHelpers.time.increase((REVIEW_DAYS + 1n) * DAY);
    assert.equal(await models.read.isApproved([model]), false);
    await answers("Granted");
  });
});

describe("The credit gate refuses", () => {
  it("where there is no decision: of a subject, a lender, or by nobody", async () => {
    await decide(usualCase);
    await answers("NoDecision", {}, hash("somebody else"));
    await answers("NoDecision", {}, zeroHash);
    await answers("NoDecision", { lender: accounts.otherLender });
    await answers("NoDecision", { lender: gate.address });
    await answers("NoDecision", { lender: zeroAddress });
    assert.equal((await gate.ask(subject, { ...usual, lender: zeroAddress })).application, 0n);
  });

  it("on a decline and on a referral", async () => {
    await decide(caseOf("application 1", { decision: "decline" }));
    await answers("NotApproved");
    await decide(caseOf("application 2", { decision: "refer" }));
    await answers("NotApproved");
  });

  it("where a decline came after the approval", async () => {
    await decide(usualCase);
    await answers("Granted");
    await decide(caseOf("application 2", { decision: "decline" }));
    await answers("NotApproved");
  });

  it("where the lender recorded that a human overrode the decision, also a decline", async () => {
    for (const decision of ["approve", "decline"] as const) {
      const it = caseOf(decision, { decision });
      await decide(it);
      for (const kind of ["note", "appeal", "correction"] as const) {
        await decisions.write.annotate([applicationOf(it), ANNOTATION_KINDS.indexOf(kind), reason], { account: accounts.lender });
        await answers(decision === "approve" ? "Granted" : "NotApproved");
      }
      await decisions.write.annotate([applicationOf(it), ANNOTATION_KINDS.indexOf("override"), reason], { account: accounts.lender });
      await answers("Overridden");
    }
  });

  it("where a reconsideration declined, and grants where it approved", async () => {
    await decide(usualCase);
    const later = caseOf("reconsidered", { decision: "decline" });
    await decisions.write.settleReconsideration([settlementOf(later), usualCase.reference], { account: accounts.lender });
    assert.equal((await decisions.read.decisionOf([applicationOf(usualCase)])).superseded, true);
    await answers("NotApproved");
    await decisions.write.settleReconsideration([settlementOf(caseOf("again")), later.reference], { account: accounts.lender });
    await answers("Granted");
  });

  it("where another model or another policy decided last", async () => {
    await decide(usualCase);
    await answers("OtherModel", { model: otherModel });
    await answers("OtherPolicy", { policyHash: hash("german-credit-strict") });
    await decide(caseOfOther("application 2"));
    await answers("OtherModel", { model });
    await answers("OtherPolicy", { policyHash: hash("german-credit") });
    await answers("Granted", { model: otherModel, policyHash: hash("german-credit-strict") });
  });

  it("while the model is suspended, and grants once it decides again", async () => {
    await decide(usualCase);
    await models.write.suspend([model, reason], { account: accounts.guardian });
    await answers("ModelStopped");
    await letDecide(register, model);
    await answers("Granted");
  });

  it("once the model is retired, also out of a suspension, which its approver could else undo at once", async () => {
    await decide(usualCase);
    await models.write.suspend([model, reason], { account: accounts.guardian });
    await models.write.retire([model, reason], { account: accounts.approver });
    await answers("ModelStopped");
    await decide(caseOfOther("application 2"));
    await answers("Granted");
    await models.write.retire([otherModel, reason], { account: accounts.approver });
    await answers("ModelStopped");
  });

  it("once a model under the same verifying key is revoked", async () => {
    await decide(usualCase);
    await models.write.revoke([otherModel, reason], { account: accounts.guardian });
    await answers("ModelStopped");
  });

  it("while the guardians have stopped the registry", async () => {
    await decide(usualCase);
    await decisions.write.stop([reason], { account: accounts.guardian });
    await answers("RegistryStopped");
    await decisions.write.resume({ account: accounts.governance });
    await answers("Granted");
  });
});

describe("A gate", () => {
  it("stands before registries that exist only", async () => {
    const { DecisionRegistry, ModelRegistry } = register.addresses;
    for (const [registries, missing] of [
      [[accounts.stranger, ModelRegistry], accounts.stranger],
      [[DecisionRegistry, accounts.stranger], accounts.stranger],
      [[zeroAddress, ModelRegistry], zeroAddress],
    ] as const) {
      const error = await viem.deployContract("CreditGate", registries as [Hex, Hex]).then(
        () => null,
        (error: Error) => error,
      );
      assert.match(error?.message ?? "deployed", new RegExp(`RegistryMissing\\("?${missing}`, "i"));
    }
  });

  it("stands before the registry whose models decided, and no other", async () => {
    const { address: other } = await viem.deployContract("ModelRegistry", [accounts.governance, register.factory.address, 0, false]);
    const error = await viem.deployContract("CreditGate", [register.addresses.DecisionRegistry, other]).then(
      () => null,
      (error: Error) => error,
    );
    assert.match(error?.message ?? "deployed", new RegExp(`OtherModelRegistry\\("?${register.addresses.ModelRegistry}"?, "?${other}`, "i"));
  });

  it("says by ERC-165 that it is one", async () => {
    const erc165 = getContract({ abi: [...creditGateAbi, ...erc165Abi], address: gate.address, client: register.client });
    const selectors = creditGateAbi.filter((entry) => entry.type === "function").map((entry) => BigInt(toFunctionSelector(entry)));
    const interfaceId = toHex(
      selectors.reduce((all, one) => all ^ one, 0n),
      { size: 4 },
    );
    assert.equal(await erc165.read.supportsInterface([interfaceId]), true);
    assert.equal(await erc165.read.supportsInterface(["0x01ffc9a7"]), true);
    assert.equal(await erc165.read.supportsInterface(["0xffffffff"]), false);
  });

  it("numbers its answers as the library does", () => {
    const [, body = ""] = /enum Answer \{([^}]*)\}/.exec(readFileSync(new URL("../../contracts/interfaces/ICreditGate.sol", import.meta.url), "utf8")) ?? [];
    assert.deepEqual(
      body.split(",").map((name) => name.trim()),
      [...GATE_ANSWERS],
    );
  });
});

describe("Whatever it is asked, the gate", () => {
  const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map((value) => toHex(value, { size: 32 }));
  const score = fc.oneof(fc.integer({ min: LEAST_SCORE, max: 2 ** 31 - 1 }), fc.constantFrom(LEAST_SCORE, -1, 0, 611, 612, 613, 2 ** 31 - 1));
  const age = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0, 86_400, GREATEST_AGE));

  it("answers within its gas and without reverting", async () => {
    await decide(usualCase);
    const account = fc.oneof(
      fc.constantFrom(...Object.values(accounts), zeroAddress, gate.address, ...Object.values(register.addresses)),
      fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }).map((value) => toHex(value, { size: 20 })),
    );
    const seen = new Set<GateAnswer>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(word, fc.constant(subject)),
        fc.record({
          lender: fc.oneof(account, fc.constant(accounts.lender)),
          model: fc.oneof(word, fc.constantFrom(zeroHash, model, otherModel)),
          policyHash: fc.oneof(word, fc.constantFrom(zeroHash, hash("german-credit"))),
          minimumScore: score,
          maximumAge: age,
        }),
        async (about, terms) => {
          const { answer, application } = await gate.ask(about, terms);
          seen.add(answer);
          assert.equal(application !== 0n, answer !== "NoDecision");
        },
      ),
      { numRuns: 250, seed: 20261125 },
    );
    // The arguments reach every check, and pass them.
    assert.deepEqual([...seen].sort(), ["Granted", "NoDecision", "OtherModel", "OtherPolicy", "ScoreTooLow"]);
  });

  it("grants exactly where a plain reading of the terms does, whatever registries say", async () => {
    const scripted = await viem.deployContract("ScriptedDecisions");
    const { abi } = await artifacts.readArtifact("ScriptedDecisions");
    const stage = await deployGate({ ...register, addresses: { DecisionRegistry: scripted.address, ModelRegistry: scripted.address } });
    const seen = new Set<GateAnswer>();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          decision: fc.constantFrom(0, 1, 1, 1, 1, 2, 3),
          disclosedScore: score,
          issuedAt: fc.constant(0),
          ago: fc.constantFrom(-1, 0, 1, 50, 86_400, 10 ** 9),
          model: fc.constantFrom(hash("a"), hash("b")),
          overridden: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
          superseded: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
        }),
        fc.constantFrom(0, 1, 2, 3, 3, 3, 3, 3, 3, 3, 4, 5, 6),
        fc.constantFrom(hash("p"), hash("q")),
        fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
        fc.record({
          lender: fc.constantFrom(...Array<Hex>(7).fill(accounts.lender), zeroAddress),
          model: fc.constantFrom(zeroHash, hash("a")),
          policyHash: fc.constantFrom(zeroHash, hash("p")),
          minimumScore: fc.oneof(score, fc.constant(LEAST_SCORE)),
          maximumAge: fc.oneof(age, fc.constant(GREATEST_AGE)),
        }),
        async ({ ago, ...decision }, status, policyHash, stopped, terms) => {
          const now = Number(await register.now()) + 1;
          const settledAt = now - ago;
          await networkHelpers.time.setNextBlockTimestamp(now);
          await wallet.writeContract({
            address: scripted.address,
            abi,
            functionName: "script",
            args: [{ ...decision, settledAt }, status, policyHash, stopped],
          });
          const plain: [boolean, GateAnswer][] = [
            // Of several reasons, the first.
            [terms.lender === zeroAddress || decision.decision === 0, "NoDecision"],
            [decision.superseded, "Superseded"],
            [decision.overridden, "Overridden"],
            [decision.decision !== 1, "NotApproved"],
            [ago > terms.maximumAge, "TooOld"],
            [decision.disclosedScore < terms.minimumScore, "ScoreTooLow"],
            [terms.model !== zeroHash && terms.model !== decision.model, "OtherModel"],
            [stopped, "RegistryStopped"],
            [status !== 3, "ModelStopped"],
            [terms.policyHash !== zeroHash && terms.policyHash !== policyHash, "OtherPolicy"],
          ];
          const expected = plain.find(([stops]) => stops)?.[1] ?? "Granted";
          seen.add(expected);
          assert.equal((await stage.ask(hash("anybody"), terms)).answer, expected);
        },
      ),
      { numRuns: 500, seed: 20261125 },
    );
    assert.deepEqual([...seen].sort(), [...GATE_ANSWERS].sort(), "every answer was reached");
  });

  it("gives no answer at all, rather than a wrong no, to who gives it too little gas", async () => {
    await decide(usualCase);
    const seen = new Set<string>();
    for (let gas = 24_000n; gas <= 100_000n; gas += 1_000n) {
      seen.add(
        await gate.askWith(gas, subject, { ...usual, policyHash: hash("german-credit") }).then(
          ({ answer }) => answer,
          () => "nothing",
        ),
      );
    }
    assert.deepEqual([...seen], ["nothing", "Granted"]);
  });
});
