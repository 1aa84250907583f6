import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { getAddress, keccak256, parseEventLogs, stringToHex, zeroAddress, zeroHash } from "viem";
import { modelRegistryAbi } from "../../src/chain/abi/model-registry.ts";
import { modelId } from "../../src/chain/model-id.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { keyWords } from "../proof/groth16-words.ts";
import { approvedModel, REVIEW_DAYS, type Registration, registerModel, registration, SCHEMA } from "./fixture/models.ts";
import { refused } from "./fixture/refusal.ts";
import { deployRegister, field, hash } from "./fixture/register.ts";

const register = await deployRegister();
const { accounts, client, factory, models, networkHelpers, verifier, viem } = register;
const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

const by = { account: accounts.developer };
const KEY_HASH = verifyingKeyHash(FIXTURE_KEY);
const submit = (changed: Partial<Registration> = {}) => models.write.register([registration(register, changed)], by);

describe("A registered version", () => {
  it("is kept with all that was said of it, and what was read of its verifier", async () => {
    const said = registration(register);
    const { logs } = await client.waitForTransactionReceipt({ hash: await submit() });
    const id = modelId(said.lender, said.name, said.version);
    const code = await client.getCode({ address: verifier });
    assert(code);
    const [event] = parseEventLogs({ abi: modelRegistryAbi, eventName: "ModelRegistered", logs });
    assert.deepEqual(event?.args, {
      model: id,
      lender: getAddress(said.lender),
      developer: getAddress(accounts.developer),
      registration: { ...said, lender: getAddress(said.lender), verifier: getAddress(verifier) },
      verifierFacts: { verifyingKeyHash: KEY_HASH, codeHash: keccak256(code), development: true },
    });
    assert.deepEqual(await models.read.modelOf([id]), {
      lender: getAddress(said.lender),
      status: 1,
      reviewDue: 0,
      maximumRecordAge: said.maximumRecordAge,
      verifier: getAddress(verifier),
      number: 1,
      tier: 2,
      reviewDays: Number(REVIEW_DAYS),
      approvableAt: 0,
      commitment: said.commitment,
      schemaHash: SCHEMA,
      policyHash: keccak256(stringToHex(said.policy)),
      manifestHash: said.manifestHash,
      verifyingKeyHash: KEY_HASH,
      developer: getAddress(accounts.developer),
      validator: zeroAddress,
      approver: zeroAddress,
    });
    assert.equal(await models.read.statusOf([id]), 1);
  });

  it("has the next number, by which it is found", async () => {
    const ids = [await registerModel(register), await registerModel(register, { version: "2.0.0" })];
    assert.equal(await models.read.modelCount(), 2);
    assert.deepEqual([await models.read.modelByNumber([1]), await models.read.modelByNumber([2])], ids);
    assert.equal(await models.read.modelByNumber([0]), zeroHash);
    assert.equal(await models.read.modelByNumber([3]), zeroHash);
    assert.equal((await models.read.modelOf([ids[1] as `0x${string}`])).number, 2);
  });

  it("has an id in which name and version keep their places", async () => {
    const [one, other] = [await registerModel(register, { name: "ab", version: "c" }), await registerModel(register, { name: "a", version: "bc" })];
    assert.notEqual(one, other);
  });

  it("of another lender may have the same name and version", async () => {
    await registerModel(register);
    await registerModel(register, { lender: accounts.otherLender, commitment: field("other") });
  });

  it("carries facts that outlive every change of status", async () => {
    const id = await approvedModel(register);
    const { status: _, reviewDue: __, validator: ___, approver: ____, ...facts } = await models.read.modelOf([id]);
    await models.write.revoke([id, hash("leaked")], { account: accounts.guardian });
    const { status, reviewDue, validator, approver, ...still } = await models.read.modelOf([id]);
    assert.deepEqual(still, facts);
    assert.equal(status, 6);
  });
});

describe("A registration is refused", () => {
  const long = "x".repeat(65);
  const faults: [string, Partial<Registration>][] = [
    ["lender", { lender: zeroAddress }],
    ["name", { name: "" }],
    ["name", { name: long }],
    ["version", { version: "" }],
    ["version", { version: long }],
    ["kind", { kind: "" }],
    ["kind", { kind: long }],
    ["policy", { policy: "" }],
    ["policy", { policy: long }],
    ["commitment", { commitment: 0n }],
    ["commitment", { commitment: FIELD_ORDER }],
    ["schemaHash", { schemaHash: 0n }],
    ["schemaHash", { schemaHash: FIELD_ORDER }],
    ["manifestHash", { manifestHash: zeroHash }],
    ["tier", { tier: 0 }],
    ["tier", { tier: 5 }],
    ["maximumRecordAge", { maximumRecordAge: 0 }],
    ["reviewDays", { reviewDays: 0 }],
  ];
  for (const [part, changed] of faults) {
    const value = Object.values(changed)[0];
    it(`for its ${part}: ${value === long ? "65 bytes" : JSON.stringify(value, (_, word) => (typeof word === "bigint" ? String(word) : word))}`, async () => {
      await refused(submit(changed), "RegistrationInvalid", [part]);
    });
  }

  it("not for the longest, the largest or the lowest that means something", async () => {
    await submit({ name: "x".repeat(64), version: "x".repeat(64), tier: 4, commitment: FIELD_ORDER - 1n, schemaHash: FIELD_ORDER - 1n });
    await submit({ version: "2.0.0", tier: 1, commitment: 1n, maximumRecordAge: 2 ** 32 - 1, reviewDays: 2 ** 16 - 1 });
  });

  it("for an id that was used, also by a version that was revoked", async () => {
    const id = await registerModel(register);
    const again = { commitment: field("another") };
    await refused(submit(again), "ModelAlreadyRegistered", [id]);
    await models.write.revoke([id, hash("leaked")], { account: accounts.guardian });
    await refused(submit(again), "ModelAlreadyRegistered", [id]);
  });

  it("for a commitment that was used, whoever used it", async () => {
    const id = await registerModel(register);
    const { commitment } = registration(register);
    await refused(submit({ version: "2.0.0", commitment, lender: accounts.otherLender }), "CommitmentAlreadyRegistered", [commitment, id]);
  });

  it("for a verifier that nobody vouches for, until governance admits it", async () => {
    const own = await viem.deployContract("Groth16Verifier", [keyWords(FIXTURE_KEY), true]);
    for (const account of [accounts.stranger, zeroAddress, own.address]) {
      await refused(submit({ verifier: account }), "VerifierNotAdmitted", [getAddress(account)]);
    }
    const { logs } = await client.waitForTransactionReceipt({ hash: await models.write.admitVerifier([own.address], { account: accounts.governance }) });
    const [event] = parseEventLogs({ abi: modelRegistryAbi, eventName: "VerifierAdmitted", logs });
    assert.deepEqual(event?.args, { verifier: getAddress(own.address), verifyingKeyHash: KEY_HASH });
    await submit({ verifier: own.address });
  });

  it("under a key that was revoked, with any version and either verifier of it", async () => {
    const id = await registerModel(register);
    assert.equal(await models.read.isKeyRevoked([KEY_HASH]), false);
    await models.write.revoke([id, hash("leaked")], { account: accounts.guardian });
    assert.equal(await models.read.isKeyRevoked([KEY_HASH]), true);
    await refused(submit({ version: "2.0.0" }), "VerifyingKeyRevoked", [KEY_HASH]);
    await factory.write.deployVerifier([keyWords(FIXTURE_KEY), false]);
    const unmarked = await factory.read.verifierOf([KEY_HASH, false]);
    assert.notEqual(unmarked, verifier);
    await refused(submit({ version: "2.0.0", verifier: unmarked }), "VerifyingKeyRevoked", [KEY_HASH]);
  });

  it("under a development key, where the registry is for production", async () => {
    const production = await deployRegister({ production: true });
    assert.deepEqual([await production.models.read.isProduction(), await models.read.isProduction()], [true, false]);
    await production.factory.write.deployVerifier([keyWords(FIXTURE_KEY), true]);
    const marked = await production.factory.read.verifierOf([KEY_HASH, true]);
    const developed = registration(production, { verifier: marked });
    const developer = { account: production.accounts.developer };
    await refused(production.models.write.register([developed], developer), "DevelopmentKeyRefused", [KEY_HASH]);
    await production.models.write.admitVerifier([marked], { account: production.accounts.governance });
    await refused(production.models.write.register([developed], developer), "DevelopmentKeyRefused", [KEY_HASH]);
    await production.models.write.register([registration(production)], developer);
  });
});
