// Opens one engine and makes a proof for each line on standard input: node bench/prove-repeatedly.ts ENGINE ZKEY VERIFICATION_KEY WITNESS ...
// It prints one JSON object a line: first what opening took, then what each proof took.
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { openProver } from "../src/prove/open-prover.ts";
import type { Engine } from "../src/prove/prover.ts";

const TICKS_A_SECOND = 100;

/** The processes that this one started. Linux only; elsewhere a native engine's own time and memory stay unknown. */
function children(): string[] {
  try {
    return readdirSync("/proc/self/task").flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean));
  } catch {
    return [];
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  const ticks = children().map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return (user + system) / 1e6 + ticks.reduce((sum, each) => sum + each, 0) / TICKS_A_SECOND;
}

/** The most that this process and those that it started ever held. */
function peakMiB(): number {
  const peaks = children().map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0));
  return (process.resourceUsage().maxRSS + peaks.reduce((sum, each) => sum + each, 0)) / 1024;
}

async function measured(work: () => Promise<unknown>): Promise<void> {
  const [from, before] = [performance.now(), cpuSeconds()];
  await work();
  console.log(JSON.stringify({ ms: performance.now() - from, cpuSeconds: cpuSeconds() - before, peakMiB: peakMiB() }));
}

const [engine, zkeyPath, keyPath, ...witnessPaths] = process.argv.slice(2) as [Engine, string, string, ...string[]];
const verificationKey = JSON.parse(readFileSync(keyPath, "utf8"));
const witnesses = witnessPaths.map((path) => readFileSync(path));
let prover: Awaited<ReturnType<typeof openProver>> | undefined;
await measured(async () => {
  prover = await openProver({ zkeyPath, verificationKey, engine });
});
let next = 0;
for await (const _ of createInterface({ input: process.stdin })) await measured(async () => prover?.prove(witnesses[next++ % witnesses.length] as Uint8Array));
await prover?.close();
