import { spawn } from "node:child_process";
import { CredenceError } from "../errors/credence-error.ts";
import { type Refusal, refusalOf } from "./native-refusal.ts";
import { exportVerificationKey, type SnarkjsVerificationKey } from "./verification-key.ts";

export interface NativeSetupOptions {
  /** The program, and the digest of the sources that it must be built from, as `findNativeProgram` tells. */
  program: { path: string; source: string };
  r1csPath: string;
  /** Where the proving key goes; readable by its owner only. */
  zkeyPath: string;
  onProgress?: (text: string) => void;
}

/** Runs the program once, with `input` on its standard input. */
function run(program: string, verb: string, input: string): Promise<{ status: number | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [verb], { stdio: ["pipe", "pipe", "pipe"] });
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.once("error", (cause) =>
      reject(new CredenceError("CRD-5009", `The native prover does not run on this machine: ${cause.message}.`, { place: program, cause })),
    );
    child.once("close", (status) => resolve({ status, output, errors }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/**
 * `developmentSetup` by the native program: the same kind of key, marked **insecure** in the same way, several times as fast.
 *
 * @returns seconds that it took, and the verification key in snarkjs' form.
 * @throws CredenceError CRD-4001 (the constraints), CRD-9002 (files), CRD-5009 (the program does not run here, or is of other sources).
 */
export async function nativeDevelopmentSetup(options: NativeSetupOptions): Promise<{ seconds: number; verificationKey: SnarkjsVerificationKey }> {
  const { program, r1csPath, zkeyPath, onProgress = () => {} } = options;
  const from = performance.now();
  onProgress("computing the key natively");
  // The paths are not on the command line, which other users of this machine can see.
  const { status, output, errors } = await run(program.path, "setup", JSON.stringify({ r1cs: r1csPath, zkey: zkeyPath, source: program.source }));
  if (status !== 0)
    throw new CredenceError("CRD-5009", `The native prover made no key: ${errors.trim() || `it ended with ${status}`}.`, { place: program.path });
  const { refused } = JSON.parse(output) as { refused?: Refusal };
  if (refused) throw refusalOf(refused, r1csPath);
  const verificationKey = await exportVerificationKey(zkeyPath);
  return { seconds: (performance.now() - from) / 1000, verificationKey };
}
