import { Worker } from "node:worker_threads";
import { CredenceError } from "../../errors/credence-error.ts";
import type { Receipt } from "../../receipt/receipt.ts";
import type { SignedRecord } from "../../record/record.ts";
import type { Application } from "../../statement/application.ts";
import { NO_PROGRAM } from "../no-program.ts";
import type { OpenProverOptions } from "../open-prover.ts";
import type { Engine } from "../prover.ts";

/** What a proving thread is started with, asked for and answers. */
export interface ProvingStart {
  directory: string;
  engine: NonNullable<OpenProverOptions["engine"]>;
  threads: number;
}
export type ProvingJob = { id: number; record: SignedRecord; application: Application } | "close";
/** A CredenceError, which does not keep its class between threads. */
export type ThrownThere = Pick<CredenceError, "code" | "message" | "place">;
export type ProvingReply =
  | { ready: Engine; fallback: string | undefined }
  | { id: number; receipt: Receipt }
  | { id: number; failure: ThrownThere }
  | { cannotStart: ThrownThere };

/** A model opened in a thread of its own: records are checked, evaluated, proven and their proofs verified there. */
export interface ProvingThread extends AsyncDisposable {
  readonly engine: Engine;
  /** Why "auto" took another engine than the fastest. */
  readonly fallback: string | undefined;
  /** @throws what `proveDecision` throws; CRD-5005 where the thread failed. */
  prove(record: SignedRecord, application: Application): Promise<Receipt>;
}

/** In MiB. Most objects of a decision die young. Where V8 lets their space grow, as it does in the first thousand decisions, a thread holds 50 MiB more and is no faster. */
const YOUNG_OBJECTS = 12;

const revive = ({ code, message, place }: ThrownThere) => new CredenceError(code, message, { place });

/** @throws what `openModel` throws. */
export async function openProvingThread(start: ProvingStart): Promise<ProvingThread> {
  const worker = new Worker(new URL("./proving-worker.ts", import.meta.url), {
    workerData: { ...start, mod: NO_PROGRAM },
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_OBJECTS },
  });
  const waiting = new Map<number, { resolve: (receipt: Receipt) => void; reject: (reason: unknown) => void }>();
  const ready = Promise.withResolvers<Extract<ProvingReply, { ready: Engine }>>();
  let lastId = 0;
  let failure: CredenceError | undefined;
  const fail = (why: string, cause?: Error) => {
    failure ??= new CredenceError("CRD-5005", `A thread that proves ${why}.`, { cause });
    ready.reject(failure);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on("error", (cause: Error) => fail(`failed: ${cause.message}`, cause));
  worker.on("exit", () => fail("ended"));
  worker.on("message", (reply: ProvingReply) => {
    if ("ready" in reply) return ready.resolve(reply);
    if ("cannotStart" in reply) return ready.reject(revive(reply.cannotStart));
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("receipt" in reply) asked?.resolve(reply.receipt);
    else asked?.reject(revive(reply.failure));
  });
  const { ready: engine, fallback } = await ready.promise;

  return {
    engine,
    fallback,
    prove(record, application) {
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, record, application } satisfies ProvingJob);
      });
    },
    async [Symbol.asyncDispose]() {
      if (failure) return;
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      worker.postMessage("close" satisfies ProvingJob);
      await ended;
    },
  };
}
