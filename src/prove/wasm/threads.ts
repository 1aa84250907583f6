import { CredenceError } from "../../errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../../keys/snarkjs-verification-key.ts";
import type { ZkeyFile } from "../../keys/zkey.ts";
import type { Thread } from "../thread.ts";
import { makeKernel } from "./kernel.ts";
import { type KeyShare, shareKey, unsoundKey } from "./key-shares.ts";
import type { QuotientParts, ShareSums } from "./proving-share.ts";
import type { FinishReply, FinishStart, FinishWord, ShareReply, ShareStart, ShareWord } from "./thread-words.ts";

/** Starts threads. `transfer` is what moves to the thread instead of being copied. */
export interface OpenThread {
  share(start: ShareStart, transfer: readonly ArrayBuffer[]): Thread<ShareWord, ShareReply>;
  finish(start: FinishStart): Thread<FinishWord, FinishReply>;
}

/** The threads of one prover, and a key dealt out to them. */
export interface Threads {
  wires: number;
  publicSignals: number;
  /** The sums of a proof by shares; nothing where it was cancelled. One at a time. */
  sums(id: number, witness: Uint8Array): Promise<ShareSums[] | undefined>;
  cancel(id: number): void;
  /** Puts a proof together and verifies it. */
  finish(word: FinishWord): Promise<{ proof: bigint[]; holds: boolean }>;
  hold(on: boolean): void;
  end(): Promise<void>;
}

interface SumsJob {
  id: number;
  parts: Partial<QuotientParts>;
  sums: (ShareSums | undefined)[];
  answers: number;
  done: PromiseWithResolvers<ShareSums[] | undefined>;
}

const buffersOf = ({ a, b, c, quotient }: KeyShare) => [a, b, c, quotient].map(({ points }) => points.buffer);

export interface ThreadsOptions {
  key: ZkeyFile;
  /** What the key is called in errors. */
  place: string;
  verificationKey: SnarkjsVerificationKey;
  threads: number;
  openThread: OpenThread;
  /** Hears once that a thread failed: no other answers any more. */
  onFail(failure: CredenceError): void;
}

/**
 * Starts a thread for every share of the key, and one that finishes proofs; resolves when all are ready.
 * @throws CredenceError CRD-4002 (the key is not whole or not sound), CRD-5005 (a thread could not start).
 */
export async function openThreads({ key, place, verificationKey, threads, openThread, onFail }: ThreadsOptions): Promise<Threads> {
  const { header } = key;
  // Before any thread starts: a key that is refused leaves none behind.
  const dealt = shareKey(key, threads, place);
  const kernel = makeKernel();
  const ready = Promise.withResolvers<void>();
  const finishing = new Map<number, PromiseWithResolvers<{ proof: bigint[]; holds: boolean }>>();
  let job: SumsJob | undefined;
  let failed = false;
  const fail = (cause: Error) => {
    if (failed) return;
    failed = true;
    const failure = new CredenceError("CRD-5005", `A thread of the prover failed: ${cause.message}.`, { cause });
    ready.reject(failure);
    job?.done.reject(failure);
    for (const { reject } of finishing.values()) reject(failure);
    onFail(failure);
  };
  const finish = openThread.finish({ verificationKey, points: header });
  const shares = dealt.splice(0).map((share) => openThread.share({ kernel, share }, buffersOf(share)));
  const all = [finish, ...shares];
  let waiting = all.length;
  const begin = () => {
    waiting -= 1;
    if (waiting === 0) ready.resolve();
  };

  finish.hear((reply) => {
    if (reply.kind === "ready") return begin();
    finishing.get(reply.id)?.resolve(reply);
    finishing.delete(reply.id);
  });
  shares.forEach((share, i) => {
    share.hear((reply) => {
      if (reply.kind === "ready") return begin();
      if (reply.kind === "unsound") return ready.reject(unsoundKey(reply.expected, place));
      if (job === undefined || reply.id !== job.id) return;
      if (reply.kind === "part") {
        job.parts[reply.part] = reply.values;
        const { product, third } = job.parts;
        if (product && third) for (const each of shares) each.say({ kind: "quotient", id: job.id, parts: { product, third } });
        return;
      }
      job.answers += 1;
      if (reply.kind === "sums") job.sums[i] = reply.sums;
      if (job.answers === shares.length) job.done.resolve(job.sums.every((sums) => sums !== undefined) ? (job.sums as ShareSums[]) : undefined);
    });
  });
  for (const thread of all) thread.fail(fail);
  const end = async () => {
    await Promise.all(all.map((thread) => thread.end()));
  };
  try {
    await ready.promise;
  } catch (error) {
    await end();
    throw error;
  }
  return {
    wires: header.wires,
    publicSignals: header.publicSignals,
    sums(id, witness) {
      job = { id, parts: {}, sums: shares.map(() => undefined), answers: 0, done: Promise.withResolvers() };
      for (const share of shares) share.say({ kind: "prove", id, witness });
      return job.done.promise;
    },
    cancel(id) {
      for (const share of shares) share.say({ kind: "cancel", id });
    },
    finish(word) {
      const done = Promise.withResolvers<{ proof: bigint[]; holds: boolean }>();
      finishing.set(word.id, done);
      finish.say(word);
      return done.promise;
    },
    hold(on) {
      for (const thread of all) thread.hold(on);
    },
    end,
  };
}
