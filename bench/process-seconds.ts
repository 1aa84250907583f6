import { readFileSync } from "node:fs";

const TICKS_A_SECOND = 100;

/** Processor seconds of this process and of those that it started and that have ended. Linux only. */
function cpuSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  const ended = Number(fields[13]) + Number(fields[14]);
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + ended / TICKS_A_SECOND;
}

/** Does the work and prints what it took, for whoever started this process: milliseconds of the clock, and processor seconds. */
export async function printSeconds(work: () => Promise<unknown>): Promise<void> {
  const [before, from] = [cpuSeconds(), performance.now()];
  await work();
  console.log(JSON.stringify({ ms: performance.now() - from, cpuSeconds: cpuSeconds() - before }));
}
