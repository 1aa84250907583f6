import { spawn } from "node:child_process";
import { once } from "node:events";
import { CredenceError } from "../src/errors/credence-error.ts";
import { APP, buildApp, NEXT } from "./build-app.ts";
import { ENDS_WITH_PARENT } from "./ends-with-parent.ts";

export interface PageOptions {
  /** Where the index answers. */
  indexUrl: string;
  /** Where the chain answers; browsers read it through the page. */
  rpcUrl: string;
  /** 0 takes a free one. */
  port: number;
}

export interface RunningPage {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the production build of the page on this machine's loopback address, built first unless the last build was of the same sources.
 * @param say what the build prints, line by line
 * @throws CredenceError CRD-8103 where the page cannot be built or does not start.
 */
export async function startPage({ indexUrl, rpcUrl, port }: PageOptions, say?: (line: string) => void): Promise<RunningPage> {
  await buildApp(say);
  const server = spawn(process.execPath, [...ENDS_WITH_PARENT, NEXT, "start", "--hostname", "127.0.0.1", "--port", `${port}`], {
    cwd: APP,
    env: { ...process.env, CREDENCE_INDEX_URL: indexUrl, CREDENCE_RPC_URL: rpcUrl, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A group of its own: Ctrl-C is for the process that started it, which closes it.
    detached: true,
  });
  const kill = () => server.kill("SIGKILL");
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const look = (chunk: Buffer) => {
      printed = `${printed}${chunk}`.slice(-4_000);
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (address !== undefined && /Ready in/.test(printed)) resolve(address);
    };
    server.stdout?.on("data", look);
    server.stderr?.on("data", look);
    server.once("error", reject);
    server.once("exit", (code) => reject(new CredenceError("CRD-8103", `next start ended with ${code}:\n${printed}`, { place: "app" })));
  });
  return {
    url,
    close: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      // A browser that keeps its connection open must not keep the page open.
      const hurry = setTimeout(kill, 3_000);
      await ended;
      clearTimeout(hurry);
    },
  };
}
