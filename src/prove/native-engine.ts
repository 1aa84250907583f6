import { availableParallelism } from "node:os";
import { CredenceError } from "../errors/credence-error.ts";
import { refusalOf } from "../keys/native-refusal.ts";
import { readScalar } from "../keys/scalar-bytes.ts";
import { BASE_FIELD_ORDER } from "../statement/field.ts";
import { decodeProven, FRAME, type Frame } from "./native-frames.ts";
import { decodeRefusal, type NativeProcess, type NativeStart, startNativeProcess } from "./native-process.ts";
import type { OpenProverOptions } from "./open-prover.ts";
import type { Proven, ProveOptions, Prover } from "./prover.ts";
import { proofDoesNotHold, proverClosed, type QueuedProof, queueProof } from "./queued-proof.ts";
import { openVerifyingThread, type VerifyingThread } from "./verifying-thread.ts";

/** Where the values of a witness file begin, in the only layout that the program takes. */
const WITNESS_VALUES = 76;

/** Whether a proof states this witness' own public signals, in reduced numbers: verifiers reduce what is too large, and a contract would refuse it. */
const isOf = ({ proof, signals }: Proven, witness: Uint8Array): boolean =>
  proof.every((word) => word < BASE_FIELD_ORDER) && signals.every((signal, i) => signal === readScalar(witness, WITNESS_VALUES + 32 * (i + 1)));

class NativeEngine implements Prover {
  readonly engine = "native";
  readonly #start: NativeStart;
  readonly #queue: QueuedProof[] = [];
  readonly #verifying = new Set<QueuedProof>();
  readonly #verifier: VerifyingThread;
  /** The process that holds the key, or will; none after one failed, until the next proof. */
  #process: Promise<NativeProcess> | undefined;
  #running: QueuedProof | undefined;
  #closed = false;

  constructor(start: NativeStart, verifier: VerifyingThread) {
    this.#start = start;
    this.#verifier = verifier;
  }

  /** Starts the program and waits until it holds the key. */
  async open(): Promise<void> {
    (await this.#spawn()).hold(false);
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
    const jobs = [...this.#verifying, ...(this.#running ? [this.#running] : []), ...this.#queue.splice(0)];
    this.#running = undefined;
    for (const job of jobs) job.reject(proverClosed());
    const process = this.#process;
    this.#process = undefined;
    await Promise.all([process?.then((started) => started.end()).catch(() => {}), this.#verifier.end()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #spawn(): Promise<NativeProcess> {
    const starting = startNativeProcess(this.#start, {
      onFrame: (frame) => {
        if (this.#process === starting) void starting.then(({ publicSignals }) => this.#hear(frame, publicSignals));
      },
      // It takes the proof that it was making with it and no other.
      onEnd: (reason) => {
        if (this.#process === starting) this.#lose(reason);
      },
    });
    this.#process = starting;
    return starting;
  }

  #lose(reason: unknown): void {
    this.#process = undefined;
    this.#finish((job) => job.reject(reason));
  }

  #hear({ kind, id, content }: Frame, publicSignals: number): void {
    const job = this.#running;
    if (job === undefined || job.id !== id) return;
    if (kind === FRAME.started) job.onStage("proving");
    else if (kind === FRAME.refused) this.#finish(() => job.reject(refusalOf(decodeRefusal(content), this.#start.zkeyPath)));
    else this.#finish(() => void this.#verify(job, content, publicSignals));
  }

  /** The program's answer is believed in nothing: its proof is verified by another implementation before it leaves. */
  async #verify(job: QueuedProof, content: Uint8Array, publicSignals: number): Promise<void> {
    this.#verifying.add(job);
    try {
      job.onStage("verifying");
      const proven = decodeProven(content, publicSignals);
      if (isOf(proven, job.witness) && (await this.#verifier.verify(proven))) job.resolve(proven);
      else job.reject(proofDoesNotHold());
    } catch (cause) {
      job.reject(cause instanceof CredenceError ? cause : new CredenceError("CRD-5005", `The native prover's answer could not be read: ${cause}.`, { cause }));
    } finally {
      this.#verifying.delete(job);
    }
  }

  #finish(settle: (job: QueuedProof) => void): void {
    const job = this.#running;
    this.#running = undefined;
    if (job) settle(job);
    this.#next();
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const job = this.#queue.shift();
    if (job === undefined) {
      // An idle prover that nobody closed keeps no program from ending.
      void this.#process?.then((process) => process.hold(this.#running !== undefined)).catch(() => {});
      return;
    }
    this.#running = job;
    const starting = this.#process ?? this.#spawn();
    starting.then(
      (process) => {
        if (this.#running !== job) return;
        process.hold(true);
        process.send(FRAME.prove, job.id, job.witness);
      },
      (reason) => {
        if (this.#process === starting) this.#lose(reason);
      },
    );
  }

  /** A waiting proof is dropped. One that is being made is told to stop at its next step, and the program's word on it is waited for before the next begins. */
  #abort(job: QueuedProof): void {
    const position = this.#queue.indexOf(job);
    if (position >= 0) this.#queue.splice(position, 1);
    else if (this.#running === job) void this.#process?.then((process) => process.send(FRAME.cancel, job.id)).catch(() => {});
  }
}

export interface NativeEngineOptions extends OpenProverOptions {
  /** The program, and the digest of the sources that it must be built from, as `findNativeProgram` tells. */
  program: { path: string; source: string };
}

/** A thread that is still starting, as one whose first answer takes longer. */
const deferred = (opening: Promise<VerifyingThread>): VerifyingThread => ({
  verify: async (proven) => (await opening).verify(proven),
  end: async () => (await opening.catch(() => undefined))?.end(),
});

/** The engine for machines on which `npm run build:native` was run: a program that keeps the key and computes on all processors. */
export async function openNativeEngine(options: NativeEngineOptions): Promise<Prover> {
  const { program, zkeyPath, zkeySha256, verificationKey, threads = availableParallelism() } = options;
  // Program and thread take a while to start, so side by side.
  const verifier = openVerifyingThread(verificationKey);
  const engine = new NativeEngine({ program: program.path, source: program.source, zkeyPath, zkeySha256, threads }, deferred(verifier));
  try {
    await Promise.all([engine.open(), verifier]);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}
