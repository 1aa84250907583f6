import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../circuits/harness/compile.ts";

const { status } = spawnSync("go", ["version"], { cwd: join(ROOT, "native"), stdio: "ignore" });

/** Whether the native prover can be built and tested on this machine. */
export const goIsThere = status === 0;

if (!goIsThere) console.log("Not run: the tests of the native prover, since Go is not installed on this machine. snarkjs is the engine here.");

/** Builds the native prover as a user does; what is there of the same sources is kept. @throws Error with the builder's words where it cannot. */
export function buildNative(...args: string[]): string {
  const built = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(ROOT, "scripts/build-native.ts"), ...args], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`npm run build:native ${args.join(" ")} ended with ${built.status}: ${built.stderr}`);
  return built.stdout;
}
