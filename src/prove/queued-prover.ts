import type { Engine, Proven, ProveOptions, Prover } from "./prover.ts";
import { proverClosed, type QueuedProof, queueProof } from "./queued-proof.ts";

/**
 * What the engines have in common: proofs are made one after another in the order asked for, one that waits can be dropped, and the next begins while one that is computed is verified.
 * An engine says how a proof begins and how it is stopped, what follows when there is nothing left to do, and how the engine itself ends.
 */
export abstract class QueuedProver implements Prover {
  abstract readonly engine: Engine;
  readonly #waiting: QueuedProof[] = [];
  readonly #verifying = new Set<QueuedProof>();
  #running: QueuedProof | undefined;
  #closed = false;

  /** Begins with a proof. Whatever comes of it, the engine settles it and says `done`. */
  protected abstract begin(proof: QueuedProof): void;
  /** Nobody wants the running proof any more. The next begins when the engine says `done`. */
  protected abstract stop(proof: QueuedProof): void;
  /** Nothing is left to do: an idle prover that nobody closed keeps no program from ending. */
  protected abstract rest(): void;
  /** Ends threads and processes. */
  protected abstract end(): Promise<void>;

  /** The proof that is being computed. */
  protected get running(): QueuedProof | undefined {
    return this.#running;
  }

  /** Lets the next proof begin, unless another one is running. */
  protected done(proof: QueuedProof): void {
    if (this.#running === proof) this.#running = undefined;
    this.#next();
  }

  /** Lets the next proof begin while `work` verifies this one and settles it. */
  protected async verify(proof: QueuedProof, work: () => Promise<void>): Promise<void> {
    this.#verifying.add(proof);
    this.done(proof);
    try {
      proof.onStage("verifying");
      await work();
    } catch (cause) {
      proof.reject(cause);
    } finally {
      this.#verifying.delete(proof);
      this.#next();
    }
  }

  prove(witness: Uint8Array, options: ProveOptions = {}): Promise<Proven> {
    if (this.#closed) return Promise.reject(proverClosed());
    const enqueue = (proof: QueuedProof) => {
      this.#waiting.push(proof);
      this.#next();
    };
    return queueProof(witness, options, enqueue, (proof) => this.#abort(proof));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const left = [...this.#verifying, ...(this.#running ? [this.#running] : []), ...this.#waiting.splice(0)];
    this.#running = undefined;
    for (const proof of left) proof.reject(proverClosed());
    await this.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const proof = this.#waiting.shift();
    if (proof !== undefined) {
      this.#running = proof;
      this.begin(proof);
    } else if (this.#verifying.size === 0) this.rest();
  }

  #abort(proof: QueuedProof): void {
    const position = this.#waiting.indexOf(proof);
    if (position >= 0) this.#waiting.splice(position, 1);
    else if (this.#running === proof) this.stop(proof);
  }
}

/** An engine, once it has opened. Of one that could not, nothing stays: threads and processes that had started already end. */
export async function opened(engine: QueuedProver, opening: Promise<unknown>): Promise<Prover> {
  try {
    await opening;
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}
