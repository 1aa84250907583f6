import { CredenceError } from "../errors/credence-error.ts";
import type { Proven, ProveOptions, ProvingStage } from "./prover.ts";

/** A proof that somebody waits for. Once it is settled, whatever is said of it is dropped. */
export interface QueuedProof {
  readonly id: number;
  readonly witness: Uint8Array;
  readonly settled: boolean;
  onStage: (stage: ProvingStage) => void;
  resolve: (proven: Proven) => void;
  reject: (reason: unknown) => void;
}

let lastId = 0;

/**
 * Hands a witness to `enqueue` as a proof to make, and waits for it.
 * @param onAbort is told when the caller does not want it any more; the promise is rejected after it.
 */
export function queueProof(
  witness: Uint8Array,
  { signal, onStage = () => {} }: ProveOptions,
  enqueue: (proof: QueuedProof) => void,
  onAbort: (proof: QueuedProof) => void,
): Promise<Proven> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise<Proven>((resolve, reject) => {
    let settled = false;
    const settle = (deliver: () => void) => {
      if (settled) return;
      settled = true;
      signal?.removeEventListener("abort", abort);
      deliver();
    };
    const proof: QueuedProof = {
      id: ++lastId,
      witness,
      get settled() {
        return settled;
      },
      onStage: (stage) => {
        if (!settled) onStage(stage);
      },
      resolve: (proven) => settle(() => resolve(proven)),
      reject: (reason) => settle(() => reject(reason)),
    };
    const abort = () => {
      onAbort(proof);
      proof.reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    proof.onStage("waiting");
    // Who hears that it waits may drop it at once.
    if (!settled) enqueue(proof);
  });
}

export const proverClosed = () => new CredenceError("CRD-5005", "The prover was closed before this proof was made.");
export const proofDoesNotHold = () => new CredenceError("CRD-5003", "The proof that was made does not hold under the manifest's key.");
export const witnessRefused = (why: string) => new CredenceError("CRD-5006", `The prover refused the witness: ${why}.`);
