import { isDeepStrictEqual } from "node:util";
import { CredenceError } from "../errors/credence-error.ts";
import { findNativeProgram } from "../keys/native-program.ts";
import { readVerificationPoints, type SnarkjsVerificationKey } from "../keys/verification-key.ts";
import { openNativeEngine } from "./native-engine.ts";
import type { Engine, Prover } from "./prover.ts";
import { openSnarkjsEngine } from "./snarkjs-engine.ts";

export interface OpenProverOptions {
  /** The proving key. In fixed mode it holds the model. */
  zkeyPath: string;
  /** sha256 of the proving key, hex, as its build recorded it. The native engine opens no other. */
  zkeySha256?: string | undefined;
  /** The manifest's verification key: the proving key must hold the same one, and every proof is verified under it. */
  verificationKey: SnarkjsVerificationKey;
  /** Threads that compute; one for each processor unless told. */
  threads?: number;
  /** What makes the proofs. "auto", which it is unless told: the native engine where it was built, else snarkjs. */
  engine?: Engine | "auto";
  /** Hears, in a sentence, why "auto" took snarkjs. */
  onFallback?: (why: string) => void;
}

/**
 * Opens a prover, on the fastest engine that this machine has unless told which.
 *
 * @example
 * await using prover = await openProver({ zkeyPath, verificationKey: manifest.verificationKey });
 * const { proof, signals } = await prover.prove(witness);
 *
 * @throws CredenceError CRD-9002 or CRD-4002 (the key cannot be read), CRD-5004 (it is another key than the manifest's), CRD-5009 (the native engine was asked for
 *   and is not there).
 */
export async function openProver(options: OpenProverOptions): Promise<Prover> {
  const { vk_alphabeta_12: _, ...expected } = options.verificationKey;
  if (!isDeepStrictEqual(readVerificationPoints(options.zkeyPath), expected)) {
    throw new CredenceError("CRD-5004", `${options.zkeyPath} holds another verification key than the manifest.`, { place: options.zkeyPath });
  }
  const { engine = "auto", onFallback = () => {} } = options;
  if (engine === "snarkjs") return openSnarkjsEngine(options);
  try {
    const program = findNativeProgram();
    if ("missing" in program) throw new CredenceError("CRD-5009", program.missing);
    return await openNativeEngine({ ...options, program });
  } catch (error) {
    // Only what says that there is no such engine here: a key that it refuses is no key for another engine.
    if (engine === "native" || !(error instanceof CredenceError) || error.code !== "CRD-5009") throw error;
    onFallback(error.message);
    return openSnarkjsEngine(options);
  }
}
