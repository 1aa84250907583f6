import type { CredenceError } from "../../errors/credence-error.ts";
import { readScalar } from "../../keys/scalar-bytes.ts";
import type { Prover } from "../prover.ts";
import { proofDoesNotHold, type QueuedProof, witnessRefused } from "../queued-proof.ts";
import { opened, QueuedProver } from "../queued-prover.ts";
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

class WasmEngine extends QueuedProver {
  readonly engine = "wasm";
  readonly #options: WasmEngineOptions;
  /** The threads that hold the key, or will; none after one failed, until the next proof. */
  #threads: Promise<Threads> | undefined;

  constructor(options: WasmEngineOptions) {
    super();
    this.#options = options;
  }

  async open(): Promise<void> {
    (await this.#start()).hold(false);
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

  protected begin(proof: QueuedProof): void {
    void this.#prove(proof)
      .catch((cause) => proof.reject(cause))
      .finally(() => this.done(proof));
  }

  async #prove(proof: QueuedProof): Promise<void> {
    const threads = await (this.#threads ?? this.#start());
    if (proof.settled) return;
    const witness = readWitness(proof.witness, threads.wires, refuse);
    const signals = Array.from({ length: threads.publicSignals }, (_, i) => readScalar(witness, 32 * (i + 1)));
    threads.hold(true);
    proof.onStage("proving");
    // One that is not wanted any more hears so before it begins to compute.
    const computing = threads.sums(proof.id, witness);
    if (proof.settled) threads.cancel(proof.id);
    const shares = await computing;
    if (shares === undefined || proof.settled) return;
    await this.verify(proof, async () => {
      const made = await threads.finish({ id: proof.id, shares, signals });
      if (made.holds) proof.resolve({ proof: made.proof, signals });
      else proof.reject(proofDoesNotHold());
    });
  }

  /** It ends at its next step, and the threads' word on it is waited for before the next begins. */
  protected stop({ id }: QueuedProof): void {
    void this.#threads?.then((threads) => threads.cancel(id)).catch(() => {});
  }

  protected rest(): void {
    void this.#threads?.then((threads) => threads.hold(this.running !== undefined)).catch(() => {});
  }

  protected async end(): Promise<void> {
    const threads = this.#threads;
    this.#threads = undefined;
    await threads?.then((started) => started.end()).catch(() => {});
  }
}

/** The engine in WebAssembly of our own, on threads that the caller knows how to start. */
export async function openEngine(options: WasmEngineOptions): Promise<Prover> {
  const engine = new WasmEngine(options);
  return opened(engine, engine.open());
}
