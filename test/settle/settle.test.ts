import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionRegistryAbi } from "../../src/chain/abi/decision-registry.ts";
import { setDelegate } from "../../src/chain/actions/set-delegate.ts";
import { suspendModel } from "../../src/chain/actions/suspend-model.ts";
import { openClients } from "../../src/chain/clients.ts";
import type { Receipt } from "../../src/receipt/receipt.ts";
import { readReceipt, writeReceipt } from "../../src/receipt/receipt-file.ts";
import { findSettlement } from "../../src/settle/find-settlement.ts";
import { type SettleOptions, settle } from "../../src/settle/settle.ts";
import { forgeProof } from "../app/fixture/proofs.ts";
import {
  approvedModel,
  DAY,
  hash,
  openRegister,
  PEOPLE,
  type Person,
  type ReceiptWords,
  receiptOf,
  START,
  type TestRegister,
  validIssuer,
} from "../chain/fixture/register.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-settle-"));
let register: TestRegister;
let model: Hex;
let startBlock: bigint;

beforeAll(async () => {
  register = await openRegister();
  model = await approvedModel(register);
  await validIssuer(register);
  startBlock = BigInt(register.deployment.startBlock);
  await setDelegate(register.people.lender, { decisionRegistry: register.addresses.DecisionRegistry, delegate: PEOPLE.delegate.address, allowed: true });
});
afterAll(async () => {
  await register?.close();
  rmSync(folder, { recursive: true });
});

let count = 0;
/** A fresh receipt in a file of its own. */
async function receiptFile(words: ReceiptWords & { reference?: string } = {}): Promise<{ receipt: Receipt; receiptPath: string }> {
  count += 1;
  const receipt = await receiptOf(register, model, words.reference ?? `reference ${count}`, words);
  const receiptPath = join(folder, `receipt-${count}.json`);
  writeReceipt(receiptPath, receipt);
  return { receipt, receiptPath };
}

const settleAs = (person: Person, file: { receipt: Receipt; receiptPath: string }, more: Partial<SettleOptions> = {}) =>
  settle({ ...register.people[person], ...file, startBlock, interval: 20, ...more });

const POSITION = Object.fromEntries(Object.keys(PEOPLE).map((person, i) => [person, i]));
/** Settles in a process of its own that dies at a stage, or is killed some milliseconds after it began, which may take it long. */
async function settleAndDie(receiptPath: string, { stage, person = "lender", after }: { stage?: string; person?: Person; after?: number } = {}) {
  const script = join(import.meta.dirname, "settle-and-die.ts");
  const args = [script, receiptPath, register.chain.url, `${POSITION[person]}`, `${startBlock}`, ...(stage ? [stage] : [])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let timer: NodeJS.Timeout | undefined;
  let stages = "";
  child.stdout.on("data", (text) => {
    stages += text;
    if (after !== undefined) timer ??= setTimeout(() => child.kill("SIGKILL"), after);
  });
  child.stderr.on("data", (text) => (stages += text));
  const [code, signal] = await once(child, "close");
  clearTimeout(timer);
  return { code, signal, stages: stages.trim().split("\n") };
}

const nonceOf = (person: Person) => register.people[person].publicClient.getTransactionCount({ address: PEOPLE[person].address });
/** How often an application was settled, as the chain's events say. */
async function settlements({ application }: Receipt): Promise<number> {
  const { publicClient } = register.people.governor;
  const events = await publicClient.getContractEvents({
    address: register.addresses.DecisionRegistry,
    abi: decisionRegistryAbi,
    eventName: "DecisionSettled",
    args: { application: application.id },
    fromBlock: 0n,
  });
  return events.length;
}
const pendingOf = (receiptPath: string) => `${receiptPath}.pending`;
async function withoutMining<T>(work: () => Promise<T>): Promise<T> {
  await register.chain.request("evm_setAutomine", false);
  try {
    return await work();
  } finally {
    await register.chain.request("evm_setAutomine", true);
    await register.chain.request("evm_mine");
  }
}

describe("settling", () => {
  it("writes where it was settled into the receipt, and finds it there when run again", async () => {
    const file = await receiptFile();
    const before = await nonceOf("lender");
    const settlement = await settleAs("lender", file);
    expect(readReceipt(file.receiptPath)).toEqual({ ...file.receipt, settlement: { transaction: settlement.transaction, block: settlement.block } });
    expect(statSync(file.receiptPath).mode & 0o777).toBe(0o600);
    expect(existsSync(pendingOf(file.receiptPath))).toBe(false);
    expect(await settleAs("lender", file)).toEqual(settlement);
    expect(await settlements(file.receipt)).toBe(1);
    expect(await nonceOf("lender")).toBe(before + 1);
    const mined = await register.people.lender.publicClient.getTransactionReceipt({ hash: settlement.transaction });
    expect(settlement.gasUsed).toBe(mined.gasUsed);
  });

  it("is for the lender's delegate too", async () => {
    const file = await receiptFile();
    await settleAs("delegate", file);
    expect(await settlements(file.receipt)).toBe(1);
  });

  it("finds a decision at any age, by its block's time", async () => {
    const file = await receiptFile();
    const settlement = await settleAs("lender", file);
    await register.chain.request("hardhat_mine", "0x1388", "0x1");
    expect(await findSettlement(register.people.lender.publicClient, file.receipt, startBlock)).toEqual(settlement);
    expect(await findSettlement(register.people.lender.publicClient, (await receiptFile()).receipt, startBlock)).toBeUndefined();
  });

  it("waits for as many blocks as it is told to", async () => {
    const file = await receiptFile();
    let done = false;
    const settling = settleAs("lender", file, { confirmations: 3 }).then(() => (done = true));
    while ((await settlements(file.receipt)) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await register.chain.request("evm_mine");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(done).toBe(false);
    await register.chain.request("evm_mine");
    await settling;
    expect(readReceipt(file.receiptPath).settlement).toBeDefined();
  });
});

describe("a pending transaction that is not this receipt's", () => {
  it("is never sent", async () => {
    const [one, other] = [await receiptFile(), await receiptFile()];
    await settleAndDie(one.receiptPath, { stage: "sending" });
    await settleAndDie(other.receiptPath, { stage: "sending" });
    const before = await nonceOf("lender");
    const pending = JSON.parse(readFileSync(pendingOf(one.receiptPath), "utf8"));
    const beside = async (content: object, message: string) => {
      writeFileSync(pendingOf(other.receiptPath), JSON.stringify(content));
      await expect(settleAs("lender", other)).rejects.toMatchObject({ code: "CRD-9003", message: expect.stringContaining(message) });
    };
    await beside(pending, "holds the transaction of another decision");
    await beside({ ...pending, nonce: pending.nonce + 1 }, "does not hold together");
    await beside({ ...pending, raw: `${pending.raw.slice(0, -1)}${pending.raw.endsWith("0") ? "1" : "0"}` }, "does not hold together");
    expect(await nonceOf("lender")).toBe(before);
    expect(await settlements(one.receipt)).toBe(0);
    expect(await settlements(other.receipt)).toBe(0);
  });
});

describe("settled by several at once", () => {
  it("is settled once, and each of them says where", async () => {
    const file = await receiptFile();
    const ends = await Promise.all([settleAs("lender", file), settleAs("delegate", file), settleAs("lender", file), settleAs("delegate", file)]);
    expect(new Set(ends.map(({ transaction }) => transaction)).size).toBe(1);
    expect(await settlements(file.receipt)).toBe(1);
    expect(existsSync(pendingOf(file.receiptPath))).toBe(false);
  });
});

describe("killed", () => {
  it.each([
    ["before anything is written", "simulating", false],
    ["after the transaction is written down and before it is sent", "sending", true],
    ["after it is sent and before it is known to be in a block", "waiting", true],
  ])("%s, and run again: one settlement, the receipt completed", async (_, stage, pending) => {
    const file = await receiptFile();
    const before = await nonceOf("lender");
    const killed = await withoutMining(async () => {
      const killed = await settleAndDie(file.receiptPath, { stage });
      expect(await settlements(file.receipt)).toBe(0);
      return killed;
    });
    expect(killed).toMatchObject({ signal: "SIGKILL", stages: expect.arrayContaining([stage]) });
    expect(existsSync(pendingOf(file.receiptPath))).toBe(pending);
    expect(readReceipt(file.receiptPath).settlement).toBeUndefined();

    expect(await settleAndDie(file.receiptPath)).toMatchObject({ code: 0, signal: null });
    expect(await settlements(file.receipt)).toBe(1);
    expect(await nonceOf("lender")).toBe(before + 1);
    expect(readReceipt(file.receiptPath).settlement).toBeDefined();
    expect(existsSync(pendingOf(file.receiptPath))).toBe(false);
  });

  it("while its transaction waits in the node's pool, and run again: the same bytes are sent, not a second transaction", async () => {
    const file = await receiptFile();
    const before = await nonceOf("lender");
    await withoutMining(async () => {
      await settleAndDie(file.receiptPath, { stage: "waiting" });
      const written = readFileSync(pendingOf(file.receiptPath), "utf8");
      await settleAndDie(file.receiptPath, { stage: "waiting" });
      expect(readFileSync(pendingOf(file.receiptPath), "utf8")).toBe(written);
    });
    await settleAs("lender", file);
    expect(await settlements(file.receipt)).toBe(1);
    expect(await nonceOf("lender")).toBe(before + 1);
  });

  it("at the very end, when the chain has it and the receipt does not", async () => {
    const file = await receiptFile();
    await settleAndDie(file.receiptPath, { stage: "waiting" });
    expect(await settlements(file.receipt)).toBe(1);
    expect(readReceipt(file.receiptPath).settlement).toBeUndefined();
    await settleAs("lender", file);
    expect(await settlements(file.receipt)).toBe(1);
    expect(readReceipt(file.receiptPath).settlement).toBeDefined();
    expect(existsSync(pendingOf(file.receiptPath))).toBe(false);
  });

  it("at moments that nobody chose, again and again", async () => {
    const before = await nonceOf("lender");
    for (let times = 1; times <= 2; times++) {
      const file = await receiptFile();
      for (let round = 0; round < 3; round++) {
        const { stages } = await settleAndDie(file.receiptPath, { after: Math.random() * 200 });
        expect(stages.join()).not.toMatch(/CRD-|Error/);
      }
      await settleAs("lender", file);
      expect(await settlements(file.receipt)).toBe(1);
      expect(await nonceOf("lender")).toBe(before + times);
    }
  });
});

describe("refused", () => {
  const refused = async (file: { receipt: Receipt; receiptPath: string }, message: RegExp, person: Person = "lender") => {
    const before = await nonceOf(person);
    await expect(settleAs(person, file)).rejects.toMatchObject({ code: "CRD-6001", message: expect.stringMatching(message), place: file.receiptPath });
    // Nothing was sent, and nothing is left that would be sent later.
    expect(await nonceOf(person)).toBe(before);
    expect(existsSync(pendingOf(file.receiptPath))).toBe(false);
    expect(await settlements(file.receipt)).toBe(0);
  };

  it("from an account that does not settle for the lender", async () => {
    await refused(await receiptFile(), /is neither the lender 0x\w+ nor its delegate\.$/, "stranger");
  });

  it("with a proof of other signals", async () => {
    const file = await receiptFile();
    const signals = file.receipt.signals.with(3, (file.receipt.signals[3] as bigint) ^ 1n);
    await refused({ ...file, receipt: { ...file.receipt, signals } }, /^The proof does not hold for model/);
    await refused({ ...file, receipt: { ...file.receipt, proof: forgeProof(signals, 1n) } }, /^The proof does not hold for model/);
  });

  it("with a key that was not valid yet when it signed", async () => {
    const early = await receiptFile({ issuedAt: START + 60n });
    await refused(early, /^The issuer key 0x\w+ was not valid for records of schema 0x\w+ at 2030-01-01 00:01:00 UTC, or it is revoked\.$/);
  });

  it("with a record that is too old, or of the future", async () => {
    await register.chain.wait(31 * DAY);
    const now = await register.chain.now();
    const old = await receiptFile({ issuedAt: now - 30n * BigInt(DAY) - 60n });
    await refused(old, /^The record was signed at 2030-01-\d\d .* UTC; the model takes none older than 30 days\.$/);
    await refused(await receiptFile({ issuedAt: now + BigInt(DAY) }), /later than the chain's own time\.$/);
  });

  it("while the model is suspended", async () => {
    const { chain, people, addresses } = register;
    const snapshot = await chain.request("evm_snapshot");
    await suspendModel(people.guardian, { modelRegistry: addresses.ModelRegistry, model, reason: hash("drift") });
    await refused(await receiptFile(), /^Model 0x\w+ is suspended, from which/);
    await chain.request("evm_revert", snapshot);
    await settleAs("lender", await receiptFile());
  });

  it("where another decision stands on the application, naming its transaction", async () => {
    const first = await receiptFile({ reference: "one application" });
    const second = await receiptFile({ reference: "one application", blind: "another blind" });
    expect(second.receipt.application).toEqual(first.receipt.application);
    expect(second.receipt.signals).not.toEqual(first.receipt.signals);
    const { transaction, block } = await settleAs("lender", first);
    await expect(settleAs("lender", second)).rejects.toMatchObject({ code: "CRD-6002", message: expect.stringContaining(`${transaction} in block ${block}`) });
    expect(readReceipt(second.receiptPath).settlement).toBeUndefined();
    expect(await settlements(first.receipt)).toBe(1);
  });

  it("where another decision comes between sending and the block", async () => {
    const first = await receiptFile({ reference: "another application" });
    const second = await receiptFile({ reference: "another application", blind: "another blind" });
    await withoutMining(async () => {
      await settleAndDie(first.receiptPath, { stage: "waiting" });
      await settleAndDie(second.receiptPath, { stage: "waiting", person: "delegate" });
    });
    const ends = await Promise.allSettled([settleAs("lender", first), settleAs("delegate", second)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(ends.find((end) => end.status === "rejected")?.reason).toMatchObject({ code: "CRD-6002" });
    expect(await settlements(first.receipt)).toBe(1);
  });
});

describe("a nonce that another transaction took", () => {
  const pay = (more: object = {}) => register.people.lender.walletClient.sendTransaction({ to: PEOPLE.stranger.address, value: 1n, ...more });

  it("before the settlement was sent: it is signed again, and settled once", async () => {
    const file = await receiptFile();
    await settleAndDie(file.receiptPath, { stage: "sending" });
    const { nonce, raw } = JSON.parse(readFileSync(pendingOf(file.receiptPath), "utf8"));
    await pay();
    expect(await nonceOf("lender")).toBe(nonce + 1);
    await settleAs("lender", file);
    expect(await settlements(file.receipt)).toBe(1);
    expect(await nonceOf("lender")).toBe(nonce + 2);
    await expect(register.people.lender.publicClient.sendRawTransaction({ serializedTransaction: raw })).rejects.toThrow();
  });

  it("while the settlement waited in the pool: it is signed again, and settled once", async () => {
    const file = await receiptFile();
    const nonce = await nonceOf("lender");
    let settling: ReturnType<typeof settle> | undefined;
    await withoutMining(async () => {
      await new Promise<void>((sent, failed) => {
        settling = settleAs("lender", file, { onStage: (stage) => stage === "waiting" && sent() });
        settling.catch(failed);
      });
      await pay({ nonce, maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 11n });
    });
    await settling;
    expect(await settlements(file.receipt)).toBe(1);
    expect(await nonceOf("lender")).toBe(nonce + 2);
  });

  it("in the pool, before the settlement was sent: it is signed again, and settled once", async () => {
    const file = await receiptFile();
    const nonce = await nonceOf("lender");
    let settling: ReturnType<typeof settle> | undefined;
    await withoutMining(async () => {
      await settleAndDie(file.receiptPath, { stage: "sending" });
      await pay({ nonce, maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 11n });
      await new Promise<void>((waiting, failed) => {
        settling = settleAs("lender", file, { onStage: (stage) => stage === "waiting" && waiting() });
        settling.catch(failed);
      });
    });
    await settling;
    expect(await settlements(file.receipt)).toBe(1);
    expect(await nonceOf("lender")).toBe(nonce + 2);
  });
});

describe("a node that goes away", () => {
  /** Passes requests on to the chain up to one of this method, whose answer is dropped as is everything after it. */
  async function failingNode(last: string) {
    let dead = false;
    const server = createServer(async (request, response) => {
      const body = (await request.toArray()).join("");
      if (dead) return request.socket.destroy();
      const answer = await fetch(register.chain.url, { method: "POST", headers: { "content-type": "application/json" }, body }).then((it) => it.text());
      if (body.includes(`"${last}"`)) {
        dead = true;
        return request.socket.destroy();
      }
      response.setHeader("content-type", "application/json").end(answer);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
  }

  it.each(["eth_call", "eth_estimateGas", "eth_sendRawTransaction", "eth_getTransactionReceipt"])(
    "at %s: it says so, and the same command goes on later",
    async (method) => {
      const file = await receiptFile();
      const node = await failingNode(method);
      const before = await nonceOf("lender");
      const clients = await openClients(node.url, PEOPLE.lender);
      await expect(settle({ ...clients, ...file, startBlock, interval: 20 })).rejects.toMatchObject({ code: "CRD-6004" });
      node.close();
      await settleAs("lender", file);
      expect(await settlements(file.receipt)).toBe(1);
      expect(await nonceOf("lender")).toBe(before + 1);
      expect(readReceipt(file.receiptPath).settlement).toBeDefined();
    },
  );

  it("is not the chain that was meant, or is nowhere", async () => {
    await expect(openClients(register.chain.url, PEOPLE.lender, { chainId: 1 })).rejects.toMatchObject({ code: "CRD-6005" });
    await expect(openClients("http://127.0.0.1:9", PEOPLE.lender)).rejects.toMatchObject({ code: "CRD-6004" });
  });
});
