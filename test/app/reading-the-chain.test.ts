import { describe, expect, it } from "vitest";
import { ALLOWED_METHODS, AllowedCall } from "../../app/src/chain/allowed-calls.ts";
import { chosenNode } from "../../app/src/chain/chosen-node.ts";
import { readLimited } from "../../app/src/chain/read-limited.ts";
import { documentPolicy } from "../../app/src/security/document-policy.ts";

const TO = `0x${"11".repeat(20)}`;
const passes = (method: string, params: unknown) => AllowedCall.safeParse({ jsonrpc: "2.0", id: 1, method, params }).success;

describe("the way to the chain on the page's own origin", () => {
  it("lets the reads of a verification pass", () => {
    expect(passes("eth_chainId", [])).toBe(true);
    expect(passes("eth_call", [{ to: TO, data: "0x12345678" }, "latest"])).toBe(true);
    expect(passes("eth_getTransactionReceipt", [`0x${"22".repeat(32)}`])).toBe(true);
    expect(passes("eth_getBlockByNumber", ["0x86", false])).toBe(true);
    expect(passes("eth_getLogs", [{ address: TO, topics: [null, `0x${"22".repeat(32)}`], fromBlock: "0x0" }])).toBe(true);
  });

  it.each([
    ["eth_sendRawTransaction", ["0x00"]],
    ["eth_accounts", []],
    ["debug_traceTransaction", [`0x${"22".repeat(32)}`]],
    ["hardhat_setBalance", [TO, "0x1"]],
    ["evm_mine", []],
    ["eth_call", [{ to: TO, data: "0x" }, "latest", { [TO]: { code: "0x00" } }]],
    ["eth_call", [{ to: TO, from: TO, data: "0x" }, "latest"]],
    ["eth_call", [{ to: TO, data: "0x" }, "pending"]],
    ["eth_getBlockByNumber", ["0x86", true]],
    ["eth_getLogs", [{ topics: [] }]],
  ])("stops %s %j", (method, params) => {
    expect(passes(method, params)).toBe(false);
  });

  it("names only reads", () => {
    expect(ALLOWED_METHODS.toSorted()).toEqual(
      [
        "eth_blockNumber",
        "eth_call",
        "eth_chainId",
        "eth_getBlockByNumber",
        "eth_getCode",
        "eth_getLogs",
        "eth_getTransactionByHash",
        "eth_getTransactionReceipt",
      ].toSorted(),
    );
  });

  it("stops reading a body at its limit", async () => {
    const stream = (size: number) => new Blob(["x".repeat(size)]).stream() as ReadableStream<Uint8Array>;
    expect(await readLimited(stream(100), 100)).toHaveLength(100);
    expect(await readLimited(stream(101), 100)).toBeUndefined();
    expect(await readLimited(null, 100)).toBe("");
  });
});

describe("the reader's own node", () => {
  it("is an http address without a user in it", () => {
    expect(chosenNode("https://node.example/key")?.origin).toBe("https://node.example");
    expect(chosenNode("http://127.0.0.1:8545")?.origin).toBe("http://127.0.0.1:8545");
    for (const wrong of ["javascript:alert(1)", "https://user:secret@node.example", "node.example", "", "data:,x", undefined])
      expect(chosenNode(wrong)).toBeUndefined();
  });

  it("is the only other origin that a document may ask, and nothing is evaluated", () => {
    const strict = documentPolicy("abc", undefined, false);
    expect(strict).toContain("connect-src 'self';");
    expect(strict).toContain("default-src 'none'");
    expect(strict).not.toMatch(/unsafe-(eval|inline)/);
    expect(documentPolicy("abc", new URL("https://node.example/key;script-src *"), false)).toContain("connect-src 'self' https://node.example;");
  });
});
