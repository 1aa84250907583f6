import { spawn } from "node:child_process";
import { join } from "node:path";
import { NATIVE_SOURCES } from "../../src/keys/native-program.ts";
import { ROOT } from "../circuits/harness/compile.ts";

/** Runs a command among the native prover's sources to its end; not a synchronous one, under which the test runner would wait for this thread's word. */
export function run(command: string, ...args: string[]): Promise<{ status: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: NATIVE_SOURCES, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.once("error", (cause) => resolve({ status: null, said: cause.message }));
    child.once("close", (status) => resolve({ status, said }));
  });
}

/** Why the native prover cannot be built and tested on this machine, where it cannot. */
async function whyNot(): Promise<string | undefined> {
  if ((await run("go", "version")).status !== 0) return "Go is not installed on this machine";
  return (await run("go", "mod", "download")).status === 0 ? undefined : "the library that it is built with could not be fetched";
}

const reason = await whyNot();
export const goIsThere = reason === undefined;

if (!goIsThere) console.log(`Not run: the tests of the native prover, since ${reason}. WebAssembly makes the proofs here.`);

/** Builds the native prover as a user does; what is there of the same sources is kept. @throws Error with the builder's words where it cannot. */
export async function buildNative(...args: string[]): Promise<void> {
  const { status, said } = await run(process.execPath, "--disable-warning=ExperimentalWarning", join(ROOT, "scripts/build-native.ts"), ...args);
  if (status !== 0) throw new Error(`npm run build:native ${args.join(" ")} ended with ${status}: ${said}`);
}
