import type { CredenceError } from "../../errors/credence-error.ts";
import { readScalar } from "../../keys/scalar-bytes.ts";
import type { Proven, ProveOptions, Prover } from "../prover.ts";
import { proofDoesNotHold, proverClosed, type QueuedProof, queueProof, witnessRefused } from "../queued-proof.ts";
import { readWitness } from "./read-witness.ts";
import { openThreads, type Threads, type ThreadsOptions } from "./threads.ts";

export interface WasmEngineOptions extends Omit<ThreadsOptions, "key" | "onFail"> {
  /** Reads the key; again where threads failed and others are started. */
  readKey(): ThreadsOptions["key"];
}

/** More threads than this gain little: every one sums up buckets of its own. */
export const MOST_THREADS = 8;

const refuse = (expected: string): never => {
  throw witnessRefused(`expected ${expected}`);
};

class WasmEngine implements Prover {
  readonly engine = "wasm";
  readonly #options: WasmEngineOptions;
  readonly #queue: QueuedProof[] = [];
  readonly #finishing = new Set<QueuedProof>();
  /** The threads that hold the key, or will; none after one failed, until the next proof. */
  #threads: Promise<Threads> | undefined;
  #running: QueuedProof | undefined;
  #closed = false;

  constructor(options: WasmEngineOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    (await this.#start()).hold(false);
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
    const jobs = [...this.#finishing, ...(this.#running ? [this.#running] : []), ...this.#queue.splice(0)];
    this.#running = undefined;
    for (const job of jobs) job.reject(proverClosed());
    const threads = this.#threads;
    this.#threads = undefined;
    await threads?.then((started) => started.end()).catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #start(): Promise<Threads> {
    const { readKey, ...options } = this.#options;
    // The proof that was being made is rejected where it waits for them.
    const onFail = (_: CredenceError) => {
      if (this.#threads === starting) this.#threads = undefined;
      void starting.then((threads) => threads.end()).catch(() => {});
    };
    const starting: Promise<Threads> = (async () => openThreads({ ...options, key: readKey(), onFail }))();
    starting.catch(() => {
      if (this.#threads === starting) this.#threads = undefined;
    });
    this.#threads = starting;
    return starting;
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const job = this.#queue.shift();
    if (job === undefined) {
      // An idle prover that nobody closed keeps no program from ending.
      if (this.#finishing.size === 0)
        void this.#threads?.then((threads) => threads.hold(this.#running !== undefined || this.#finishing.size > 0)).catch(() => {});
      return;
    }
    this.#running = job;
    void this.#prove(job)
      .catch((cause) => job.reject(cause))
      .finally(() => {
        this.#finishing.delete(job);
        this.#release(job);
        this.#next();
      });
  }

  #release(job: QueuedProof): void {
    if (this.#running === job) this.#running = undefined;
  }

  async #prove(job: QueuedProof): Promise<void> {
    const threads = await (this.#threads ?? this.#start());
    if (job.settled) return;
    const witness = readWitness(job.witness, threads.wires, refuse);
    const signals = Array.from({ length: threads.publicSignals }, (_, i) => readScalar(witness, 32 * (i + 1)));
    threads.hold(true);
    job.onStage("proving");
    // One that is not wanted any more hears so before it begins to compute.
    const computing = threads.sums(job.id, witness);
    if (job.settled) threads.cancel(job.id);
    const shares = await computing;
    if (shares === undefined || job.settled) return;
    // The next proof begins while this one is put together and verified.
    this.#finishing.add(job);
    this.#release(job);
    this.#next();
    job.onStage("verifying");
    const { proof, holds } = await threads.finish({ id: job.id, shares, signals });
    if (holds) job.resolve({ proof, signals });
    else job.reject(proofDoesNotHold());
  }

  /** A waiting proof is dropped. One that is being made ends at its next step, and the threads' word on it is waited for before the next begins. */
  #abort(job: QueuedProof): void {
    const position = this.#queue.indexOf(job);
    if (position >= 0) this.#queue.splice(position, 1);
    else if (this.#running === job) void this.#threads?.then((threads) => threads.cancel(job.id)).catch(() => {});
  }
}

/** The engine in WebAssembly of our own, on threads that the caller knows how to start. */
export async function openEngine(options: WasmEngineOptions): Promise<Prover> {
  const engine = new WasmEngine(options);
  try {
    await engine.open();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}
