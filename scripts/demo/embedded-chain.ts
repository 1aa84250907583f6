import { spawn } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, request as openRequest } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { ENDS_WITH_PARENT } from "../ends-with-parent.ts";
import { ROOT } from "../example.ts";

export interface EmbeddedChain extends AsyncDisposable {
  url: string;
  /** Makes the next block at this time, in Unix seconds, so that what takes days on a real chain is over. */
  advanceTo(time: bigint): Promise<void>;
}

/** The first port from this one on that nobody listens on, a moment ago. */
export async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 100; port++) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true)));
    if (!free) continue;
    server.close();
    await once(server, "close");
    return port;
  }
  throw new CredenceError("CRD-9001", `No port from ${from} to ${from + 99} is free.`);
}

/** By a connection of its own: a kept one is closed by the chain while this process computes for some seconds, and breaks when it is used again. */
async function request(url: string, method: string, params: unknown[]): Promise<unknown> {
  const call = openRequest(url, { method: "POST", agent: false, headers: { "content-type": "application/json" } });
  const answered = once(call, "response") as Promise<[IncomingMessage]>;
  call.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
  const [response] = await answered;
  const { result, error } = (await json(response)) as { result?: unknown; error?: { message: string } };
  if (error) throw new Error(error.message);
  return result;
}

/** Starts Hardhat's chain on the first free port of this machine from 8545 on, its clock at `start`. It ends with this process. */
export async function startChain(start: Date, from = 8545): Promise<EmbeddedChain> {
  const port = await freePort(from);
  const url = `http://127.0.0.1:${port}`;
  const hardhat = join(ROOT, "node_modules/.bin/hardhat");
  const child = spawn(process.execPath, [...ENDS_WITH_PARENT, hardhat, "node", "--network", "embedded", "--hostname", "127.0.0.1", "--port", `${port}`], {
    cwd: ROOT,
    env: { ...process.env, CREDENCE_CHAIN_START: start.toISOString() },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A group of its own: Ctrl-C is for this process, which ends the chain after what reads it.
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    // What it goes on to print is read and dropped, so that it never waits for a reader.
    stream?.setEncoding("utf8").on("data", (text: string) => {
      if (printed.length < 4_000) printed += text;
    });
  }
  // By its own words: what answers at the address may be another's chain, which took the port meanwhile.
  const listens = await new Promise<boolean>((resolve) => {
    child.stdout?.on("data", () => printed.includes("Started HTTP") && resolve(true));
    child.once("close", () => resolve(false));
  });
  if (!listens) {
    if (printed.includes("EADDRINUSE")) return startChain(start, port + 1);
    throw new CredenceError("CRD-9900", `The embedded chain did not start:\n${printed.trim().split("\n").slice(-8).join("\n")}`);
  }
  return {
    url,
    async advanceTo(time) {
      await request(url, "evm_setNextBlockTimestamp", [`0x${time.toString(16)}`]);
      await request(url, "evm_mine", []);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
