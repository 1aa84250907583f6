import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keccak256, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as shapes from "../../app/src/index/shapes.ts";
import { openDatabase } from "../../src/indexer/database.ts";
import { catchUp } from "../../src/indexer/follow.ts";
import { factsOf, readManifests, watchedOf } from "../../src/indexer/served-deployment.ts";
import { readDocuments } from "../../src/indexer/served-documents.ts";
import { type RunningServer, serveIndex } from "../../src/indexer/server.ts";
import type { Receipt } from "../../src/receipt/receipt.ts";

import { openRegister, type TestRegister } from "../chain/fixture/register.ts";
import { exampleManifest } from "./manifest.ts";
import { type Story, tellStory } from "./story.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-serve-"));
let register: TestRegister;
let story: Story;
let server: RunningServer;
let empty: RunningServer;
const NOWHERE = `0x${"12".repeat(32)}`;
const manifestText = `${JSON.stringify({ hello: "the bytes of a manifest, as built" })}\n`;

beforeAll(async () => {
  register = await openRegister();
  story = await tellStory(register);
  const { deployment, people } = register;
  const origin = { chainId: deployment.chainId, registry: deployment.contracts.DecisionRegistry.address };
  const database = openDatabase(":memory:", origin);
  const { head } = await catchUp(database, { client: people.governor.publicClient, ...watchedOf(deployment) });
  const served = (manifest: string | undefined) => ({ facts: factsOf(deployment), head: () => head + 3, manifest: () => manifest, document: () => manifest });
  server = await serveIndex(database, served(manifestText), 0);
  empty = await serveIndex(openDatabase(":memory:", origin), served(undefined), 0);
});
afterAll(async () => {
  await server?.close();
  await empty?.close();
  await register?.close();
  rmSync(folder, { recursive: true });
});

async function ask(path: string, init: RequestInit = {}, of = server): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(`${of.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
}

/** Asks with a path as it is, which `fetch` would put in order first. */
const askRaw = (path: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: new URL(server.url).port, path }, async (response) => {
      resolve({ status: response.statusCode ?? 0, body: (await response.toArray()).join("") });
    })
      .on("error", reject)
      .end();
  });

const word = (value: bigint) => toHex(value, { size: 32 });

describe("the index over HTTP", () => {
  it("listens on this machine only", () => expect(new URL(server.url).hostname).toBe("127.0.0.1"));

  it("answers in the shapes that the page reads", async () => {
    const { models, receipts } = story;
    const application = word((receipts[1] as Receipt).application.id);
    expect(shapes.status.parse((await ask("/status")).body)).toMatchObject({
      local: true,
      production: false,
      startBlock: register.deployment.startBlock,
      counts: { decisions: 7 },
    });
    const status = shapes.status.parse((await ask("/status")).body);
    expect(status.head).toBe(status.block.number + 3);
    expect(shapes.enveloped(shapes.modelSummary.array()).parse((await ask("/models")).body).data).toHaveLength(5);
    expect(shapes.enveloped(shapes.modelDetail).parse((await ask(`/models/${models.deciding}`)).body).data).toMatchObject({
      id: models.deciding,
      status: "approved",
    });
    expect(shapes.enveloped(shapes.issuerSummary.array()).parse((await ask("/issuers")).body).data).toHaveLength(1);
    expect(shapes.enveloped(shapes.paged(shapes.decisionSummary)).parse((await ask("/decisions?decision=decline&size=1")).body).data).toMatchObject({
      total: 2,
      size: 1,
    });
    expect(shapes.enveloped(shapes.decisionDetail).parse((await ask(`/decisions/${application}`)).body).data).toMatchObject({
      application,
      decision: "decline",
    });
  });

  it("finds an id in whatever case it is written", async () => {
    const upper = story.models.deciding.toUpperCase().replace("0X", "0x");
    expect((await ask(`/models/${upper}`)).status).toBe(200);
  });

  it("finds records by whatever they are known by", async () => {
    const find = async (q: string) => {
      const { body } = await ask(`/find?q=${encodeURIComponent(q)}`);
      const { data } = shapes.enveloped(shapes.found.array()).parse(body);
      return data.map(({ record, id, part }) => `${record} ${id} by ${part}`);
    };
    const [first] = story.receipts as [Receipt];
    const { id, lender, reference, subject } = first.application;
    const application = word(id);
    const decision = shapes.enveloped(shapes.decisionDetail).parse((await ask(`/decisions/${application}`)).body).data;
    const model = shapes.enveloped(shapes.modelDetail).parse((await ask(`/models/${story.models.deciding}`)).body).data;
    for (const q of [
      application,
      application.slice(2),
      application.toUpperCase(),
      `${id}`,
      application.slice(0, 12),
      `${application.slice(0, 8)}…${application.slice(-6)}`,
    ])
      expect(await find(q), q).toEqual([`decision ${application} by application`]);
    expect(await find(decision.transaction)).toEqual([`decision ${application} by transaction`]);
    expect(await find(reference)).toEqual([`decision ${application} by reference`]);
    expect(await find(subject)).toEqual([`subject ${subject} by subject`]);
    expect(await find(lender)).toEqual([`lender ${lender.toLowerCase()} by account`]);
    expect(await find(decision.issuerKey)).toEqual([`issuer key ${decision.issuerKey} by key`]);
    expect(await find(story.issuer)).toEqual([`issuer ${story.issuer} by id`]);
    expect(await find(model.id)).toEqual([`model ${model.id} by id`]);
    expect(await find(model.commitment)).toEqual([`model ${model.id} by commitment`]);
    for (const { hash, transaction } of model.evidence) {
      expect(await find(hash)).toEqual([`model ${model.id} by document`]);
      expect(await find(transaction)).toEqual([`model ${model.id} by transaction`]);
    }
    // Both decisions of one transaction, all versions of one approver and of one name.
    const batch = story.receipts.slice(4, 6).map((receipt) => word(receipt.application.id));
    const together = shapes.enveloped(shapes.decisionDetail).parse((await ask(`/decisions/${batch[0]}`)).body).data.transaction;
    expect((await find(together)).sort()).toEqual(batch.map((one) => `decision ${one} by transaction`).sort());
    expect((await find(model.approver as string)).length).toBeGreaterThan(2);
    expect(await find(`${model.name} ${model.version}`)).toEqual([`model ${model.id} by name`]);
    expect(await find(model.name.slice(1, 5).toUpperCase())).toHaveLength(5);
    for (const q of [NOWHERE, "nobody", "%", "_", "*", "0x*", "0x12", "' OR 1=1 --"]) expect(await find(q), q).toEqual([]);
  });

  it("gives a manifest byte by byte", async () => {
    const response = await fetch(`${server.url}/models/${story.models.deciding}/manifest`);
    expect(await response.text()).toBe(manifestText);
    expect((await ask(`/models/${NOWHERE}/manifest`)).body).toMatchObject({ code: "CRD-8002" });
  });

  it("gives a document byte by byte, of the model on whose record it is and no other", async () => {
    const { deciding, challenger } = story.models;
    const { data } = shapes.enveloped(shapes.modelDetail).parse((await ask(`/models/${deciding}`)).body);
    const evidence = data.evidence[0]?.hash;
    const report = data.history.find(({ what }) => what === "review-extended")?.detail;
    for (const hash of [evidence, report]) {
      expect(await (await fetch(`${server.url}/models/${deciding}/documents/${hash}`)).text()).toBe(manifestText);
      expect((await ask(`/models/${challenger}/documents/${hash}`)).status).toBe(404);
    }
    expect(await ask(`/models/${deciding}/documents/${NOWHERE}`)).toMatchObject({ status: 404, body: { code: "CRD-8002" } });
    expect((await ask(`/models/${deciding}/documents/0x12`)).status).toBe(400);
  });

  it.each([
    ["/nothing", 400, "CRD-8001"],
    ["/", 400, "CRD-8001"],
    ["/models/0x12", 400, "CRD-8001"],
    [`/models/${NOWHERE}`, 404, "CRD-8002"],
    [`/decisions/${NOWHERE}`, 404, "CRD-8003"],
    [`/decisions/${NOWHERE}/more`, 400, "CRD-8001"],
    ["/decisions?size=0", 400, "CRD-8001"],
    ["/decisions?size=201", 400, "CRD-8001"],
    ["/decisions?size=1e3", 400, "CRD-8001"],
    ["/decisions?page=-1", 400, "CRD-8001"],
    ["/decisions?page=99999999", 400, "CRD-8001"],
    ["/decisions?decision=maybe", 400, "CRD-8001"],
    ["/decisions?lender=0x12", 400, "CRD-8001"],
    ["/decisions?subject=' OR 1=1 --", 400, "CRD-8001"],
    ["/decisions?from=yesterday", 400, "CRD-8001"],
    ["/decisions?colour=blue", 400, "CRD-8001"],
    ["/find", 400, "CRD-8001"],
    ["/find?q=%20", 400, "CRD-8001"],
    [`/find?q=${"a".repeat(101)}`, 400, "CRD-8001"],
  ])("refuses %s with %i and what to do", async (path, status, code) => {
    expect(await ask(path)).toMatchObject({ status, body: { code, title: expect.any(String), message: expect.any(String), hint: expect.any(String) } });
  });

  it("refuses addresses that are none, without a word of its inside", async () => {
    for (const path of ["//[", "//other.host/status", "http://other.host/status", "*"]) {
      const { status, body } = await askRaw(path);
      expect({ path, status }).toEqual({ path, status: 400 });
      expect(body).not.toMatch(/at \w+ \(|node:|SQLITE|\.ts:\d/);
    }
  });

  it("names the parameter that it does not understand", async () => {
    expect((await ask("/decisions?size=500")).body).toMatchObject({ place: "size" });
    expect((await ask("/decisions?model=0x1")).body).toMatchObject({ place: "model", message: expect.stringContaining("32 bytes") });
  });

  it("is read only", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) expect((await ask("/models", { method })).status).toBe(405);
    expect(await ask("/models", { method: "HEAD" })).toMatchObject({ status: 200, body: undefined });
  });

  it("shows an empty page beyond the last, and nothing to caches", async () => {
    const { body, headers } = await ask("/decisions?page=1000");
    expect(body).toMatchObject({ data: { total: 7, page: 1000, items: [] } });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("says that it has read nothing yet", async () => {
    for (const path of ["/status", "/models", "/decisions"]) expect(await ask(path, {}, empty)).toMatchObject({ status: 503, body: { code: "CRD-8004" } });
  });

  it("answers many at once", async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(`/decisions?size=1&page=${(i % 7) + 1}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe("documents", () => {
  it("are those that may be shown to everybody, by their hash: no card, no counterexample, and nothing that only its owner may read", () => {
    const documents = join(folder, "documents");
    mkdirSync(join(documents, "below"), { recursive: true });
    const write = (name: string, text: string, mode = 0o644) => writeFileSync(join(documents, name), text, { mode });
    const claims = JSON.stringify({ format: "credence.claims/1", claims: [{ result: "holds" }] });
    write("claims.json", claims);
    write(
      "refuted.json",
      JSON.stringify({ format: "credence.claims/1", claims: [{ result: "holds" }, { result: "fails", counterexample: { worth: ["480", "455"] } }] }),
    );
    write("no-claims.json", JSON.stringify({ format: "credence.claims/1", claims: 7 }));
    write("kept.json", JSON.stringify({ format: "credence.claims/1", kept: true }), 0o600);
    write("card.json", JSON.stringify({ format: "credence.card/1" }));
    write("receipt.json", JSON.stringify({ format: "credence.receipt/1" }));
    write("broken.json", '{ "format": "credence.claims/1"');
    write("null.json", "null");
    write("claims.txt", claims);
    write("below/claims.json", JSON.stringify({ format: "credence.claims/1", below: true }));
    expect([...readDocuments([documents])]).toEqual([[keccak256(Buffer.from(claims)), claims]]);
    expect(() => readDocuments([join(folder, "absent")])).toThrow(expect.objectContaining({ code: "CRD-9002" }));
  });
});

describe("manifests", () => {
  it("are found in a model directory, in one that holds several, and alone, by their hash", () => {
    const text = `${JSON.stringify(exampleManifest(), null, 2)}\n`;
    const write = (...parts: string[]) => {
      mkdirSync(join(folder, ...parts), { recursive: true });
      writeFileSync(join(folder, ...parts, "manifest.json"), text);
    };
    write("models", "german", "public");
    write("alone");
    const hash = keccak256(readFileSync(join(folder, "alone/manifest.json")));
    for (const directory of ["models", "models/german", "alone"]) expect([...readManifests([join(folder, directory)])]).toEqual([[hash, text]]);
  });

  it("that are none are refused by their path", () => {
    mkdirSync(join(folder, "broken"));
    writeFileSync(join(folder, "broken", "manifest.json"), "{}");
    expect(() => readManifests([join(folder, "broken")])).toThrow(expect.objectContaining({ code: "CRD-9003" }));
    expect(() => readManifests([join(folder, "absent")])).toThrow(expect.objectContaining({ code: "CRD-9002" }));
  });
});
