import { isDeepStrictEqual } from "node:util";
import { CredenceError } from "../errors/credence-error.ts";
import { findNativeProgram } from "../keys/native-program.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { readVerificationPoints } from "../keys/verification-key.ts";
import { openNativeEngine } from "./native-engine.ts";
import type { Engine, Prover } from "./prover.ts";
import { openSnarkjsEngine } from "./snarkjs/open-snarkjs-engine.ts";
import { openWasmEngine } from "./wasm/open-wasm-engine.ts";

export interface OpenProverOptions {
  /** The proving key. In fixed mode it holds the model. */
  zkeyPath: string;
  /** sha256 of the proving key, hex, as its build recorded it. The native engine and the one in WebAssembly open no other. */
  zkeySha256?: string | undefined;
  /** The manifest's verification key: the proving key must hold the same one, and every proof is verified under it. */
  verificationKey: SnarkjsVerificationKey;
  /** Threads that compute; one for each processor unless told. */
  threads?: number;
  /** What makes the proofs. "auto", which it is unless told: the native engine where it was built, else the one in WebAssembly where it can run, else snarkjs. */
  engine?: Engine | "auto";
  /** Hears, in a sentence each, why "auto" did not take a faster engine. */
  onFallback?: (why: string) => void;
}

/** The errors of an engine that this machine does not have. */
const NOT_HERE: ReadonlySet<string> = new Set(["CRD-5009", "CRD-5010"]);

/**
 * Opens a prover, on the fastest engine that this machine has unless told which.
 *
 * @example
 * await using prover = await openProver({ zkeyPath, verificationKey: manifest.verificationKey });
 * const { proof, signals } = await prover.prove(witness);
 *
 * @throws CredenceError CRD-9002 or CRD-4002 (the key cannot be read), CRD-5004 (it is another key than the manifest's), CRD-5009 or CRD-5010 (the engine that
 *   was asked for is not there).
 */
export async function openProver(options: OpenProverOptions): Promise<Prover> {
  const { vk_alphabeta_12: _, ...expected } = options.verificationKey;
  if (!isDeepStrictEqual(readVerificationPoints(options.zkeyPath), expected)) {
    throw new CredenceError("CRD-5004", `${options.zkeyPath} holds another verification key than the manifest.`, { place: options.zkeyPath });
  }
  const { engine = "auto", onFallback = () => {} } = options;
  const open: Record<Engine, () => Promise<Prover>> = {
    native: async () => {
      const program = findNativeProgram();
      if ("missing" in program) throw new CredenceError("CRD-5009", program.missing);
      return openNativeEngine({ ...options, program });
    },
    wasm: () => openWasmEngine(options),
    snarkjs: () => openSnarkjsEngine(options),
  };
  if (engine !== "auto") return open[engine]();
  for (const fast of ["native", "wasm"] as const) {
    try {
      return await open[fast]();
    } catch (error) {
      // Only what says that there is no such engine here: a key that it refuses is no key for another engine.
      if (!(error instanceof CredenceError) || !NOT_HERE.has(error.code)) throw error;
      onFallback(error.message);
    }
  }
  return open.snarkjs();
}
