import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Reading } from "./proving-process.ts";

/** Who makes a development key: the native program, or npm's packages alone. */
export type KeyMaker = "native" | "npm";

/** Runs one of the benchmark's own scripts to its end, and reads what it took. @throws Error where that ends badly. */
export function runAlone(script: string, ...args: string[]): Pick<Reading, "ms" | "cpuSeconds"> {
  const { status, stdout } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, script), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${script} ${args[0]} ended with ${status}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) as string);
}

/** Makes a development key in a process of its own. */
export const setUpAlone = (by: KeyMaker, r1csPath: string, zkeyPath: string) => runAlone("set-up-alone.ts", by, r1csPath, zkeyPath);
