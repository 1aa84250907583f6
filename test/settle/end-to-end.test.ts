import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { pad } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeDeployment } from "../../src/chain/deployment.ts";
import { writeJsonFile } from "../../src/files/json.ts";
import { type OpenedModel, openModel } from "../../src/prove/open-model.ts";
import { proveDecision } from "../../src/prove/prove-decision.ts";
import { Receipt } from "../../src/receipt/receipt.ts";
import { readReceipt } from "../../src/receipt/receipt-file.ts";
import { readApplication } from "../../src/record/application-file.ts";
import { openIssuerKey } from "../../src/record/issuer-key.ts";
import { readRecord } from "../../src/record/read-record.ts";
import { signRecord } from "../../src/record/record.ts";
import { applicationId } from "../../src/statement/application.ts";
import { APPROVAL_DELAY, hash, KEY_DELAY, openRegister, PEOPLE, type Person, type TestRegister } from "../chain/fixture/register.ts";
import { credence, credenceHere, keyFile, objectOf, type Ran, start } from "../cli/fixture/run.ts";

const EXAMPLE = join(import.meta.dirname, "../../examples/german-scorecard");
const APPLICANTS = join(EXAMPLE, "data/german_statlog.csv");
/** Rows of the example, from 1: one that the card approves and one that it declines. */
const ROWS = [1, 2];
const PASSPHRASE = "correct horse battery staple";

const folder = mkdtempSync(join(tmpdir(), "credence-end-to-end-"));
const at = (name: string) => join(folder, name);
let register: TestRegister;
const said: Record<string, ReturnType<typeof objectOf>> = {};
let model: string;

async function run(...args: string[]): Promise<Ran> {
  const ran = await credenceHere(folder, [...args, "--json"], { CREDENCE_ISSUER_PASSPHRASE: PASSPHRASE });
  if (ran.status !== 0) throw new Error(`credence ${args.join(" ")} ended with ${ran.status}:\n${ran.stderr}`);
  return ran;
}
const chain = () => ["--rpc", register.chain.url, "--deployment", at("deployment.json")];
const as = (person: Person) => [...chain(), "--key", keyFile(folder, Object.keys(PEOPLE).indexOf(person))];

/** The whole way, by the command line alone: from the scorecard's own file to settled decisions. */
beforeAll(async () => {
  register = await openRegister();
  writeDeployment(at("deployment.json"), register.deployment);
  writeFileSync(at("report.txt"), "reviewed");

  said.import = objectOf(await run("import", join(EXAMPLE, "scorecard.csv"), "--policy", join(EXAMPLE, "policy.json"), "--out", "model"));
  said.build = objectOf(await run("build", "model", "--dev-setup"));
  said.keygen = objectOf(await run("issuer", "keygen", "--name", "Elbe Credit Bureau", "--out", "issuer.json"));

  said.issuer = objectOf(
    await run("issuer", "register", "--name", "Elbe Credit Bureau", "--controller", PEOPLE.controller.address, ...as("issuerAdministrator")),
  );
  said.key = objectOf(await run("issuer", "add-key", "--issuer-key", "issuer.json", "--schema", "model/public/schema.json", ...as("controller")));
  said.registered = objectOf(await run("model", "register", "model", "--lender", PEOPLE.lender.address, ...as("developer")));
  model = said.registered.model;
  await run("model", "evidence", model, "--kind", "parity-certificate", "--document", "report.txt", ...as("developer"));
  said.validated = objectOf(await run("model", "validate", model, "--report", "report.txt", ...as("validator")));
  said.scheduled = objectOf(await run("model", "schedule", model, ...as("approver")));
  await register.chain.wait(Math.max(APPROVAL_DELAY, KEY_DELAY));
  said.approved = objectOf(await run("model", "approve", model, ...as("approver")));

  const now = await register.chain.now();
  for (const row of ROWS) {
    writeJsonFile(at(`application-${row}.json`), {
      format: "credence.application/1",
      chainId: register.deployment.chainId,
      decisionRegistry: register.addresses.DecisionRegistry,
      lender: PEOPLE.lender.address,
      subject: pad(PEOPLE.stranger.address, { size: 32 }),
      reference: hash(`application ${row}`),
    });
    const words = ["--key", "issuer.json", "--schema", "model/public/schema.json", "--application", `application-${row}.json`, "--features", APPLICANTS];
    await run("issuer", "sign", ...words, "--row", `${row}`, "--issued-at", `${now}`, "--out", `record-${row}.json`);
  }
  const proven = await run(
    "prove",
    "model",
    ...ROWS.map((row) => `record-${row}.json`),
    "--application",
    ...ROWS.map((row) => `application-${row}.json`),
    "--out",
    "receipts",
  );
  said.proven = proven.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const settled = await run("settle", ...ROWS.map((row) => `receipts/record-${row}.receipt.json`), ...as("lender"));
  said.settled = settled.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
});
afterAll(async () => {
  await register?.close();
  rmSync(folder, { recursive: true });
});

const receiptPath = (row: number) => at(`receipts/record-${row}.receipt.json`);

describe("from a scorecard's file to settled decisions", () => {
  it("each decision, score and reason is the tool's own", () => {
    const expected = parse(readFileSync(join(EXAMPLE, "expected.csv")), { columns: true }) as Record<string, string>[];
    for (const [i, row] of ROWS.entries()) {
      const { score, decision, row: _, ...reasons } = expected[row - 1] as Record<string, string>;
      expect(said.proven[i]).toMatchObject({ decision, score, reasons: Object.values(reasons).filter(Boolean) });
    }
    expect(new Set(said.proven.map(({ decision }: { decision: string }) => decision)).size).toBe(2);
  });

  it("each life-cycle command says what follows", () => {
    expect(said.registered).toMatchObject({ name: "german-scorecard", development: true, model: expect.stringMatching(/^0x[0-9a-f]{64}$/) });
    expect(said.validated.status).toBe("validated");
    expect(said.scheduled.approvableAt).toBeGreaterThan(0);
    expect(said.approved).toMatchObject({ status: "approved", reviewDue: expect.any(Number), approvableAt: null });
    expect(said.key.validFrom).toBeGreaterThan(0);
  });

  it("each receipt is settled once, its file private and completed", () => {
    for (const [i, row] of ROWS.entries()) {
      const { transaction, block, gasUsed } = said.settled[i];
      expect(readReceipt(receiptPath(row)).settlement).toEqual({ transaction, block });
      expect(gasUsed).toBeGreaterThan(200_000);
      expect(statSync(receiptPath(row)).mode & 0o777).toBe(0o600);
      expect(existsSync(`${receiptPath(row)}.pending`)).toBe(false);
    }
  });

  it("the index shows them, with the manifest as built", async () => {
    const server = start(folder, ["serve", ...chain(), "--manifests", "model", "--port", "0", "--database", "index.sqlite", "--json"]);
    const { url } = JSON.parse(await server.firstLine);
    const ask = async (path: string) => (await fetch(`${url}${path}`)).text();
    let decisions = { total: -1, items: [] as { application: string; decision: string }[] };
    while (decisions.total !== ROWS.length) {
      decisions = JSON.parse(await ask("/decisions")).data ?? decisions;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(decisions.items.map(({ decision }) => decision).toReversed()).toEqual(said.proven.map(({ decision }: { decision: string }) => decision));
    expect(JSON.parse(await ask(`/models/${model}`)).data).toMatchObject({ status: "approved", developmentKey: true, decisions: 2 });
    expect(await ask(`/models/${model}/manifest`)).toBe(readFileSync(at("model/public/manifest.json"), "utf8"));
    expect(await server.end()).toMatchObject({ status: 0 });
  });

  it("each receipt holds against manifest and chain", async () => {
    for (const row of ROWS) {
      const checks = (await run("verify", receiptPath(row), "--manifest", "model/public/manifest.json", ...chain())).stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      const names = checks.map(({ name }) => name).join("\n");
      for (const part of ["The proof holds", "The decision was settled", "was approved when it decided", "key was valid when", "record was fresh"])
        expect(names).toContain(part);
    }
  });
});

describe("what cannot be proven", () => {
  let opened: OpenedModel;
  beforeAll(async () => {
    opened = await openModel(at("model"));
  });
  afterAll(() => opened?.close());
  const prove = (record: Parameters<typeof proveDecision>[1], application = readApplication(at("application-1.json"))) =>
    proveDecision({ ...opened, modelId: model as `0x${string}` }, record, application);

  it("a record that was altered by a single unit, in any feature", async () => {
    const record = readRecord(at("record-1.json"));
    const { features } = opened.model.schema;
    const kinds = new Set<string>();
    for (const feature of features) {
      const cell = record.features[feature.name] as string;
      const another = feature.type === "category" ? (feature.values.find((value) => value !== cell) as string) : `${Number(cell) - 1}`;
      const altered = { ...record.features, [feature.name]: another };
      expect(altered).not.toEqual(record.features);
      const refused = await prove({ ...record, features: altered }).catch((error: { code: string }) => error.code);
      expect([feature.name, refused]).toEqual([feature.name, another === "0" ? "CRD-2002" : "CRD-2005"]);
      kinds.add(feature.type);
    }
    expect(features.length).toBeGreaterThan(10);
    expect([...kinds].sort()).toEqual(["category", "number"]);
  });

  it("a record of another time, or with another issuer's key", async () => {
    const record = readRecord(at("record-1.json"));
    await expect(prove({ ...record, issuedAt: record.issuedAt + 1n })).rejects.toMatchObject({ code: "CRD-2005" });
    const other = signRecord(opened.model.schema, new Uint8Array(32).fill(7), { ...record, features: record.features });
    expect(other.issuerKey).not.toEqual(record.issuerKey);
    await expect(prove({ ...record, issuerKey: other.issuerKey })).rejects.toMatchObject({ code: "CRD-2005" });
  });

  it("a record that was signed for another application, in any part of it", async () => {
    const record = readRecord(at("record-1.json"));
    const application = readApplication(at("application-1.json"));
    const others = [
      { ...application, chainId: 1n },
      { ...application, decisionRegistry: PEOPLE.stranger.address },
      { ...application, lender: PEOPLE.stranger.address },
      { ...application, subject: hash("another subject") },
      { ...application, reference: hash("another reference") },
    ];
    for (const other of others) await expect(prove(record, other)).rejects.toMatchObject({ code: "CRD-5001" });
    // Neither does it help to write the other application into the record.
    await expect(prove({ ...record, applicationId: applicationId(others[4] as typeof application) }, others[4])).rejects.toMatchObject({ code: "CRD-2005" });
  });

  it("a record under another schema", async () => {
    const { model } = opened;
    const schema = { ...model.schema, version: model.schema.version + 1 };
    const application = readApplication(at("application-1.json"));
    const { secret } = openIssuerKey(at("issuer.json"), PASSPHRASE);
    const { features, issuedAt } = readRecord(at("record-1.json"));
    const record = signRecord(schema, secret, { applicationId: applicationId(application), issuedAt, features });
    await expect(prove(record)).rejects.toMatchObject({ code: "CRD-2004" });
    await expect(prove({ ...record, schemaHash: readRecord(at("record-1.json")).schemaHash })).rejects.toMatchObject({ code: "CRD-2005" });
  });

  it("a record of an issuer that is not in the registry can be, and settles nowhere", async () => {
    const application = { ...readApplication(at("application-1.json")), reference: hash("a stranger's issuer") };
    const { features, issuedAt } = readRecord(at("record-1.json"));
    const record = signRecord(opened.model.schema, new Uint8Array(32).fill(7), { applicationId: applicationId(application), issuedAt, features });
    writeJsonFile(at("stranger.json"), await prove(record, application), 0o600);
    const ran = await credence(folder, ["settle", "stranger.json", ...as("lender")]);
    expect(ran).toMatchObject({
      status: 7,
      stdout: "",
      stderr: expect.stringMatching(/CRD-6001 .*\n {2}The issuer key 0x\w+ was not valid for records of schema/),
    });
  });
});

describe("a receipt that was altered", () => {
  /** Every value of a receipt by its path, with another of its form. */
  function* alterations(receipt: Record<string, unknown>): Generator<{ path: string; altered: unknown }> {
    const other = (value: unknown): unknown => {
      if (typeof value === "number") return value + 1;
      const text = value as string;
      if (text === "approve") return "decline";
      if (text === "decline" || text === "refer") return "approve";
      if (/^-?\d+$/.test(text)) return `${BigInt(text) + 1n}`;
      if (/^0x/.test(text)) return `${text.slice(0, -1)}${text.endsWith("1") ? "2" : "1"}`;
      return `${text}!`;
    };
    function* visit(value: unknown, path: string[]): Generator<{ path: string; altered: unknown }> {
      if (typeof value === "object" && value !== null) {
        for (const [name, inner] of Object.entries(value)) yield* visit(inner, [...path, name]);
        return;
      }
      const altered = structuredClone(receipt);
      const holder = path.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, altered);
      holder[path.at(-1) as string] = other(value);
      yield { path: path.join("."), altered };
    }
    yield* visit(receipt, []);
  }

  it("in any value is refused, by its form or by a check with a name", async () => {
    const { checkReceipt } = await import("../../src/receipt/check-receipt.ts");
    const { checkAgainstManifest } = await import("../../src/receipt/check-against-manifest.ts");
    const { checkSettlement } = await import("../../src/settle/check-settlement.ts");
    const { verifyingKeyOf } = await import("../../src/keys/verifying-key.ts");
    const { Manifest } = await import("../../src/build/manifest.ts");
    const manifest = Manifest.parse(JSON.parse(readFileSync(at("model/public/manifest.json"), "utf8")));
    const key = verifyingKeyOf(manifest.verificationKey);
    const { addresses, deployment, people } = register;
    const refusals = async (file: unknown): Promise<string[]> => {
      const parsed = Receipt.safeParse(file);
      if (!parsed.success) return ["form"];
      const receipt = parsed.data;
      const { checks } = await checkSettlement({
        publicClient: people.governor.publicClient,
        receipt,
        chainId: deployment.chainId,
        contracts: addresses,
        startBlock: BigInt(deployment.startBlock),
      });
      return [...checkReceipt(receipt, key, manifest.reasons), ...checkAgainstManifest(receipt, manifest), ...checks]
        .filter(({ holds }) => !holds)
        .map(({ name }) => name);
    };
    const file = JSON.parse(readFileSync(receiptPath(1), "utf8"));
    expect(await refusals(file)).toEqual([]);
    const accepted: string[] = [];
    let count = 0;
    for (const { path, altered } of alterations(file)) {
      count += 1;
      expect(altered, path).not.toEqual(file);
      if ((await refusals(altered)).length === 0) accepted.push(path);
    }
    expect(accepted).toEqual([]);
    expect(count).toBeGreaterThan(40);
  });

  it("is told by the command line with what was expected and found", async () => {
    const file = JSON.parse(readFileSync(receiptPath(1), "utf8"));
    writeFileSync(at("altered.json"), JSON.stringify({ ...file, opening: { ...file.opening, score: `${BigInt(file.opening.score) + 1n}` } }));
    const ran = await credenceHere(folder, ["verify", "altered.json", "--manifest", "model/public/manifest.json", ...chain()]);
    expect(ran.status).toBe(8);
    expect(ran.stdout).toMatch(/^FAILS {2}Score and reasons open the decision commitment\n {9}expected \d+\n {9}found {4}\d+$/m);
    expect(ran.stderr).not.toMatch(/ at .*\.ts/);
  });
});

describe("proving from the command line", () => {
  it("overwrites no receipt, and wants an application a record", async () => {
    const twice = await credenceHere(folder, ["prove", "model", "record-1.json", "--application", "application-1.json", "--out", receiptPath(1)]);
    expect(twice).toMatchObject({ status: 10, stdout: "", stderr: expect.stringContaining("a receipt is never overwritten") });
    const one = await credenceHere(folder, ["prove", "model", "record-1.json", "record-2.json", "--application", "application-1.json", "--out", "more"]);
    expect(one).toMatchObject({ status: 10, stderr: expect.stringContaining("2 records and 1 applications") });
  });

  it("names an altered record, and writes no receipt", async () => {
    const record = JSON.parse(readFileSync(at("record-1.json"), "utf8"));
    record.features.duration = `${Number(record.features.duration) + 1}`;
    writeFileSync(at("altered-record.json"), JSON.stringify(record));
    const ran = await credenceHere(folder, ["prove", "model", "altered-record.json", "--application", "application-1.json", "--out", "altered-receipt.json"]);
    expect(ran).toMatchObject({ status: 3, stdout: "", stderr: expect.stringContaining("CRD-2005") });
    expect(existsSync(at("altered-receipt.json"))).toBe(false);
  });

  it("leaves the model's secrets where they are", async () => {
    for (const name of ["public/manifest.json", "public/registration.json"]) expect(readFileSync(at(`model/${name}`), "utf8")).not.toMatch(/secret/);
    expect(statSync(at("model/secret")).mode & 0o777).toBe(0o700);
  });
});
