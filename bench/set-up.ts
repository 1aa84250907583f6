import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Reading } from "./proving-process.ts";

/** Who makes a development key: the native program, or npm's packages alone. */
export type KeyMaker = "native" | "npm";

/** Makes a development key in a process of its own. @throws Error where that ends badly. */
export function setUpAlone(by: KeyMaker, r1csPath: string, zkeyPath: string): Pick<Reading, "ms" | "cpuSeconds"> {
  const args = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "set-up-alone.ts"), by, r1csPath, zkeyPath];
  const { status, stdout } = spawnSync(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
  if (status !== 0) throw new Error(`the set-up by ${by} ended with ${status}`);
  return JSON.parse(stdout);
}
