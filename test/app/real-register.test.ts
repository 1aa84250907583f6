import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { basename, join, relative, sep } from "node:path";
import type { Browser } from "playwright-core";
import { keccak256, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../scripts/demo/accounts.ts";
import { revokeIssuerKey } from "../../src/chain/actions/revoke-issuer-key.ts";
import { suspendModel } from "../../src/chain/actions/suspend-model.ts";
import { formatJson } from "../../src/files/json.ts";
import { hasBrowser, openBrowser } from "./fixture/browser.ts";
import { openRealRegister, type RealRegister } from "./fixture/open-real-register.ts";
import { openLive, openVisit, type Visit } from "./fixture/visit.ts";

const ROOT = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "credence-page-"));
let real: RealRegister;
beforeAll(async () => {
  real = await openRealRegister(folder);
});
afterAll(async () => {
  await real?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks with a path as it is, which `fetch` would put in order first. */
const askRaw = (origin: string, path: string): Promise<{ status: number; body: Buffer }> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: new URL(origin).port, path }, async (response) => {
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(await response.toArray()) });
    })
      .on("error", reject)
      .end();
  });

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());
}

/** What of a file nobody else may see: of a receipt its blind, since ids, signals and proof are on the chain; of every other file all. */
function privatePart(file: string): Buffer {
  const bytes = readFileSync(file);
  if (!file.includes(`${sep}receipts${sep}`)) return bytes;
  return Buffer.from((JSON.parse(bytes.toString("utf8")) as { opening: { blind: string } }).opening.blind);
}

describe("what stands beside the page and must stay there", () => {
  /** Pieces of the secret files by which they would be known wherever they turn up; what a manifest says too is no secret. */
  let marks: { file: string; mark: Buffer }[];
  beforeAll(() => {
    const manifest = readFileSync(real.built.paths.manifest);
    marks = real.secrets.flatMap((file) => {
      const bytes = privatePart(file);
      const length = Math.min(40, bytes.length);
      return [0.1, 0.35, 0.5, 0.75, 0.9]
        .map((place) => Math.min(Math.floor(bytes.length * place), bytes.length - length))
        .map((from) => ({ file, mark: bytes.subarray(from, from + length) }))
        .filter(({ mark }) => !manifest.includes(mark) && new Set(mark).size > 4);
    });
  });
  const found = (bytes: Buffer) => marks.filter(({ mark }) => bytes.includes(mark)).map(({ file }) => basename(file));

  it("is known by its marks, each secret file by some of its own", () => {
    for (const file of real.secrets) expect(found(readFileSync(file)), file).toContain(basename(file));
    expect(real.secrets.map((file) => basename(file))).toEqual(
      expect.arrayContaining(["circuit.r1cs", "circuit.wasm", "key.zkey", "model.json", "salt.json", "01.json", "record.json", "issuer-key.json"]),
    );
  });

  it("is in no file that the page serves, nor in any that its server is made of", () => {
    const served = [...filesBelow(join(ROOT, "app/public")), ...filesBelow(join(ROOT, "app/.next/static"))];
    const server = filesBelow(join(ROOT, "app/.next/server"));
    expect(served.length).toBeGreaterThan(10);
    expect(server.length).toBeGreaterThan(10);
    for (const path of [...served, ...server]) {
      const bytes = readFileSync(path);
      expect(path).not.toMatch(/\.(r1cs|wasm|zkey|sym|ptau|circom|wtns|sqlite)$/);
      expect(["\0asm", "r1cs", "zkey", "ptau", "wtns"]).not.toContain(bytes.subarray(0, 4).toString("latin1"));
      expect(found(bytes), path).toEqual([]);
    }
  });

  it("is reached by no address, of the page or of the index, however it is written", async () => {
    const ups = ["..", "../..", "../../..", "%2e%2e", "%2e%2e/%2e%2e", "..%2f..", "..%5c.."];
    const roots = ["", `/models/${real.model}`, `/models/${real.model}/manifest`, "/_next/static", "/twin", `/twin/models/${real.model}`, "/public"];
    const names = real.secrets.flatMap((file) => {
      const path = relative(folder, file);
      return [`/${path}`, `/${basename(file)}`];
    });
    const addresses = [
      ...roots.flatMap((root) => names.map((name) => `${root}${name}`)),
      ...roots.flatMap((root) =>
        ups.flatMap((up) => [`${root}/${up}/secret/key.zkey`, `${root}/${up}/receipts/01.json`, `${root}/${up}${folder}/issuer-key.json`]),
      ),
      ...names.map((name) => `/models/${real.model}/manifest?path=${name}`),
    ];
    let manifests = 0;
    for (const origin of [real.index, real.page]) {
      for (const address of addresses) {
        const { status, body } = await askRaw(origin, address);
        expect(found(body), `${origin}${address}`).toEqual([]);
        if (status === 200 && body.equals(readFileSync(real.built.paths.manifest))) manifests += 1;
      }
    }
    // The same way of asking does reach what is public.
    expect(manifests).toBeGreaterThan(0);
  });

  it("leaves the manifest, byte for byte as it was built and registered", async () => {
    const bytes = readFileSync(real.built.paths.manifest);
    const twin = Buffer.from(await (await fetch(`${real.page}/models/${real.model}/manifest.json`)).arrayBuffer());
    expect(twin.equals(bytes)).toBe(true);
    const { data } = (await (await fetch(`${real.page}/models/${real.model}.json`)).json()) as { data: { manifestHash: string } };
    expect(keccak256(twin)).toBe(data.manifestHash);
  });
});

describe.runIf(hasBrowser)("a decision that was really made, in a browser", () => {
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    browser = await openBrowser();
    visit = await openVisit(browser, real.page);
  });
  afterAll(() => browser?.close());

  const states = () =>
    visit.page.locator("#checks [data-check]").evaluateAll((list) => list.map((one) => `${one.getAttribute("data-check")} ${one.getAttribute("data-state")}`));

  it("holds in every check", async () => {
    await visit.page.goto(`/decisions/${real.decision}`);
    await visit.page.waitForSelector('#checks [data-verdict]:not([data-verdict="pending"])');
    expect((await states()).filter((state) => !state.endsWith(" holds"))).toEqual([]);
    expect(await visit.page.locator("main").textContent()).toContain("Development key.");
    expect(visit.complaints).toEqual([]);
    expect(visit.elsewhere).toEqual([]);
  });

  it("opens with its receipt to the score and the reasons of the model's own tool", async () => {
    await visit.page.setInputFiles('input[accept*="json"]', {
      name: "receipt.json",
      mimeType: "application/json",
      buffer: Buffer.from(formatJson(real.receipt)),
    });
    await visit.page.waitForSelector('[data-receipt] [data-verdict="holds"]');
    const said = await visit.page.locator("[data-receipt-contents]").textContent();
    for (const { sentence } of real.receipt.reasons) expect(said).toContain(sentence);
    expect(await visit.page.locator("[data-receipt] [data-check]").count()).toBe(14);
  });

  it("belongs to a model whose public evidence the page tells, and serves as it was recorded", async () => {
    const { data } = (await (await fetch(`${real.page}/models/${real.model}.json`)).json()) as { data: { evidence: { kind: string; hash: string }[] } };
    const served = await Promise.all(
      data.evidence.map(async ({ kind, hash }) => {
        const answer = await fetch(`${real.page}/models/${real.model}/documents/${hash}.json`);
        if (answer.ok) expect(keccak256(new Uint8Array(await answer.arrayBuffer())), kind).toBe(hash);
        return answer.ok ? [kind] : [];
      }),
    );
    // The card holds parts of the model and stays where it is.
    expect(served.flat()).toEqual(["parity-certificate", "sensitivity", "claims"]);
    const page = await (await fetch(`${real.page}/models/${real.model}`)).text();
    expect(page).toContain("on all 1,000 rows that the developer compared");
    expect(page).toContain("No bin, split or weight uses foreign_worker: holds.");
  });

  it("belongs to a model whose validation report is on record: the file is recognised, and a changed one is not", async () => {
    const report = readFileSync(join(folder, "documents/validation-report.json"));
    const own = await openVisit(browser, real.page);
    await openLive(own.page, `/models/${real.model}`);
    const check = (buffer: Buffer) => own.page.setInputFiles("#evidence input[type=file]", { name: "report.json", mimeType: "application/json", buffer });
    await check(report);
    await own.page.waitForSelector('[data-evidence="holds"]');
    expect(await own.page.locator("[data-evidence]").textContent()).toContain("This file is the recorded validation report");
    await check(Buffer.concat([report, Buffer.from(" ")]));
    await own.page.waitForSelector('[data-evidence="fails"]');
    await own.close();
  });

  it("still holds after its model was suspended and its issuer's key revoked: it was good then", async () => {
    const { register, model, receipt } = real;
    const guardian = await register.as(PEOPLE.guardian);
    await suspendModel(guardian, { modelRegistry: register.at("ModelRegistry"), model, reason: toHex("drift", { size: 32 }) });
    await revokeIssuerKey(guardian, { issuerRegistry: register.at("IssuerRegistry"), key: receipt.issuerKey });
    await visit.page.goto(`/decisions/${real.decision}`);
    await visit.page.waitForSelector('#checks [data-verdict]:not([data-verdict="pending"])');
    expect((await states()).filter((state) => !state.endsWith(" holds"))).toEqual([]);
  });
});
