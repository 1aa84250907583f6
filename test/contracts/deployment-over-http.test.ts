import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createPublicClient, http } from "viem";
import { readDeployment } from "../../src/chain/deployment.ts";
import { localParameters } from "../../src/chain/deployment-parameters.ts";
import { formatJson, writeJsonFile } from "../../src/files/json.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "credence-deploy-"));
/** The first account of every Hardhat node: no secret of anybody. */
const NODE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

interface Run {
  status: number | null;
  out: string;
  err: string;
}

/** Runs `credence deploy` from another folder than the project's, as a user does. */
async function credence(args: string[], env: Record<string, string> = {}): Promise<Run> {
  const { CREDENCE_DEPLOYER_KEY: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(root, "src/cli/credence.js"), "deploy", ...args], { cwd: folder, env: { ...inherited, ...env } });
  const run: Run = { status: null, out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    run.out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    run.err += chunk;
  });
  const [status] = await once(child, "close");
  return { ...run, status };
}

let node: ChildProcess;
let rpc: string;

before(async () => {
  node = spawn(process.execPath, [join(root, "node_modules/hardhat/dist/src/cli.js"), "node", "--hostname", "127.0.0.1", "--port", "0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => node.kill());
  let said = "";
  rpc = await new Promise<string>((resolve, reject) => {
    node.stdout?.on("data", (chunk: Buffer) => {
      said += chunk;
      const [, address] = /Started HTTP.* at (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    node.once("exit", (code) => reject(new Error(`the node ended with ${code}: ${said}`)));
  });
});

after(async () => {
  const ended = once(node, "exit");
  node.kill();
  await ended;
  rmSync(folder, { recursive: true });
});

/** Passes requests on to the node, and ends a process once it has sent so many transactions: the node has the last of them, and the process does not know it. */
async function endAfter(transactions: number, victim: () => ChildProcess) {
  let sent = 0;
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    sent += body.split('"eth_sendRawTransaction"').length - 1;
    const answer = await fetch(rpc, { method: "POST", headers: { "content-type": "application/json" }, body }).then((it) => it.text());
    if (sent >= transactions) victim().kill("SIGKILL");
    else response.setHeader("content-type", "application/json").end(answer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close().closeAllConnections() };
}

/** How many contracts were made after a block. */
async function creationsSince(block: bigint): Promise<number> {
  const client = createPublicClient({ transport: http(rpc), cacheTime: 0 });
  let count = 0;
  for (let blockNumber = block + 1n; blockNumber <= (await client.getBlockNumber()); blockNumber++) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
    count += transactions.filter(({ to }) => to === null).length;
  }
  return count;
}

describe("credence deploy", () => {
  const out = join(folder, "31337.json");

  it("deploys with the accounts of a node on this machine, writes the record and prints where everything is", async () => {
    const run = await credence(["--rpc", rpc, "--out", out, "--json"]);
    assert.equal(run.status, 0, run.err);
    const record = readDeployment(out);
    const printed = JSON.parse(run.out);
    assert.deepEqual(printed.contracts, Object.fromEntries(Object.entries(record.contracts).map(([name, { address }]) => [name, address])));
    assert.equal(record.chainId, 31337);
    assert((await createPublicClient({ transport: http(rpc) }).getCode({ address: record.contracts.CreditGate.address }))?.length);
  });

  it("proves the record that it wrote, and refuses it with one entry changed", async () => {
    const proven = await credence(["--rpc", rpc, "--check", out]);
    assert.equal(proven.status, 0, proven.err);
    assert.match(proven.out, /^local on chain 31337 from block \d+\n {2}AccessManager/);
    const record = readDeployment(out);
    const wrong = join(folder, "wrong.json");
    writeJsonFile(wrong, { ...record, contracts: { ...record.contracts, CreditGate: record.contracts.ModelRegistry } });
    const refused = await credence(["--rpc", rpc, "--check", wrong, "--json"]);
    assert.equal(refused.status, 7);
    assert.equal(JSON.parse(refused.err.split("\n").findLast((line) => line.startsWith("{")) ?? "{}").error.code, "CRD-6006");
  });

  it("goes on where a run for production was killed, and deploys nothing twice", async () => {
    const day = 86_400;
    const client = createPublicClient({ transport: http(rpc), cacheTime: 0 });
    const accounts = (await client.request({ method: "eth_accounts" as never })) as `0x${string}`[];
    const parameters = {
      ...localParameters(accounts),
      name: "rehearsal",
      explorer: "https://explorer.example",
      approvalDelay: day,
      keyDelay: day,
      governanceDelay: 2 * day,
    };
    const file = join(folder, "parameters.json");
    writeFileSync(file, formatJson(parameters));
    const second = join(folder, "second.json");
    const args = (url: string) => ["--rpc", url, "--out", second, "--parameters", file, "--production"];
    const start = await client.getBlockNumber();

    const deadly = await endAfter(4, () => killed);
    const killed = spawn(process.execPath, [join(root, "src/cli/credence.js"), "deploy", ...args(deadly.url)], {
      cwd: folder,
      env: { ...process.env, CREDENCE_DEPLOYER_KEY: NODE_KEY },
      stdio: "ignore",
    });
    await once(killed, "exit");
    deadly.close();
    assert.equal(killed.signalCode, "SIGKILL", "it was killed while it was at it");
    assert(!existsSync(second));
    const before = await creationsSince(start);
    assert(before > 0 && before <= 7, `${before} contracts stood when it was killed`);

    const run = await credence(args(rpc), { CREDENCE_DEPLOYER_KEY: NODE_KEY });
    assert.equal(run.status, 0, run.err);
    assert.equal(await creationsSince(start), 7);
    const record = readDeployment(second);
    assert.deepEqual([record.production, record.name, record.explorer], [true, "rehearsal", "https://explorer.example"]);
    assert.equal(record.contracts.AccessManager.constructorArguments[0], accounts[0]);
    assert(record.startBlock > readDeployment(out).startBlock);
  });

  it("overwrites no record, and says what it needs", async () => {
    const before = readFileSync(out, "utf8");
    const again = await credence(["--rpc", rpc, "--out", out]);
    assert.equal(again.status, 10);
    assert.match(again.err, /never overwritten/);
    assert.equal(readFileSync(out, "utf8"), before);
    assert.match((await credence(["--rpc", rpc])).err, /--out, to deploy, or --check/);
    assert.match((await credence(["--rpc", rpc, "--out", join(folder, "x.json")], { CREDENCE_DEPLOYER_KEY: "0x12" })).err, /CRD-6007/);
    assert.match((await credence(["--rpc", "http://127.0.0.1:9", "--out", join(folder, "x.json")])).err, /CRD-6004/);
  });
});
