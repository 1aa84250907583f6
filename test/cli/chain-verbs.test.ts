import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addIssuerKey } from "../../src/chain/actions/add-issuer-key.ts";
import { writeDeployment } from "../../src/chain/deployment.ts";
import { writeReceipt } from "../../src/receipt/receipt-file.ts";
import { derivePublicKey } from "../../src/record/eddsa.ts";
import { approvedModel, hash, openRegister, PEOPLE, type Person, receiptOf, SCHEMA, type TestRegister, validIssuer } from "../chain/fixture/register.ts";
import { credence, credenceHere, keyFile, objectOf, privateKey, start } from "./fixture/run.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-chain-verbs-"));
const at = (name: string) => join(folder, name);
let register: TestRegister;
let model: Hex;
let issuer: Hex;

beforeAll(async () => {
  register = await openRegister();
  model = await approvedModel(register);
  ({ issuer } = await validIssuer(register));
  writeDeployment(at("deployment.json"), register.deployment);
  writeFileSync(at("report.txt"), "reviewed");
});
afterAll(async () => {
  await register?.close();
  rmSync(folder, { recursive: true });
});

const position = (person: Person) => Object.keys(PEOPLE).indexOf(person);
const chain = () => ["--rpc", register.chain.url, "--deployment", at("deployment.json")];
const as = (person: Person) => [...chain(), "--key", keyFile(folder, position(person))];
const run = (...args: string[]) => credenceHere(folder, args);
async function receiptFile(name: string, words: Parameters<typeof receiptOf>[3] = {}): Promise<string> {
  writeReceipt(at(name), await receiptOf(register, model, name, words));
  return name;
}

describe("credence settle", () => {
  it("settles several receipts, with stages on stderr, and says where", async () => {
    const [one, two] = [await receiptFile("one.json"), await receiptFile("two.json", { decision: "decline" })];
    const { status, stdout, stderr } = await credence(folder, ["settle", one, two, ...as("lender")]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: "[1/2] simulating\n[1/2] sending\n[1/2] waiting\n[1/2] settled\n[2/2] simulating\n[2/2] sending\n[2/2] waiting\n[2/2] settled\n",
    });
    expect(stdout).toMatch(
      /^one\.json: approve, settled in block \d+\n {2}transaction {2}0x[0-9a-f]{64}\n {2}gas {10}\d+\ntwo\.json: decline, settled in block/,
    );
    const again = await run("settle", one, ...as("lender"), "--json");
    expect({ ...again, stdout: objectOf(again) }).toMatchObject({ status: 0, stderr: "already settled\n", stdout: { receipt: one, decision: "approve" } });
  });

  it("takes the key from the environment, and refuses in the contract's words", async () => {
    const refused = await receiptFile("refused.json");
    const { status, stdout, stderr } = await credence(folder, ["settle", refused, ...chain()], { CREDENCE_PRIVATE_KEY: privateKey(position("stranger")) });
    expect({ status, stdout }).toEqual({ status: 7, stdout: "" });
    expect(stderr).toBe(
      `simulating
CRD-6001 The contract refuses
  Account ${PEOPLE.stranger.address} is neither the lender ${PEOPLE.lender.address} nor its delegate.
  at: refused.json
  what to do: Put right what the message names; nothing was changed on the chain.
`,
    );
    expect(existsSync(at("refused.json.pending"))).toBe(false);
  });

  it("wants a key, a number of blocks, and a receipt of this deployment", async () => {
    const receipt = await receiptFile("unsent.json");
    expect(await run("settle", receipt, ...chain())).toMatchObject({
      status: 7,
      stdout: "",
      stderr: expect.stringMatching(/^CRD-6007 .*\n {2}No key: give --key FILE/),
    });
    expect(await run("settle", receipt, ...as("lender"), "--confirmations", "0")).toMatchObject({
      status: 10,
      stderr: expect.stringContaining("from 1 to 9999"),
    });
    writeReceipt(at("elsewhere.json"), { ...(await receiptOf(register, model, "elsewhere")), chainId: 1 });
    expect(await run("settle", "elsewhere.json", ...as("lender"))).toMatchObject({
      status: 7,
      stderr: expect.stringContaining("of chain 1, the deployment's is"),
    });
    writeDeployment(at("other-chain.json"), { ...register.deployment, chainId: 1 });
    const other = await run("settle", "elsewhere.json", "--rpc", register.chain.url, "--deployment", "other-chain.json", "--key", keyFile(folder, 7));
    expect(other).toMatchObject({ status: 7, stderr: expect.stringMatching(/^CRD-6005 .*\n {2}The node serves chain 31337, not 1\./) });
    const { ModelRegistry, DecisionRegistry } = register.deployment.contracts;
    for (const [name, contract] of [
      ["restarted.json", { ...DecisionRegistry, address: `0x${"12".repeat(20)}` as const }],
      ["mistaken.json", { ...DecisionRegistry, address: ModelRegistry.address }],
    ] as const) {
      writeDeployment(at(name), { ...register.deployment, contracts: { ...register.deployment.contracts, DecisionRegistry: contract } });
      const ran = await run("model", "show", model, "--rpc", register.chain.url, "--deployment", name);
      expect(ran).toMatchObject({ status: 7, stdout: "", stderr: expect.stringMatching(/^CRD-6006 .*\n.*DecisionRegistry/) });
    }
    expect(await run("settle", receipt, "--rpc", "http://127.0.0.1:9/a-key", "--deployment", "deployment.json", "--key", keyFile(folder, 7))).toMatchObject({
      status: 7,
      stderr: expect.stringMatching(/^CRD-6004 (?!.*a-key)/s),
    });
  });
});

describe("credence model", () => {
  it("leads a version through suspension, review and the end of its life", async () => {
    const { chain: testChain } = register;
    const snapshot = await testChain.request("evm_snapshot");
    const suspended = await run("model", "suspend", model, "--reason", "drift", ...as("guardian"));
    expect(suspended).toMatchObject({
      status: 0,
      stderr: "",
      stdout: expect.stringMatching(/^suspended, in block \d+; the model is suspended\n {2}review due {7}2031-01-03 \d\d:\d\d:\d\d UTC\n {2}transaction {6}0x/),
    });
    const scheduled = objectOf(await run("model", "schedule", model, ...as("approver"), "--json"));
    expect(scheduled).toMatchObject({ model, what: "approval scheduled", status: "suspended", approvableAt: expect.any(Number) });
    expect(await run("model", "approve", model, ...as("approver"))).toMatchObject({
      status: 7,
      stderr: expect.stringMatching(/can be approved from 2030-01-\d\d .* UTC on, not before/),
    });
    await testChain.wait(scheduled.approvableAt - Number(await testChain.now()));
    expect(objectOf(await run("model", "approve", model, ...as("approver"), "--json"))).toMatchObject({ status: "approved", approvableAt: null });
    expect(objectOf(await run("model", "review", model, "--report", "report.txt", ...as("validator"), "--json"))).toMatchObject({
      what: "reviewed",
      status: "approved",
    });
    expect(objectOf(await run("model", "retire", model, "--document", "report.txt", ...as("approver"), "--json"))).toMatchObject({ status: "retired" });
    const shown = objectOf(await run("model", "show", model, ...chain(), "--json"));
    expect(shown).toMatchObject({ model, status: "retired", developer: PEOPLE.developer.address, validator: PEOPLE.validator.address, tier: 2 });
    await testChain.request("evm_revert", snapshot);
  });

  it("shows how a version stands, aligned", async () => {
    const { stdout } = await run("model", "show", model, ...chain());
    const [first, ...lines] = stdout.trimEnd().split("\n");
    expect(first).toBe(model);
    expect(lines.slice(0, 2)).toEqual(["  status              approved", `  lender              ${PEOPLE.lender.address}`]);
    for (const line of lines) expect(line).toMatch(/^ {2}[a-z ]{20}\S/);
  });

  it.each([
    [["model", "show", "0x12"], 10, /is not a model's id/],
    [["model", "show", `0x${"12".repeat(32)}`], 9, /^CRD-8002 .*\n {2}No model 0x(12){32} has been registered/],
  ])("%j is refused", async (args, status, message) => {
    expect(await run(...args, ...chain())).toMatchObject({ status, stdout: "", stderr: expect.stringMatching(message) });
  });

  it("wants one reason, and short", async () => {
    for (const reasons of [[], ["--reason", "drift", "--document", "report.txt"], ["--reason", "a reason that is longer than thirty-two bytes"]]) {
      expect(await run("model", "suspend", model, ...reasons, ...as("guardian"))).toMatchObject({ status: 10, stdout: "" });
    }
    expect(await run("model", "validate", model, "--report", "absent.txt", ...as("validator"))).toMatchObject({
      status: 10,
      stderr: expect.stringContaining("absent.txt"),
    });
  });

  it("does nothing for an account without the role", async () => {
    const ran = await run("model", "suspend", model, "--reason", "drift", ...as("stranger"));
    expect(ran).toMatchObject({
      status: 7,
      stdout: "",
      stderr: expect.stringContaining(`Account ${PEOPLE.stranger.address} does not have the role that this needs.`),
    });
  });
});

describe("credence issuer", () => {
  it("revokes a key by its coordinate, once", async () => {
    const secret = new Uint8Array(32).fill(0x77);
    await addIssuerKey(register.people.controller, { issuerRegistry: register.addresses.IssuerRegistry, issuer, schemaHash: SCHEMA, secret });
    const key = derivePublicKey(secret).y;
    const ran = await run("issuer", "revoke-key", `${key}`, ...as("controller"));
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Key 0x[0-9a-f]{64} is revoked, in block \d+\n {2}transaction {2}0x/) });
    const again = await run("issuer", "revoke-key", `0x${key.toString(16)}`, ...as("controller"));
    expect(again).toMatchObject({ status: 7, stderr: expect.stringContaining("is revoked already.") });
    expect(await run("issuer", "revoke-key", "twelve", ...as("controller"))).toMatchObject({ status: 10 });
  });
});

describe("credence serve", () => {
  it("answers until it is interrupted, and ends by itself then", async () => {
    const server = start(folder, ["serve", ...chain(), "--port", "0", "--database", "index.sqlite"]);
    const url = (await server.firstLine).replace("The index answers at ", "");
    const status = await fetch(`${url}/status`).then((response) => response.json());
    expect(["CRD-8004", undefined]).toContain(status.code);
    const { status: code, stderr } = await server.end("SIGINT");
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Following chain 31337 from block \d+, with 0 manifests/) });
  });

  it("says that its port is taken, or that there are no manifests", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const taken = await run("serve", ...chain(), "--port", `${port}`, "--database", "taken.sqlite");
    expect(taken).toMatchObject({ status: 10, stdout: "", stderr: expect.stringContaining(`Port ${port} is taken; give another with --port.`) });
    other.close();
    expect(await run("serve", ...chain(), "--manifests", "absent")).toMatchObject({
      status: 10,
      stderr: expect.stringContaining("There is no directory absent"),
    });
    expect(await run("serve", ...chain(), "--port", "70000")).toMatchObject({ status: 10, stderr: expect.stringContaining("from 0 to 65535") });
  });
});

describe("what the chain's commands print", () => {
  it("holds no private key and no trace of the program's inside", async () => {
    const key = keyFile(folder, position("stranger"));
    const prints = [
      await credence(folder, ["settle", await receiptFile("printed.json"), ...chain(), "--key", key]),
      await run("model", "suspend", model, "--reason", hash("x"), ...chain(), "--key", key, "--json"),
    ];
    for (const { stdout, stderr } of prints) {
      expect(stdout + stderr).not.toContain(privateKey(position("stranger")).slice(2));
      expect(stdout + stderr).not.toMatch(/\n\s+at .*:\d+:\d+|node_modules|viem@/);
    }
  });
});
