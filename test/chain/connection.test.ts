import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { KEY_VARIABLE, openAccount } from "../../src/chain/account-key.ts";
import { validateModel } from "../../src/chain/actions/validate-model.ts";
import { openChain, openClients } from "../../src/chain/clients.ts";
import { issuerId } from "../../src/chain/issuer-id.ts";
import { modelId } from "../../src/chain/model-id.ts";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { account } from "./fixture/accounts.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-connection-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a user may be shown of an error, in whatever form. */
async function shown(failing: Promise<unknown>): Promise<string> {
  const error = await failing.then(() => undefined).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CredenceError);
  return JSON.stringify((error as CredenceError).toRecord());
}

describe("the account's key", () => {
  const secret = `0x${"ab".repeat(32)}`;
  const file = (text: string, mode = 0o600) => {
    const path = join(folder, `${mode.toString(8)}-${text.length}.key`);
    writeFileSync(path, text, { mode });
    // Of the mode the umask takes nothing.
    chmodSync(path, mode);
    return path;
  };
  afterEach(() => delete process.env[KEY_VARIABLE]);

  it("is read from a private file, or from the environment", () => {
    const { address } = openAccount(file(`${secret}\n`));
    expect(openAccount(file(secret.slice(2))).address).toBe(address);
    process.env[KEY_VARIABLE] = secret;
    expect(openAccount(undefined).address).toBe(address);
  });

  it.each([0o644, 0o640, 0o604])("is not taken from a file of mode %o", (mode) => {
    expect(() => openAccount(file(secret, mode))).toThrow(
      expect.objectContaining({ code: "CRD-6007", message: expect.stringContaining("may be read by others") }),
    );
  });

  it("that is none is refused, and never repeated", async () => {
    const wrong = [
      "",
      "ab".repeat(31),
      `${"ab".repeat(32)}ff`,
      "z".repeat(64),
      "0".repeat(64),
      "f".repeat(64),
      "twelve words of a phrase that is a secret too",
    ];
    for (const text of wrong) {
      const said = await shown(Promise.resolve().then(() => openAccount(file(text))));
      expect(said).toContain("CRD-6007");
      if (text !== "") expect(said).not.toContain(text);
    }
    expect(await shown(Promise.resolve().then(() => openAccount(undefined)))).toContain("--key FILE");
    expect(await shown(Promise.resolve().then(() => openAccount(join(folder, "absent"))))).toContain("There is no file");
  });
});

describe("a node's address", () => {
  const answers = { status: 200, body: "" };
  const node = createServer((_, response) => response.writeHead(answers.status, { "content-type": "application/json" }).end(answers.body));
  let url = "";
  beforeAll(async () => {
    node.listen(0, "127.0.0.1");
    await once(node, "listening");
    url = `http://127.0.0.1:${(node.address() as AddressInfo).port}/v3/a-key-that-is-paid-for`;
  });
  afterAll(() => node.close());

  it.each([
    ["is not there", 0, ""],
    ["wants another key", 401, '{"error":"unauthorized"}'],
    ["answers with an error", 200, '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no such method"}}'],
    ["answers with something else", 200, "<html>"],
  ])("is not repeated where the node %s", async (_, status, body) => {
    Object.assign(answers, { status: status || 200, body });
    const asked = status === 0 ? url.replace(/:\d+/, ":9") : url;
    const said = await shown(openChain(asked));
    expect(said).toContain("CRD-6004");
    expect(said).not.toContain("a-key-that-is-paid-for");
    expect(said).not.toMatch(/viem@|Request body/);
  });

  it("is not repeated where a transaction fails", async () => {
    Object.assign(answers, { status: 200, body: '{"jsonrpc":"2.0","id":1,"result":"0x7a69"}' });
    const clients = await openClients(url, account(1));
    Object.assign(answers, { body: '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"insufficient funds for gas"}}' });
    const said = await shown(validateModel(clients, { modelRegistry: account(2).address, model: `0x${"12".repeat(32)}`, reportHash: `0x${"34".repeat(32)}` }));
    expect(said).toContain("insufficient funds for gas");
    expect(said).not.toContain("a-key-that-is-paid-for");
  });

  it("that is none is refused", async () => {
    for (const wrong of ["", "localhost", "not an address"]) expect(await shown(openChain(wrong))).toContain("is not an address of a node");
  });
});

describe("ids", () => {
  // keccak256(abi.encode(...)) as ethers' AbiCoder computes it.
  it("are those of the registries", async () => {
    const { AbiCoder, keccak256 } = await import("ethers");
    const lender = account(7).address;
    const encode = (types: string[], values: unknown[]) => keccak256(AbiCoder.defaultAbiCoder().encode(types, values));
    expect(modelId(lender, "german-scorecard", "1.0.0")).toBe(encode(["address", "string", "string"], [lender, "german-scorecard", "1.0.0"]));
    expect(issuerId("Elbe Credit Bureau", lender)).toBe(encode(["string", "address"], ["Elbe Credit Bureau", lender]));
  });
});
