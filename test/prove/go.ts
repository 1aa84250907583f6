import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../circuits/harness/compile.ts";

const native = join(ROOT, "native");
const go = (...args: string[]) => spawnSync("go", args, { cwd: native, stdio: "ignore" }).status === 0;

/** Why the native prover cannot be built and tested on this machine, where it cannot. */
function whyNot(): string | undefined {
  if (!go("version")) return "Go is not installed on this machine";
  return go("mod", "download") ? undefined : "the library that it is built with could not be fetched";
}

const reason = whyNot();
export const goIsThere = reason === undefined;

if (!goIsThere) console.log(`Not run: the tests of the native prover, since ${reason}. snarkjs is the engine here.`);

/** Builds the native prover as a user does; what is there of the same sources is kept. @throws Error with the builder's words where it cannot. */
export function buildNative(...args: string[]): string {
  const built = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(ROOT, "scripts/build-native.ts"), ...args], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`npm run build:native ${args.join(" ")} ended with ${built.status}: ${built.stderr}`);
  return built.stdout;
}
