import { spawn } from "node:child_process";
import { CredenceError } from "../errors/credence-error.ts";
import { type Refusal, refusalOf } from "./native-refusal.ts";
import type { SnarkjsVerificationKey } from "./snarkjs-verification-key.ts";
import { exportVerificationKey } from "./verification-key.ts";

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

/** Has the program make the key that `order` asks for. */
async function makeKey({ program, r1csPath, zkeyPath }: NativeSetupOptions, order: { powers?: string; afterPowers?: string | undefined }): Promise<void> {
  // The paths are not on the command line, which other users of this machine can see.
  const input = JSON.stringify({ r1cs: r1csPath, zkey: zkeyPath, source: program.source, ...order });
  const { status, output, errors } = await run(program.path, "setup", input);
  if (status !== 0)
    throw new CredenceError("CRD-5009", `The native prover made no key: ${errors.trim() || `it ended with ${status}`}.`, { place: program.path });
  const { refused } = JSON.parse(output) as { refused?: Refusal };
  if (refused) throw refusalOf(refused, refused.code === "powers" && order.powers ? order.powers : r1csPath);
}

/**
 * `developmentSetup` by the native program: the same kind of key, marked **insecure** in the same way, several times as fast.
 *
 * @returns seconds that it took, and the verification key in snarkjs' form.
 * @throws CredenceError CRD-4001 (the constraints), CRD-9002 (files), CRD-5009 (the program does not run here, or is of other sources).
 */
export async function nativeDevelopmentSetup(options: NativeSetupOptions): Promise<{ seconds: number; verificationKey: SnarkjsVerificationKey }> {
  const from = performance.now();
  options.onProgress?.("computing the key natively");
  await makeKey(options, {});
  const verificationKey = await exportVerificationKey(options.zkeyPath);
  return { seconds: (performance.now() - from) / 1000, verificationKey };
}

/**
 * The first key of a circuit from powers of tau by the native program, equal byte for byte to what snarkjs makes. That the powers are published ones was checked before.
 * @param afterPowers as `afterPowers` of ptau.ts makes it.
 * @throws CredenceError CRD-4001 (the constraints), CRD-4003 (the powers), CRD-9002 (files), CRD-5009 (the program does not run here, or is of other sources).
 */
export async function nativeSetupFromPowers(options: NativeSetupOptions & { ptauPath: string; afterPowers?: string | undefined }): Promise<void> {
  options.onProgress?.("computing the key natively from the powers of tau");
  await makeKey(options, { powers: options.ptauPath, afterPowers: options.afterPowers });
}
