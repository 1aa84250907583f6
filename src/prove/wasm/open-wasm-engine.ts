import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { availableParallelism } from "node:os";
import { CredenceError } from "../../errors/credence-error.ts";
import { readZkey } from "../../keys/zkey-file.ts";
import type { OpenProverOptions } from "../open-prover.ts";
import type { Prover } from "../prover.ts";
import { hasFusedVectors, NO_FUSED_VECTORS } from "./fused-vectors.ts";
import { openNodeThreads } from "./node-threads.ts";
import { MOST_THREADS, openEngine } from "./wasm-engine.ts";

async function digestOf(path: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const part of createReadStream(path)) digest.update(part);
  return digest.digest("hex");
}

/**
 * The engine that needs nothing but npm and is several times as fast as snarkjs: in threads, each with a share of the key.
 * @throws CredenceError CRD-5010 (it cannot run here), CRD-4002 (the key is not sound), CRD-5004 (another key), CRD-5005 (a thread could not start).
 */
export async function openWasmEngine({ zkeyPath, zkeySha256, verificationKey, threads = availableParallelism() }: OpenProverOptions): Promise<Prover> {
  if (!hasFusedVectors()) throw new CredenceError("CRD-5010", NO_FUSED_VECTORS);
  if (zkeySha256 !== undefined && (await digestOf(zkeyPath)) !== zkeySha256) {
    throw new CredenceError("CRD-5004", `${zkeyPath} is another proving key: expected the sha256 ${zkeySha256}.`, { place: zkeyPath });
  }
  return openEngine({
    readKey: () => readZkey(zkeyPath),
    place: zkeyPath,
    verificationKey,
    threads: Math.max(1, Math.min(threads, MOST_THREADS)),
    openThread: openNodeThreads,
  });
}
