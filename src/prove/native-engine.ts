import { availableParallelism } from "node:os";
import { CredenceError } from "../errors/credence-error.ts";
import { refusalOf } from "../keys/native-refusal.ts";
import { readScalar } from "../keys/scalar-bytes.ts";
import { decodeProven, FRAME, type Frame } from "./native-frames.ts";
import { decodeRefusal, type NativeProcess, type NativeStart, startNativeProcess } from "./native-process.ts";
import type { OpenProverOptions } from "./open-prover.ts";
import type { Proven, Prover } from "./prover.ts";
import { proofDoesNotHold, type QueuedProof } from "./queued-proof.ts";
import { opened, QueuedProver } from "./queued-prover.ts";
import { openVerifyingThread, type VerifyingThread } from "./verifying-thread.ts";

/** Where the values of a witness file begin, in the only layout that the program takes. */
const WITNESS_VALUES = 76;

/** Whether a proof states this witness' own public signals. */
const isOf = ({ signals }: Proven, witness: Uint8Array): boolean => signals.every((signal, i) => signal === readScalar(witness, WITNESS_VALUES + 32 * (i + 1)));

class NativeEngine extends QueuedProver {
  readonly engine = "native";
  readonly #start: NativeStart;
  readonly #verifier: VerifyingThread;
  /** The process that holds the key, or will; none after one failed, until the next proof. */
  #process: Promise<NativeProcess> | undefined;

  constructor(start: NativeStart, verifier: VerifyingThread) {
    super();
    this.#start = start;
    this.#verifier = verifier;
  }

  /** Starts the program and waits until it holds the key. */
  async open(): Promise<void> {
    (await this.#spawn()).hold(false);
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
    if (this.running) this.#refuse(this.running, reason);
  }

  #refuse(proof: QueuedProof, reason: unknown): void {
    proof.reject(reason);
    this.done(proof);
  }

  #hear({ kind, id, content }: Frame, publicSignals: number): void {
    const proof = this.running;
    if (proof === undefined || proof.id !== id) return;
    if (kind === FRAME.started) proof.onStage("proving");
    else if (kind === FRAME.refused) this.#refuse(proof, refusalOf(decodeRefusal(content), this.#start.zkeyPath));
    else void this.verify(proof, () => this.#check(proof, content, publicSignals));
  }

  /** The program's answer is believed in nothing: its proof is verified by another implementation before it leaves. */
  async #check(proof: QueuedProof, content: Uint8Array, publicSignals: number): Promise<void> {
    try {
      const proven = decodeProven(content, publicSignals);
      if (isOf(proven, proof.witness) && (await this.#verifier.verify(proven))) proof.resolve(proven);
      else proof.reject(proofDoesNotHold());
    } catch (cause) {
      throw cause instanceof CredenceError ? cause : new CredenceError("CRD-5005", `The native prover's answer could not be read: ${cause}.`, { cause });
    }
  }

  protected begin(proof: QueuedProof): void {
    const starting = this.#process ?? this.#spawn();
    starting.then(
      (process) => {
        if (this.running !== proof) return;
        process.hold(true);
        process.send(FRAME.prove, proof.id, proof.witness);
      },
      (reason) => {
        if (this.#process === starting) this.#lose(reason);
      },
    );
  }

  /** It is told to stop at its next step, and the program's word on it is waited for before the next begins. */
  protected stop({ id }: QueuedProof): void {
    void this.#process?.then((process) => process.send(FRAME.cancel, id)).catch(() => {});
  }

  protected rest(): void {
    void this.#process?.then((process) => process.hold(this.running !== undefined)).catch(() => {});
  }

  protected async end(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await Promise.all([process?.then((started) => started.end()).catch(() => {}), this.#verifier.end()]);
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
  return opened(engine, Promise.all([engine.open(), verifier]));
}
