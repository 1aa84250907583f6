import { Worker } from "node:worker_threads";
import { CredenceError } from "../errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { NO_PROGRAM } from "./no-program.ts";
import type { Proven } from "./prover.ts";

/** What the verifying thread is started with, asked for and answers. */
export interface VerifyingStart {
  verificationKey: SnarkjsVerificationKey;
}
export interface VerifyingJob extends Proven {
  id: number;
}
export type VerifyingReply = { ready: true } | { id: number; holds: boolean };

/** Verifies proofs in a thread of its own, so that the next proof can be made meanwhile and the caller's thread stays free. */
export interface VerifyingThread {
  /** Whether a proof holds under the key. @throws CredenceError CRD-5005 where the thread failed or was ended. */
  verify(proven: Proven): Promise<boolean>;
  end(): Promise<void>;
}

export async function openVerifyingThread(verificationKey: SnarkjsVerificationKey): Promise<VerifyingThread> {
  const workerData = { verificationKey, mod: NO_PROGRAM } satisfies VerifyingStart & { mod: string };
  const worker = new Worker(new URL("./verifying-worker.ts", import.meta.url), { workerData, execArgv: [] });
  const waiting = new Map<number, { resolve: (holds: boolean) => void; reject: (reason: unknown) => void }>();
  let failure: CredenceError | undefined;
  let lastId = 0;
  const ready = Promise.withResolvers<void>();
  const fail = (why: string, cause?: Error) => {
    failure ??= new CredenceError("CRD-5005", `The thread that verifies proofs ${why}.`, { cause });
    ready.reject(failure);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on("error", (cause: Error) => fail(`failed: ${cause.message}`, cause));
  worker.on("exit", () => fail("was ended"));
  worker.on("message", (reply: VerifyingReply) => {
    if ("ready" in reply) return ready.resolve();
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    // Idle, it keeps no program from ending.
    if (waiting.size === 0) worker.unref();
    asked?.resolve(reply.holds);
  });
  await ready.promise;
  worker.unref();

  return {
    verify({ proof, signals }) {
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ id, proof, signals } satisfies VerifyingJob);
      });
    },
    async end() {
      await worker.terminate();
    },
  };
}
