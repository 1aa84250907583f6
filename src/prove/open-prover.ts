import { isDeepStrictEqual } from "node:util";
import { CredenceError } from "../errors/credence-error.ts";
import { readVerificationPoints, type SnarkjsVerificationKey } from "../keys/verification-key.ts";
import type { Prover } from "./prover.ts";
import { openSnarkjsEngine } from "./snarkjs-engine.ts";

export interface OpenProverOptions {
  /** The proving key. In fixed mode it holds the model. */
  zkeyPath: string;
  /** The manifest's verification key: the proving key must hold the same one, and every proof is verified under it. */
  verificationKey: SnarkjsVerificationKey;
  /** Threads that compute; one for each processor unless told. */
  threads?: number;
}

/**
 * Opens a prover on the engine that every machine has.
 *
 * @example
 * await using prover = await openProver({ zkeyPath, verificationKey: manifest.verificationKey });
 * const { proof, signals } = await prover.prove(witness);
 *
 * @throws CredenceError CRD-9002 or CRD-4002 (the key cannot be read), CRD-5004 (it is another key than the manifest's).
 */
export async function openProver(options: OpenProverOptions): Promise<Prover> {
  const { vk_alphabeta_12: _, ...expected } = options.verificationKey;
  if (!isDeepStrictEqual(readVerificationPoints(options.zkeyPath), expected)) {
    throw new CredenceError("CRD-5004", `${options.zkeyPath} holds another verification key than the manifest.`, { place: options.zkeyPath });
  }
  return openSnarkjsEngine(options);
}
