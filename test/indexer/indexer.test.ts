import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type Hex, RpcRequestError, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionRegistryAbi } from "../../src/chain/abi/decision-registry.ts";
import { issuerRegistryAbi } from "../../src/chain/abi/issuer-registry.ts";
import { modelRegistryAbi } from "../../src/chain/abi/model-registry.ts";
import { annotateDecision } from "../../src/chain/actions/annotate-decision.ts";
import { revokeModel } from "../../src/chain/actions/revoke-model.ts";
import { suspendModel } from "../../src/chain/actions/suspend-model.ts";
import { writeDeployment } from "../../src/chain/deployment.ts";
import { KEY_PARTS } from "../../src/chain/key-contribution.ts";
import { MODEL_STATUSES } from "../../src/chain/model-status.ts";
import type { CredenceError } from "../../src/errors/credence-error.ts";
import { openDatabase } from "../../src/indexer/database.ts";
import { catchUp, follow } from "../../src/indexer/follow.ts";
import { countAll, findDecision, findModel, lastBlock, listDecisions, listIssuers, listModels } from "../../src/indexer/queries.ts";
import { watchedOf } from "../../src/indexer/served-deployment.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import type { Receipt } from "../../src/receipt/receipt.ts";
import { DECISION_CODES } from "../../src/statement/outcome.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { hash, openRegister, PEOPLE, receiptOf, type TestRegister } from "../chain/fixture/register.ts";
import { CONTRIBUTIONS, OLD_KEY, type Story, settleNow, tellStory } from "./story.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-index-"));
let register: TestRegister;
let story: Story;

beforeAll(async () => {
  register = await openRegister();
  story = await tellStory(register);
});
afterAll(async () => {
  await register?.close();
  rmSync(folder, { recursive: true });
});

const word = (value: bigint): Hex => toHex(value, { size: 32 });
const open = (path = ":memory:", of = register) =>
  openDatabase(path, { chainId: of.deployment.chainId, registry: of.deployment.contracts.DecisionRegistry.address });
const optionsOf = (of = register) => ({ client: of.people.governor.publicClient, ...watchedOf(of.deployment) });
async function freshIndex(of = register): Promise<DatabaseSync> {
  const database = open(":memory:", of);
  await catchUp(database, optionsOf(of));
  return database;
}

const TABLES = [
  "models",
  "model_history",
  "evidence",
  "contributions",
  "issuers",
  "issuer_keys",
  "issuer_key_revocations",
  "decisions",
  "supersessions",
  "challengers",
  "annotations",
];
/** Everything that an index knows, but for the blocks that it stopped at. */
const contents = (database: DatabaseSync) =>
  Object.fromEntries(
    TABLES.map((table) => [
      table,
      database
        .prepare(`SELECT t.*, b.hash AS block_hash, b.timestamp AS block_time FROM ${table} t JOIN blocks b ON b.number = t.block ORDER BY t.block, t.log`)
        .all(),
    ]),
  );

describe("an index of a real chain", () => {
  let database: DatabaseSync;
  beforeAll(async () => {
    database = await freshIndex();
  });

  it("has rows of every kind", () => {
    const counts = Object.fromEntries(Object.entries(contents(database)).map(([table, rows]) => [table, rows.length]));
    expect(counts).toMatchObject({
      models: 5,
      evidence: 1,
      contributions: 3,
      issuers: 1,
      issuer_keys: 2,
      issuer_key_revocations: 1,
      decisions: 7,
      supersessions: 1,
      challengers: 1,
      annotations: 2,
    });
  });

  it("says of each model what the registry says", async () => {
    const { publicClient } = register.people.governor;
    const address = register.addresses.ModelRegistry;
    expect(listModels(database)).toHaveLength(await publicClient.readContract({ address, abi: modelRegistryAbi, functionName: "modelCount" }));
    for (const { id } of listModels(database)) {
      const model = await publicClient.readContract({ address, abi: modelRegistryAbi, functionName: "modelOf", args: [id] });
      const orNull = (account: Hex) => (BigInt(account) === 0n ? null : account.toLowerCase());
      expect(findModel(database, id)).toMatchObject({
        status: MODEL_STATUSES[model.status],
        lender: model.lender.toLowerCase(),
        commitment: word(model.commitment),
        schemaHash: word(model.schemaHash),
        manifestHash: model.manifestHash,
        verifier: model.verifier.toLowerCase(),
        verifyingKeyHash: model.verifyingKeyHash,
        tier: model.tier,
        maximumRecordAge: model.maximumRecordAge,
        reviewDue: model.reviewDue === 0 ? null : model.reviewDue,
        developer: model.developer.toLowerCase(),
        validator: orNull(model.validator),
        approver: orNull(model.approver),
        developmentKey: true,
      });
    }
    const { models } = story;
    const statuses = Object.fromEntries(Object.entries(models).map(([name, id]) => [name, findModel(database, id).status]));
    expect(statuses).toEqual({ deciding: "approved", challenger: "approved", suspended: "suspended", retired: "retired", registered: "registered" });
  });

  it("tells a model's life in order, with who, what and why", () => {
    const { history, approvedAt, evidence } = findModel(database, story.models.deciding);
    expect(history.map(({ what, by, detail }) => [what, by, detail])).toEqual([
      ["registered", PEOPLE.developer.address.toLowerCase(), null],
      ["validated", PEOPLE.validator.address.toLowerCase(), hash("validation report")],
      ["approval-scheduled", PEOPLE.approver.address.toLowerCase(), null],
      ["approved", PEOPLE.approver.address.toLowerCase(), null],
      ["evidence-added", PEOPLE.developer.address.toLowerCase(), hash("parity")],
      ["suspended", PEOPLE.guardian.address.toLowerCase(), hash("drift")],
      ["approval-scheduled", PEOPLE.approver.address.toLowerCase(), null],
      ["resumed", PEOPLE.approver.address.toLowerCase(), null],
      ["review-extended", PEOPLE.validator.address.toLowerCase(), hash("review")],
    ]);
    expect(approvedAt).toBe(history[3]?.at);
    expect(evidence).toMatchObject([{ kind: "parity-certificate", hash: hash("parity") }]);
  });

  it("says who contributed to a model's key as the registry does, in the order of the ceremony", async () => {
    const { publicClient } = register.people.governor;
    const { contributions } = findModel(database, story.models.deciding);
    expect(contributions.map(({ part }) => part)).toEqual(["developer", "approver", "validator"]);
    for (const { part, by, position, digest } of contributions) {
      const [contributor, recorded] = await publicClient.readContract({
        address: register.addresses.ModelRegistry,
        abi: modelRegistryAbi,
        functionName: "contributorOf",
        args: [verifyingKeyHash(FIXTURE_KEY), KEY_PARTS.indexOf(part)],
      });
      expect([by, position, digest]).toEqual([contributor.toLowerCase(), recorded, CONTRIBUTIONS.find((one) => one.part === part)?.digest]);
    }
  });

  it("says of each decision what the registry and the transaction say", async () => {
    const { publicClient } = register.people.governor;
    const address = register.addresses.DecisionRegistry;
    for (const receipt of story.receipts) {
      const application = word(receipt.application.id);
      const found = findDecision(database, application);
      const settled = await publicClient.readContract({ address, abi: decisionRegistryAbi, functionName: "decisionOf", args: [receipt.application.id] });
      const mined = await publicClient.getTransactionReceipt({ hash: found.transaction });
      expect(DECISION_CODES[found.decision]).toBe(BigInt(settled.decision));
      expect(found).toMatchObject({
        disclosedScore: `${settled.disclosedScore}`,
        issuedAt: settled.issuedAt,
        settledAt: settled.settledAt,
        model: settled.model,
        modelVersion: "1.0.0",
        lender: receipt.application.lender.toLowerCase(),
        subject: receipt.application.subject,
        reference: receipt.application.reference,
        submitter: PEOPLE.lender.address.toLowerCase(),
        issuerKey: word(receipt.issuerKey),
        issuerName: "Elbe Credit Bureau",
        gasUsed: Number(mined.gasUsed),
        block: Number(mined.blockNumber),
        signals: receipt.signals.map(word),
        proof: receipt.proof.map(word),
      });
      expect(found.supersededBy !== null).toBe(settled.superseded);
      expect(found.annotations.some(({ kind }) => kind === "override")).toBe(settled.overridden);
    }
    expect(story.receipts.some(({ outcome }) => outcome.disclosedScore < 0n)).toBe(true);
  });

  it("links a reconsideration with what it took the place of, and shows challengers and annotations", () => {
    const { earlier, later } = story.superseded;
    expect(findDecision(database, word(earlier.application.id)).supersededBy).toBe(word(later.application.id));
    expect(findDecision(database, word(later.application.id)).supersedes).toBe(word(earlier.application.id));
    const challenged = findDecision(database, word((story.receipts[1] as Receipt).application.id));
    expect(challenged.challengers).toMatchObject([{ model: story.models.challenger, decision: "approve", disclosedScore: "640" }]);
    expect(challenged.annotations.map(({ kind, hash }) => [kind, hash])).toEqual([
      ["appeal", hash("appeal")],
      ["override", hash("override")],
    ]);
  });

  it("says of each issuer's key what the registry says", async () => {
    const { publicClient } = register.people.governor;
    const [issuer] = listIssuers(database);
    expect(issuer).toMatchObject({ id: story.issuer, name: "Elbe Credit Bureau", controller: PEOPLE.controller.address.toLowerCase() });
    for (const key of issuer?.keys ?? []) {
      const args = [BigInt(key.key)] as const;
      const known = await publicClient.readContract({ address: register.addresses.IssuerRegistry, abi: issuerRegistryAbi, functionName: "keyOf", args });
      expect(key).toMatchObject({ schemaHash: word(known.schemaHash), validFrom: known.validFrom, revokedAt: known.revokedAt === 0 ? null : known.revokedAt });
    }
    expect(issuer?.keys.map(({ decisions }) => decisions)).toEqual([7, 0]);
    expect(issuer?.keys.map(({ revokedAt }) => revokedAt !== null)).toEqual([false, true]);
    expect(issuer?.keys[1]?.key).toBe(word(OLD_KEY));
  });

  it("filters, pages and counts", () => {
    const all = listDecisions(database, {}, 1, 200).items;
    expect(all.map(({ settledAt }) => settledAt)).toEqual(all.map(({ settledAt }) => settledAt).toSorted((a, b) => b - a));
    const pages = [1, 2, 3, 4].map((page) => listDecisions(database, {}, page, 2));
    expect(pages.flatMap(({ items }) => items)).toEqual(all);
    expect(pages.map(({ total }) => total)).toEqual([7, 7, 7, 7]);
    expect(listDecisions(database, { decision: "refer" }, 1, 25).items.map(({ decision }) => decision)).toEqual(["refer", "refer"]);
    const [latest, second] = all as [(typeof all)[0], (typeof all)[0]];
    expect(listDecisions(database, { from: latest.settledAt }, 1, 25).total).toBe(1);
    // The second and the third were settled in one transaction, at one time.
    expect(listDecisions(database, { to: second.settledAt }, 1, 25).total).toBe(4);
    expect(
      listDecisions(
        database,
        { subject: latest.subject.toUpperCase().replace("0X", "0x"), lender: latest.lender, model: latest.model, issuer: latest.issuerKey },
        1,
        25,
      ).total,
    ).toBe(2);
    expect(countAll(database)).toEqual({ models: 5, approvedModels: 2, issuers: 1, lenders: 1, decisions: 7, approve: 3, decline: 2, refer: 2 });
  });

  it("is the same through a node that gives few blocks at once", async () => {
    const { client, ...watched } = optionsOf();
    const asked: bigint[] = [];
    const sparing = new Proxy(client, {
      get: (target, name) => {
        if (name !== "getLogs") return Reflect.get(target, name);
        return (range: { fromBlock: bigint; toBlock: bigint }) => {
          asked.push(range.toBlock - range.fromBlock + 1n);
          if (range.toBlock - range.fromBlock >= 7n)
            throw new RpcRequestError({ body: {}, url: "", error: { code: -32005, message: "query returned more than 7 blocks" } });
          return target.getLogs(range as never);
        };
      },
    });
    const through = open();
    await catchUp(through, { client: sparing, ...watched });
    expect(Math.max(...asked.map(Number))).toBeGreaterThan(7);
    expect(contents(through)).toEqual(contents(database));
  });

  it("is at the chain's head, and reads nothing twice", async () => {
    const before = contents(database);
    expect(await catchUp(database, optionsOf())).toEqual({ head: lastBlock(database)?.number, dropped: 0 });
    expect(contents(database)).toEqual(before);
  });

  it("knows that a revoked key ends every version under it", async () => {
    const { chain, people, addresses } = register;
    const snapshot = await chain.request("evm_snapshot");
    await revokeModel(people.guardian, { modelRegistry: addresses.ModelRegistry, model: story.models.challenger, reason: hash("key leaked") });
    const revoked = await freshIndex();
    for (const { id, status } of listModels(revoked)) {
      const onChain = await people.governor.publicClient.readContract({
        address: addresses.ModelRegistry,
        abi: modelRegistryAbi,
        functionName: "statusOf",
        args: [id],
      });
      expect([id, status]).toEqual([id, MODEL_STATUSES[onChain]]);
    }
    expect(findModel(revoked, story.models.deciding).history.at(-1)).toMatchObject({ what: "revoked", detail: hash("key leaked") });
    expect(countAll(revoked).approvedModels).toBe(0);
    await chain.request("evm_revert", snapshot);
  });
});

describe("a reorganisation", () => {
  it("leaves what a fresh index of the new chain has, and nothing of the old one", async () => {
    const { chain, people, addresses } = register;
    const { DecisionRegistry: decisionRegistry, ModelRegistry: modelRegistry } = addresses;
    const database = await freshIndex();
    const before = contents(database);
    const snapshot = await chain.request("evm_snapshot");
    const lost = await receiptOf(register, story.models.deciding, "lost");
    const moved = await receiptOf(register, story.models.deciding, "moved");
    await settleNow(register, lost);
    await settleNow(register, moved);
    await suspendModel(people.guardian, { modelRegistry, model: story.models.deciding, reason: hash("of the old chain") });
    await catchUp(database, optionsOf());
    expect(findDecision(database, word(lost.application.id)).decision).toBe("approve");
    expect(findModel(database, story.models.deciding).status).toBe("suspended");

    await chain.request("evm_revert", snapshot);
    await chain.wait(100);
    await settleNow(register, moved);
    await annotateDecision(people.lender, { decisionRegistry, application: moved.application.id, kind: "note", documentHash: hash("of the new chain") });
    await chain.wait(10);
    await chain.wait(10);
    const { dropped } = await catchUp(database, optionsOf());
    expect(dropped).toBeGreaterThan(0);

    const fresh = contents(await freshIndex());
    expect(contents(database)).toEqual(fresh);
    expect(fresh).not.toEqual(before);
    expect(() => findDecision(database, word(lost.application.id))).toThrow(expect.objectContaining({ code: "CRD-8003" }));
    expect(findModel(database, story.models.deciding).status).toBe("approved");
    expect(findDecision(database, word(moved.application.id)).annotations).toHaveLength(1);
  });

  it("to a shorter chain is one deletion", async () => {
    const { chain } = register;
    const database = await freshIndex();
    const before = contents(database);
    const snapshot = await chain.request("evm_snapshot");
    await settleNow(register, await receiptOf(register, story.models.deciding, "shorter"));
    await catchUp(database, optionsOf());
    expect(contents(database)).not.toEqual(before);
    await chain.request("evm_revert", snapshot);
    await catchUp(database, optionsOf());
    expect(contents(database)).toEqual(before);
  });
});

describe("an index file", () => {
  it("is whole after the process was killed at any request, and goes on from there", async () => {
    const { chain, deployment } = register;
    // More blocks than one range holds, so that some are stored and others are not.
    await chain.request("hardhat_mine", "0x1388", "0x1");
    await settleNow(register, await receiptOf(register, story.models.deciding, "after many blocks"));
    const record = join(folder, "deployment.json");
    writeDeployment(record, deployment);
    const whole = contents(await freshIndex());
    const index = async (file: string, last: number) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, "index-and-die.ts"), file, record, chain.url, `${last}`], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let printed = "";
      child.stdout.on("data", (text) => (printed += text));
      const [code, signal] = await once(child, "close");
      return { code, signal, requests: Number(printed) };
    };
    const { requests } = await index(join(folder, "never.sqlite"), 0);
    const stored: number[] = [];
    for (const last of [2, Math.floor(requests / 2), requests]) {
      const file = join(folder, `killed-at-${last}.sqlite`);
      expect(await index(file, last)).toMatchObject({ signal: "SIGKILL" });
      const database = open(file);
      stored.push((contents(database).decisions as object[]).length);
      await catchUp(database, optionsOf());
      expect(contents(database)).toEqual(whole);
      database.close();
    }
    expect(stored[0]).toBe(0);
    expect(stored.some((count) => count > 0 && count < (whole.decisions as object[]).length)).toBe(true);
  });

  it("is one index's at a time, and no other file is taken for one", () => {
    const file = join(folder, "locked.sqlite");
    const first = open(file);
    expect(() => open(file)).toThrow(expect.objectContaining({ code: "CRD-9002", message: expect.stringContaining("another index is open on it") }));
    first.close();
    open(file).close();
    writeFileSync(join(folder, "letter.txt"), "Dear reader, this is no database. ".repeat(100));
    expect(() => open(join(folder, "letter.txt"))).toThrow(expect.objectContaining({ code: "CRD-9002", place: join(folder, "letter.txt") }));
    expect(() => open(folder)).toThrow(expect.objectContaining({ code: "CRD-9002" }));
  });

  it("is read anew where an earlier version kept less of the chain", async () => {
    const file = join(folder, "earlier.sqlite");
    const first = open(file);
    await catchUp(first, optionsOf());
    const whole = contents(first);
    first.exec("DROP TABLE contributions; PRAGMA user_version = 0;");
    first.close();

    const again = open(file);
    await catchUp(again, optionsOf());
    expect(contents(again)).toEqual(whole);
    again.close();
  });

  it("belongs to one deployment: opened for another, it holds that one's rows only", async () => {
    const other = await openRegister({ on: register.chain });
    expect(other.addresses.DecisionRegistry).not.toBe(register.addresses.DecisionRegistry);
    const file = join(folder, "two.sqlite");
    const first = open(file);
    await catchUp(first, optionsOf());
    const rows = contents(first);
    first.close();

    const second = open(file, other);
    expect(contents(second)).toEqual(Object.fromEntries(TABLES.map((table) => [table, []])));
    await catchUp(second, optionsOf(other));
    expect(countAll(second)).toMatchObject({ models: 0, decisions: 0 });
    second.close();

    const again = open(file);
    await catchUp(again, optionsOf());
    expect(contents(again)).toEqual(rows);
    again.close();
  });
});

describe("following", () => {
  it("shows what is new within a round, reports a node that fails, and goes on", async () => {
    const database = open();
    const errors: Error[] = [];
    let broken = false;
    const { client, ...watched } = optionsOf();
    const flaky = new Proxy(client, {
      get: (target, name) => {
        if (broken && name === "getBlockNumber") return () => Promise.reject(new Error("the node is gone"));
        return Reflect.get(target, name);
      },
    });
    const follower = follow(database, { client: flaky, ...watched }, { intervalMs: 10, onError: (error) => errors.push(error) });
    await follower.refresh();
    expect(follower.head()).toBe(lastBlock(database)?.number);
    broken = true;
    await follower.refresh();
    // As many rounds fail as come to pass meanwhile, each for that one reason.
    expect(new Set(errors.map((error) => `${(error as CredenceError).code} ${error.message}`))).toEqual(
      new Set(["CRD-8005 Reading the chain failed: the node is gone"]),
    );
    broken = false;
    const receipt = await receiptOf(register, story.models.deciding, "while following");
    await settleNow(register, receipt);
    await follower.refresh();
    expect(findDecision(database, word(receipt.application.id)).decision).toBe("approve");
    await follower.close();
  });
});
