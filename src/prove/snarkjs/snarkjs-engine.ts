import { CredenceError } from "../../errors/credence-error.ts";
import type { Prover } from "../prover.ts";
import { proofDoesNotHold, type QueuedProof, witnessRefused } from "../queued-proof.ts";
import { opened, QueuedProver } from "../queued-prover.ts";
import type { Thread } from "../thread.ts";
import type { EngineJob, EngineReply } from "./serve-snarkjs.ts";

type EngineThread = Thread<EngineJob, EngineReply>;

interface Started {
  thread: EngineThread;
  /** Resolves when it holds the key, rejects with CRD-5005 where it cannot start. */
  ready: Promise<void>;
}

class SnarkjsEngine extends QueuedProver {
  readonly engine = "snarkjs";
  readonly #openThread: () => EngineThread;
  #started: Started | undefined;

  constructor(openThread: () => EngineThread) {
    super();
    this.#openThread = openThread;
  }

  /** Starts the thread and waits until it holds the key. */
  async open(): Promise<void> {
    const { thread, ready } = this.#start();
    await ready;
    thread.hold(false);
  }

  #start(): Started {
    const thread = this.#openThread();
    const ready = new Promise<void>((resolve, reject) => {
      thread.hear((reply) => {
        if ("ready" in reply) resolve();
        else if (this.#started?.thread === thread) this.#hear(reply);
      });
      // A thread that fails, such as one out of memory, takes its proof with it and no other.
      thread.fail((cause) => {
        const failure = new CredenceError("CRD-5005", `The prover's thread failed: ${cause.message}.`, { cause });
        reject(failure);
        void thread.end();
        if (this.#started?.thread !== thread) return;
        this.#started = undefined;
        if (this.running) this.#finish(this.running, (proof) => proof.reject(failure));
      });
    });
    ready.catch(() => {});
    this.#started = { thread, ready };
    return this.#started;
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
    const { thread, ready } = this.#started ?? this.#start();
    thread.hold(true);
    // Not before it listens: what is posted to a thread of Node that still loads is lost to web-worker.
    ready.then(
      () => thread.say({ id, witness }),
      () => {},
    );
  }

  /** WebAssembly cannot be interrupted: a proof that is being made is ended with its thread, and the next proof starts another. */
  protected stop(proof: QueuedProof): void {
    void this.end();
    this.done(proof);
  }

  protected rest(): void {
    this.#started?.thread.hold(false);
  }

  protected async end(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    await started?.thread.end();
  }
}

/** snarkjs in a thread of its own, which the caller knows how to start. */
export async function openEngine(openThread: () => EngineThread): Promise<Prover> {
  const engine = new SnarkjsEngine(openThread);
  return opened(engine, engine.open());
}
