import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { CredenceError } from "../errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../keys/verification-key.ts";
import { NO_PROGRAM } from "./no-program.ts";
import type { OpenProverOptions } from "./open-prover.ts";
import type { Proven, ProveOptions, Prover } from "./prover.ts";
import { proofDoesNotHold, proverClosed, type QueuedProof, queueProof, witnessRefused } from "./queued-proof.ts";

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

class SnarkjsEngine implements Prover {
  readonly engine = "snarkjs";
  readonly #start: EngineStart;
  readonly #queue: QueuedProof[] = [];
  #thread: Thread | undefined;
  #running: QueuedProof | undefined;
  #closed = false;

  constructor(start: EngineStart) {
    this.#start = start;
  }

  /** Starts the thread and waits until it holds the key. */
  async open(): Promise<void> {
    const { worker, ready } = this.#spawn();
    await ready;
    worker.unref();
  }

  prove(witness: Uint8Array, options: ProveOptions = {}): Promise<Proven> {
    if (this.#closed) return Promise.reject(proverClosed());
    const enqueue = (job: QueuedProof) => {
      this.#queue.push(job);
      this.#next();
    };
    return queueProof(witness, options, enqueue, (job) => this.#abort(job));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#queue.splice(0)];
    this.#running = undefined;
    for (const job of jobs) job.reject(proverClosed());
    await this.#end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
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
        this.#finish((job) => job.reject(failure));
      });
    });
    ready.catch(() => {});
    this.#thread = { worker, ready };
    return this.#thread;
  }

  #hear(reply: Exclude<EngineReply, { ready: true }>): void {
    const job = this.#running;
    if (job === undefined || job.id !== reply.id) return;
    if ("stage" in reply) job.onStage(reply.stage);
    else if ("refused" in reply) this.#finish(() => job.reject(witnessRefused(reply.refused)));
    else if (!reply.done.holds) this.#finish(() => job.reject(proofDoesNotHold()));
    else this.#finish(() => job.resolve({ proof: reply.done.proof, signals: reply.done.signals }));
  }

  #finish(settle: (job: QueuedProof) => void): void {
    const job = this.#running;
    this.#running = undefined;
    if (job) settle(job);
    this.#next();
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#queue.shift();
    if (job === undefined) {
      // An idle prover that nobody closed keeps no program from ending.
      this.#thread?.worker.unref();
      return;
    }
    this.#running = job;
    const { worker, ready } = this.#thread ?? this.#spawn();
    worker.ref();
    // Not before it listens: what is posted to a thread that still loads is lost to web-worker.
    ready.then(
      () => worker.postMessage({ id: job.id, witness: job.witness } satisfies EngineJob),
      () => {},
    );
  }

  /** WebAssembly cannot be interrupted: a proof that is being made is ended with its thread, and the next proof starts another. */
  #abort(job: QueuedProof): void {
    const position = this.#queue.indexOf(job);
    if (position >= 0) this.#queue.splice(position, 1);
    else if (this.#running === job) {
      this.#running = undefined;
      void this.#end();
      this.#next();
    }
  }

  async #end(): Promise<void> {
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
