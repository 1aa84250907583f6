import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { type Address, concat, getAddress, type Hex, parseEventLogs, zeroAddress, zeroHash } from "viem";
import { modelRegistryAbi } from "../../src/chain/abi/model-registry.ts";
import { encodeKeyContribution, KEY_PARTS, type KeyContribution, type KeyPart, keyContributionToSign } from "../../src/chain/key-contribution.ts";
import { ROLES } from "../../src/chain/roles.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { letDecide, registerModel, registration, validateModel } from "./fixture/models.ts";
import { refused } from "./fixture/refusal.ts";
import { APPROVAL_DELAY, deployRegister, hash, PARTIES, type Party } from "./fixture/register.ts";

const register = await deployRegister({ production: true });
const { accounts, addresses, client, manager, models, networkHelpers, viem } = register;
const wallets = await viem.getWalletClients();
const chainId = await client.getChainId();
const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const KEY_HASH = verifyingKeyHash(FIXTURE_KEY);
const digestOf = (text: string): Hex => concat([hash(text), hash(`${text}, second half`)]);
const contributionOf = (part: KeyPart, changed: Partial<KeyContribution> = {}): KeyContribution => ({
  verifyingKeyHash: KEY_HASH,
  part,
  position: KEY_PARTS.indexOf(part) + 1,
  digest: digestOf(part),
  ...changed,
});

async function sign(by: Address, contribution: KeyContribution, registry: Address = addresses.ModelRegistry, chain = chainId): Promise<Hex> {
  const wallet = wallets.find(({ account }) => account.address === by);
  assert(wallet);
  return wallet.signTypedData(keyContributionToSign(chain, registry, contribution));
}

/** Records what an account signed; a stranger sends it. */
const record = async (by: Address, contribution: KeyContribution, signature?: Hex) =>
  models.write.recordContribution([encodeKeyContribution(contribution), by, signature ?? (await sign(by, contribution))], { account: accounts.stranger });

const recordAll = async () => {
  for (const part of KEY_PARTS) await record(accounts[part], contributionOf(part));
};

describe("A production registry", () => {
  it("approves a version only with the contributions of developer, validator and approver to its key", async () => {
    const model = await registerModel(register);
    await validateModel(register, model);
    await models.write.scheduleApproval([model], { account: accounts.approver });
    await register.wait(APPROVAL_DELAY);
    const approve = () => models.write.approve([model], { account: accounts.approver });
    for (const [position, part] of KEY_PARTS.entries()) {
      await refused(approve(), "ContributionMissing", [KEY_HASH, position]);
      await record(accounts[part], contributionOf(part));
    }
    await approve();
    assert.equal(await models.read.isApproved([model]), true);
  });

  it("waits for each of the three, whichever it is", async () => {
    const model = await registerModel(register);
    await validateModel(register, model);
    await models.write.scheduleApproval([model], { account: accounts.approver });
    await register.wait(APPROVAL_DELAY);
    const ready = await networkHelpers.takeSnapshot();
    for (const [position, missing] of KEY_PARTS.entries()) {
      for (const part of KEY_PARTS) if (part !== missing) await record(accounts[part], contributionOf(part));
      await refused(models.write.approve([model], { account: accounts.approver }), "ContributionMissing", [KEY_HASH, position]);
      await ready.restore();
    }
  });

  it("asks for no second ceremony of another version under the same key, whoever its people are, nor after a suspension", async () => {
    await recordAll();
    const whole = registration(register, { version: "2.0.0" });
    await models.write.register([whole], { account: accounts.otherDeveloper });
    const second = (await models.read.modelByNumber([1])) as Hex;
    await models.write.validate([second, hash("report")], { account: accounts.otherValidator });
    await models.write.scheduleApproval([second], { account: accounts.otherApprover });
    await register.wait(APPROVAL_DELAY);
    await models.write.approve([second], { account: accounts.otherApprover });
    assert.equal(await models.read.isApproved([second]), true);
    const first = await registerModel(register);
    await validateModel(register, first);
    await letDecide(register, first);
    await models.write.suspend([first, hash("reason")], { account: accounts.guardian });
    await letDecide(register, first);
    assert.equal(await models.read.isApproved([first]), true);
  });

  it("is none where contributions are not asked for: a development registry approves without", async () => {
    const other = await deployRegister();
    const model = await registerModel(other);
    await validateModel(other, model);
    await letDecide(other, model);
    assert.equal(await other.models.read.isApproved([model]), true);
  });
});

describe("A contribution", () => {
  it("is recorded by its contributor's signature, whoever sends it", async () => {
    const contribution = contributionOf("validator");
    assert.deepEqual(await models.read.contributorOf([KEY_HASH, 1]), [zeroAddress, 0]);
    const { logs } = await client.waitForTransactionReceipt({ hash: await record(accounts.validator, contribution) });
    const [event] = parseEventLogs({ abi: modelRegistryAbi, eventName: "ContributionRecorded", logs });
    assert.deepEqual(event?.args, { ...encodeKeyContribution(contribution), contributor: getAddress(accounts.validator) });
    assert.deepEqual(await models.read.contributorOf([KEY_HASH, 1]), [getAddress(accounts.validator), 2]);
  });

  it("is of an account that has the role of its part, and had it not taken away", async () => {
    for (const part of KEY_PARTS) {
      for (const party of Object.keys(PARTIES) as Party[]) {
        if (PARTIES[party] === part) continue;
        await refused(record(accounts[party], contributionOf(part)), "NotInPart", [KEY_PARTS.indexOf(part), getAddress(accounts[party])]);
      }
    }
    await manager.write.revokeRole([ROLES.developer, accounts.developer], { account: accounts.governance });
    await refused(record(accounts.developer, contributionOf("developer")), "NotInPart");
    await record(accounts.otherDeveloper, contributionOf("developer"));
  });

  it("is recorded also of an account whose calls have a delay: it has the role", async () => {
    await manager.write.revokeRole([ROLES.developer, accounts.developer], { account: accounts.governance });
    await manager.write.grantRole([ROLES.developer, accounts.developer, 3600], { account: accounts.governance });
    await record(accounts.developer, contributionOf("developer"));
  });

  it("is signed by that account, for this key, part, position and digest, this registry and this chain", async () => {
    const contribution = contributionOf("developer");
    const { developer } = accounts;
    const others: Promise<Hex>[] = [
      sign(accounts.otherDeveloper, contribution),
      sign(developer, { ...contribution, verifyingKeyHash: hash("another key") }),
      sign(developer, { ...contribution, part: "validator" }),
      sign(developer, { ...contribution, position: 2 }),
      sign(developer, { ...contribution, digest: digestOf("another") }),
      sign(developer, contribution, addresses.DecisionRegistry),
      sign(developer, contribution, addresses.ModelRegistry, chainId + 1),
      Promise.resolve("0x"),
      Promise.resolve<Hex>(`0x${"00".repeat(65)}`),
    ];
    for (const signature of others) await refused(record(developer, contribution, await signature), "ContributionNotSigned", [getAddress(developer)]);
    await record(developer, contribution);
  });

  it("is recorded once: the same signature again, and another of the same part, are refused", async () => {
    await record(accounts.developer, contributionOf("developer"));
    const again = [KEY_HASH, 0] as const;
    await refused(record(accounts.developer, contributionOf("developer")), "ContributionAlreadyRecorded", again);
    await refused(record(accounts.otherDeveloper, contributionOf("developer", { position: 7 })), "ContributionAlreadyRecorded", again);
    // Another key is another ceremony.
    await record(accounts.developer, contributionOf("developer", { verifyingKeyHash: hash("another key") }));
  });

  it("is one person's and one contribution: no account and no position stands for two parts", async () => {
    await manager.write.grantRole([ROLES.validator, accounts.developer, 0], { account: accounts.governance });
    await record(accounts.developer, contributionOf("developer"));
    await refused(record(accounts.developer, contributionOf("validator")), "ContributionsNotSeparated", [KEY_HASH, 0]);
    await refused(record(accounts.validator, contributionOf("validator", { position: 1 })), "ContributionsNotSeparated", [KEY_HASH, 0]);
    await record(accounts.validator, contributionOf("validator"));
    await refused(record(accounts.approver, contributionOf("approver", { position: 2 })), "ContributionsNotSeparated", [KEY_HASH, 1]);
  });

  it("has a key, a position and a digest of 64 bytes", async () => {
    const part = (changed: Partial<KeyContribution>) => record(accounts.developer, contributionOf("developer", changed));
    await refused(part({ verifyingKeyHash: zeroHash }), "ContributionInvalid", ["verifyingKeyHash"]);
    await refused(part({ position: 0 }), "ContributionInvalid", ["position"]);
    for (const digest of ["0x", hash("half"), concat([digestOf("long"), "0x00"])] as Hex[]) await refused(part({ digest }), "ContributionInvalid", ["digest"]);
  });
});
