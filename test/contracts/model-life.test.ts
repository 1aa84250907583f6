import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { getAddress, type Hex, zeroHash } from "viem";
import { ROLES } from "../../src/chain/roles.ts";
import { approvedModel, letDecide, REVIEW_DAYS, registerModel, validateModel } from "./fixture/models.ts";
import { refused } from "./fixture/refusal.ts";
import { APPROVAL_DELAY, DAY, deployRegister, hash, type Party } from "./fixture/register.ts";

const register = await deployRegister();
const { accounts, manager, models, networkHelpers, now, wait } = register;
const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const [VALIDATED, APPROVED, SUSPENDED, RETIRED, REVOKED] = [2, 3, 4, 5, 6];
const WHY = hash("why");

type Act = "validate" | "scheduleApproval" | "approve" | "extendReview" | "suspend" | "retire" | "revoke";
const ACTORS: Record<Act, Party> = {
  validate: "validator",
  scheduleApproval: "approver",
  approve: "approver",
  extendReview: "validator",
  suspend: "guardian",
  retire: "approver",
  revoke: "guardian",
};
const act = (name: Act, model: Hex, party: Party = ACTORS[name]): Promise<Hex> => {
  const by = { account: accounts[party] };
  return name === "scheduleApproval" || name === "approve" ? models.write[name]([model], by) : models.write[name]([model, WHY], by);
};
const status = (model: Hex) => models.read.statusOf([model]);

/** How a version comes into each status. */
const BRING: Record<number, () => Promise<Hex>> = {
  0: async () => hash("nobody's"),
  1: () => registerModel(register),
  2: async () => {
    const model = await registerModel(register);
    await validateModel(register, model);
    return model;
  },
  3: () => approvedModel(register),
  4: async () => {
    const model = await approvedModel(register);
    await act("suspend", model);
    return model;
  },
  5: async () => {
    const model = await approvedModel(register);
    await act("retire", model);
    return model;
  },
  6: async () => {
    const model = await approvedModel(register);
    await act("revoke", model);
    return model;
  },
};

/** From which status what may be asked, and where it leads. */
const LEADS: Record<Act, Record<number, number>> = {
  validate: { 1: VALIDATED },
  scheduleApproval: { 2: VALIDATED, 4: SUSPENDED },
  approve: { 2: APPROVED, 4: APPROVED },
  extendReview: { 3: APPROVED, 4: SUSPENDED },
  suspend: { 3: SUSPENDED, 4: SUSPENDED },
  retire: { 1: RETIRED, 2: RETIRED, 3: RETIRED, 4: RETIRED },
  revoke: { 1: REVOKED, 2: REVOKED, 3: REVOKED, 4: REVOKED, 5: REVOKED },
};

describe("In the life of a version", () => {
  for (const [from, bring] of Object.entries(BRING)) {
    it(`status ${from} leads where it must, and nowhere else`, async () => {
      const model = await bring();
      if (from === "2" || from === "4") {
        await act("scheduleApproval", model);
        await wait(APPROVAL_DELAY);
      }
      const before = await networkHelpers.takeSnapshot();
      for (const name of Object.keys(LEADS) as Act[]) {
        const to = LEADS[name][Number(from)];
        if (to === undefined) await refused(act(name, model), "ModelStatusUnfit", [model, Number(from)]);
        else {
          await act(name, model);
          assert.equal(await status(model), to, name);
        }
        await before.restore();
      }
    });
  }

  it("an approval waits for its delay, by the second", async () => {
    const model = await (BRING[2] as () => Promise<Hex>)();
    await refused(act("approve", model), "ApprovalNotScheduled", [model]);
    await act("scheduleApproval", model);
    const approvableAt = (await now()) + APPROVAL_DELAY;
    assert.equal((await models.read.modelOf([model])).approvableAt, Number(approvableAt));
    await networkHelpers.time.setNextBlockTimestamp(approvableAt - 1n);
    await refused(act("approve", model), "ApprovalTooEarly", [model, Number(approvableAt)]);
    await networkHelpers.time.setNextBlockTimestamp(approvableAt);
    await act("approve", model);
    const approved = await models.read.modelOf([model]);
    assert.deepEqual([approved.status, approved.approvableAt, approved.reviewDue], [APPROVED, 0, Number(approvableAt + REVIEW_DAYS * DAY)]);
    assert.equal(await models.read.isApproved([model]), true);
  });

  it("an approval is announced anew for every suspension", async () => {
    const model = await approvedModel(register);
    await act("suspend", model);
    await wait(APPROVAL_DELAY);
    await refused(act("approve", model), "ApprovalNotScheduled", [model]);
  });

  it("a guardian drops a scheduled end of a suspension by suspending again", async () => {
    const model = await (BRING[4] as () => Promise<Hex>)();
    await act("scheduleApproval", model);
    await act("suspend", model);
    await wait(APPROVAL_DELAY);
    await refused(act("approve", model), "ApprovalNotScheduled", [model]);
  });

  it("a suspension does not put the review off", async () => {
    const model = await approvedModel(register);
    const { reviewDue } = await models.read.modelOf([model]);
    await act("suspend", model);
    await wait(100n * DAY);
    await letDecide(register, model);
    assert.equal((await models.read.modelOf([model])).reviewDue, reviewDue);
  });

  it("an overdue review ends decisions until one took place", async () => {
    const model = await approvedModel(register);
    const { reviewDue } = await models.read.modelOf([model]);
    await networkHelpers.time.increaseTo(reviewDue);
    assert.equal(await models.read.isApproved([model]), true);
    await networkHelpers.time.increaseTo(reviewDue + 1);
    assert.equal(await models.read.isApproved([model]), false);
    await refused(models.read.settlementTerms([model]), "ReviewOverdue", [model, reviewDue]);
    await act("extendReview", model);
    assert.equal(await models.read.isApproved([model]), true);
  });

  it("a report is wanted where one is spoken of", async () => {
    const model = await registerModel(register);
    await refused(models.write.validate([model, zeroHash], { account: accounts.validator }), "DocumentMissing");
    await act("validate", model);
    await letDecide(register, model);
    await refused(models.write.extendReview([model, zeroHash], { account: accounts.validator }), "DocumentMissing");
  });
});

describe("Developer, validator and approver", () => {
  /** Gives an account every role: what then still separates the parts is the registry itself. */
  const giveAllRoles = async (party: Party) => {
    for (const role of [ROLES.developer, ROLES.validator, ROLES.approver]) {
      await manager.write.grantRole([role, accounts[party], 0], { account: accounts.governance });
    }
  };

  it("of a version are three accounts, whatever roles they hold", async () => {
    for (const party of ["developer", "validator", "approver"] as const) await giveAllRoles(party);
    const model = await registerModel(register);
    await refused(act("validate", model, "developer"), "RolesNotSeparated", [model, getAddress(accounts.developer)]);
    await act("validate", model);
    for (const party of ["developer", "validator"] as const) {
      await refused(act("scheduleApproval", model, party), "RolesNotSeparated", [model, getAddress(accounts[party])]);
    }
    await letDecide(register, model);
    for (const party of ["developer", "approver"] as const) {
      await refused(act("extendReview", model, party), "RolesNotSeparated", [model, getAddress(accounts[party])]);
    }
    const { developer, validator, approver } = await models.read.modelOf([model]);
    assert.deepEqual(
      [developer, validator, approver],
      [accounts.developer, accounts.validator, accounts.approver].map((account) => getAddress(account)),
    );
  });

  it("stay who they are: another approver neither schedules nor approves", async () => {
    const model = await (BRING[2] as () => Promise<Hex>)();
    await act("scheduleApproval", model);
    await refused(act("scheduleApproval", model, "otherApprover"), "NotOfThisModel", [model, getAddress(accounts.otherApprover)]);
    await wait(APPROVAL_DELAY);
    await refused(act("approve", model, "otherApprover"), "NotOfThisModel", [model, getAddress(accounts.otherApprover)]);
  });

  it("lose what they may do with their role, between announcement and approval too", async () => {
    const model = await (BRING[2] as () => Promise<Hex>)();
    await act("scheduleApproval", model);
    await wait(APPROVAL_DELAY);
    await manager.write.revokeRole([ROLES.approver, accounts.approver], { account: accounts.governance });
    await refused(act("approve", model), "AccessManagedUnauthorized", [getAddress(accounts.approver)]);
  });

  it("may add evidence in any status; nobody else may", async () => {
    const model = await approvedModel(register);
    const add = (party: Party, kind = "parity-certificate", document = WHY) => models.write.addEvidence([model, kind, document], { account: accounts[party] });
    await act("retire", model);
    for (const party of ["developer", "validator", "approver"] as const) await add(party);
    for (const party of ["otherDeveloper", "otherValidator", "otherApprover", "guardian", "governance", "lender", "stranger"] as const) {
      await refused(add(party), "NotOfThisModel", [model, getAddress(accounts[party])]);
    }
    await refused(add("developer", ""), "DocumentMissing");
    await refused(add("developer", "parity-certificate", zeroHash), "DocumentMissing");
    const nobodys = models.write.addEvidence([hash("nobody's"), "parity-certificate", WHY], { account: accounts.stranger });
    await refused(nobodys, "NotOfThisModel");
  });
});

describe("Revocation", () => {
  it("of one version revokes every other under the same verifying key, whatever its status", async () => {
    const [one, registered, retired] = [
      await approvedModel(register),
      await registerModel(register, { version: "2.0.0" }),
      await registerModel(register, { version: "3.0.0" }),
    ];
    await act("retire", retired);
    await act("revoke", one);
    for (const model of [one, registered, retired]) {
      assert.equal(await status(model), REVOKED);
      assert.equal((await models.read.modelOf([model])).status, REVOKED);
      assert.equal(await models.read.isApproved([model]), false);
      for (const name of Object.keys(ACTORS) as Act[]) await refused(act(name, model), "ModelStatusUnfit", [model, REVOKED]);
    }
  });
});

describe("Whether a version was approved at a time", () => {
  const toldOf = (model: Hex) => (time: bigint) => models.read.wasApprovedAt([model, Number(time)]);

  it("is told of every second of its life, and not of the future", async () => {
    const model = await (BRING[2] as () => Promise<Hex>)();
    await act("scheduleApproval", model);
    await wait(APPROVAL_DELAY);
    const told = toldOf(model);
    const times: bigint[] = [];
    for (const step of ["approve", "suspend", "scheduleApproval", "approve", "retire"] as const) {
      if (step === "approve") await wait(APPROVAL_DELAY);
      await act(step, model);
      times.push(await now());
      await wait(DAY);
    }
    const [approved, suspended, , resumed, retired] = times as [bigint, bigint, bigint, bigint, bigint];
    for (const [time, expected] of [
      [0n, false],
      [approved - 1n, false],
      [approved, true],
      [suspended - 1n, true],
      [suspended, false],
      [resumed - 1n, false],
      [resumed, true],
      [retired - 1n, true],
      [retired, false],
    ] as const) {
      assert.equal(await told(time), expected, `${time}`);
    }
    const other = await approvedModel(register, { version: "2.0.0" });
    const present = await now();
    assert.equal(await models.read.wasApprovedAt([other, Number(present)]), true);
    assert.equal(await models.read.wasApprovedAt([other, Number(present + 60n)]), false);
    assert.equal(await models.read.wasApprovedAt([hash("nobody's"), Number(present)]), false);
  });

  it("counts a time of overdue review as none, also after the review was made up for", async () => {
    const model = await approvedModel(register);
    const due = BigInt((await models.read.modelOf([model])).reviewDue);
    await networkHelpers.time.increaseTo(due + DAY);
    await act("extendReview", model);
    const reviewed = await now();
    const told = toldOf(model);
    for (const [time, expected] of [
      [due, true],
      [due + 1n, false],
      [reviewed - 1n, false],
      [reviewed, true],
    ] as const) {
      assert.equal(await told(time), expected, `${time}`);
    }
  });

  it("ends with the key, for a version that had no event of its own", async () => {
    const [one, other] = [await approvedModel(register), await approvedModel(register, { version: "2.0.0" })];
    await act("revoke", one);
    const revoked = await now();
    const told = toldOf(other);
    assert.deepEqual([await told(revoked - 1n), await told(revoked)], [true, false]);
  });

  it("takes the last of several transitions within one second", async () => {
    const model = await (BRING[2] as () => Promise<Hex>)();
    await act("scheduleApproval", model);
    await wait(APPROVAL_DELAY);
    await networkHelpers.mine();
    const { viem } = register;
    const test = await viem.getTestClient();
    await test.setAutomine(false);
    await models.write.approve([model], { account: accounts.approver, gas: 1_000_000n });
    await models.write.suspend([model, WHY], { account: accounts.guardian, gas: 1_000_000n });
    await test.mine({ blocks: 1 });
    await test.setAutomine(true);
    assert.equal(await status(model), SUSPENDED);
    assert.equal(await models.read.wasApprovedAt([model, Number(await now())]), false);
  });
});
