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
  const served = (manifest: string | undefined) => ({ facts: factsOf(deployment), head: () => head + 3, manifest: () => manifest });
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

  it("gives a manifest byte by byte", async () => {
    const response = await fetch(`${server.url}/models/${story.models.deciding}/manifest`);
    expect(await response.text()).toBe(manifestText);
    expect((await ask(`/models/${NOWHERE}/manifest`)).body).toMatchObject({ code: "CRD-8002" });
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
