import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { CredenceError } from "../errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { NO_PROGRAM } from "./no-program.ts";
import type { OpenProverOptions } from "./open-prover.ts";
import type { Proven, Prover } from "./prover.ts";
import { proofDoesNotHold, type QueuedProof, witnessRefused } from "./queued-proof.ts";
import { QueuedProver } from "./queued-prover.ts";

/** What the proving thread is started with, asked for and answers. */
export interface EngineStart {
  zkeyPath: string;
  verificationKey: SnarkjsVerificationKey;
  threads: number;
}
export interface EngineJob {
  id: number;
  witness: Uint8Array;
}
export type EngineReply =
  | { ready: true }
  | { id: number; stage: "proving" | "verifying" }
  | { id: number; refused: string }
  | { id: number; done: Proven & { holds: boolean } };

interface Thread {
  worker: Worker;
  /** Resolves when it holds the key, rejects with CRD-5005 where it cannot start. */
  ready: Promise<void>;
}

class SnarkjsEngine extends QueuedProver {
  readonly engine = "snarkjs";
  readonly #start: EngineStart;
  #thread: Thread | undefined;

  constructor(start: EngineStart) {
    super();
    this.#start = start;
  }

  /** Starts the thread and waits until it holds the key. */
  async open(): Promise<void> {
    const { worker, ready } = this.#spawn();
    await ready;
    worker.unref();
  }

  #spawn(): Thread {
    const worker = new Worker(new URL("./snarkjs-worker.ts", import.meta.url), { workerData: { ...this.#start, mod: NO_PROGRAM }, execArgv: [] });
    const ready = new Promise<void>((resolve, reject) => {
      worker.on("message", (reply: EngineReply) => {
        if ("ready" in reply) resolve();
        else if (this.#thread?.worker === worker) this.#hear(reply);
      });
      // A thread that fails, such as one out of memory, takes its proof with it and no other.
      worker.on("error", (cause: Error) => {
        const failure = new CredenceError("CRD-5005", `The prover's thread failed: ${cause.message}.`, { cause });
        reject(failure);
        if (this.#thread?.worker !== worker) return;
        this.#thread = undefined;
        if (this.running) this.#finish(this.running, (proof) => proof.reject(failure));
      });
    });
    ready.catch(() => {});
    this.#thread = { worker, ready };
    return this.#thread;
  }

  #hear(reply: Exclude<EngineReply, { ready: true }>): void {
    const proof = this.running;
    if (proof === undefined || proof.id !== reply.id) return;
    if ("stage" in reply) proof.onStage(reply.stage);
    else if ("refused" in reply) this.#finish(proof, () => proof.reject(witnessRefused(reply.refused)));
    else if (!reply.done.holds) this.#finish(proof, () => proof.reject(proofDoesNotHold()));
    else this.#finish(proof, () => proof.resolve({ proof: reply.done.proof, signals: reply.done.signals }));
  }

  #finish(proof: QueuedProof, settle: (proof: QueuedProof) => void): void {
    settle(proof);
    this.done(proof);
  }

  protected begin({ id, witness }: QueuedProof): void {
    const { worker, ready } = this.#thread ?? this.#spawn();
    worker.ref();
    // Not before it listens: what is posted to a thread that still loads is lost to web-worker.
    ready.then(
      () => worker.postMessage({ id, witness } satisfies EngineJob),
      () => {},
    );
  }

  /** WebAssembly cannot be interrupted: a proof that is being made is ended with its thread, and the next proof starts another. */
  protected stop(proof: QueuedProof): void {
    void this.end();
    this.done(proof);
  }

  protected rest(): void {
    this.#thread?.worker.unref();
  }

  protected async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.worker.terminate();
  }
}

/** The engine that needs nothing but npm: snarkjs in a thread of its own, with one computing thread a processor. */
export async function openSnarkjsEngine({ zkeyPath, verificationKey, threads = availableParallelism() }: OpenProverOptions): Promise<Prover> {
  const engine = new SnarkjsEngine({ zkeyPath, verificationKey, threads });
  try {
    await engine.open();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}
