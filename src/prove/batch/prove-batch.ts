import { availableParallelism } from "node:os";
import { readBuiltModel } from "../../build/read-built-model.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import type { OpenProverOptions } from "../open-prover.ts";
import type { Engine } from "../prover.ts";
import { openBatchFolder } from "./batch-folder.ts";
import { type BatchEntry, parseBatchLine } from "./batch-line.ts";
import { type BatchProgress, Pace } from "./batch-pace.ts";
import { proveTwice } from "./prove-twice.ts";
import { openProvingThread, type ProvingThread } from "./proving-thread.ts";
import { countLines, readLines, type TextLine } from "./read-lines.ts";

export interface ProveBatchOptions {
  /** The model directory, built. */
  directory: string;
  /** A file with a record and its application a line. */
  lines: string;
  /** Where receipts and the lines that are set aside go. */
  out: string;
  engine?: OpenProverOptions["engine"];
  /** Provers side by side; each has its share of the processors. */
  workers?: number;
  onProgress?: (progress: BatchProgress) => void;
  /** Hears, in a sentence, why "auto" took another engine than the fastest. */
  onFallback?: (why: string) => void;
}

export interface BatchSummary extends Omit<BatchProgress, "seen" | "rate" | "secondsLeft"> {
  /** Absent where nothing was left to prove. */
  engine?: Engine;
  workers: number;
  seconds: number;
  /** Where the lines that were set aside are written down; no such file where there are none. */
  rejectedPath: string;
}

/** What a line is to blame for, and the next one is not: set aside. Anything else stops the batch. */
const isOfTheLine = ({ code }: CredenceError) => code.startsWith("CRD-2") || ["CRD-9003", "CRD-5001", "CRD-5002", "CRD-5008", "CRD-5012"].includes(code);

/** A prover that is opened when the first line needs it: where all is proven already, none is. */
type OpenOnce = () => Promise<ProvingThread>;

function once(open: OpenOnce): OpenOnce {
  let opening: Promise<ProvingThread> | undefined;
  return () => {
    opening ??= open();
    return opening;
  };
}

/** Lines that a worker has in hand: while one is proven the next is checked and its witness computed. */
const IN_HAND = 2;

/**
 * Proves the decisions of a file of records, one a line, on a pool of provers. It may be killed at any point and run again with the same arguments: what has a
 * receipt is not proven again, and nothing else is taken for done. Lines that cannot be proven are set aside with their errors, and the others go on.
 *
 * @throws CredenceError CRD-5011 (the folder is another batch's), CRD-9002, what `openModel` throws, and what is no single line's fault: CRD-5003 and CRD-5005.
 */
export async function proveBatch(options: ProveBatchOptions): Promise<BatchSummary> {
  const { directory, lines: path, out, onProgress = () => {}, onFallback = () => {} } = options;
  const workers = options.workers ?? Math.min(2, availableParallelism());
  const from = performance.now();
  using folder = openBatchFolder(out, readBuiltModel(directory).manifest);
  const count = { lines: await countLines(path), seen: 0, proven: 0, already: 0, rejected: 0 };
  await using opened = new AsyncDisposableStack();
  const start = { directory, engine: options.engine ?? ("auto" as const), threads: Math.max(1, Math.floor(availableParallelism() / workers)) };
  let engine: Engine | undefined;
  async function open(): Promise<ProvingThread> {
    const thread = opened.use(await openProvingThread(start));
    if (engine === undefined && thread.fallback !== undefined) onFallback(thread.fallback);
    engine = thread.engine;
    return thread;
  }

  const pace = new Pace();
  const report = () => {
    const { rate } = pace;
    onProgress({ ...count, rate, ...(rate > 0 ? { secondsLeft: (count.lines - count.seen) / rate } : {}) });
  };
  /** The ends of the lines that are being proven, by application. */
  const running = new Map<string, Promise<void>>();

  async function settle(prover: OpenOnce, entry: BatchEntry): Promise<"proven" | "already"> {
    // Of two lines of one application, the first that can be proven is.
    for (let other = running.get(entry.id); other !== undefined; other = running.get(entry.id)) await other;
    const known = folder.done.get(entry.id);
    if (known === entry.digest) return "already";
    if (known !== undefined) {
      throw new CredenceError("CRD-5012", `Application ${entry.id} has a receipt of another line already; one application gets one decision.`);
    }
    const { promise: end, resolve: ended } = Promise.withResolvers<void>();
    running.set(entry.id, end);
    try {
      await folder.keep(entry, await proveTwice(await prover(), entry));
      folder.done.set(entry.id, entry.digest);
      return "proven";
    } finally {
      running.delete(entry.id);
      ended();
    }
  }

  async function take(prover: OpenOnce, line: TextLine): Promise<void> {
    let entry: BatchEntry | undefined;
    try {
      entry = parseBatchLine(line);
      const how = await settle(prover, entry);
      count[how] += 1;
      if (how === "proven") pace.proven();
    } catch (error) {
      if (!(error instanceof CredenceError) || !isOfTheLine(error)) throw error;
      const { code, message, place } = error.toRecord();
      await folder.setAside({ line: line.number, ...(entry ? { application: entry.id } : {}), code, message, ...(place === undefined ? {} : { place }) });
      count.rejected += 1;
    }
    count.seen += 1;
    report();
  }

  const source = readLines(path);
  let stopped = false;
  async function work(prover: OpenOnce): Promise<void> {
    try {
      for (let next = await source.next(); !stopped && next.done !== true; next = await source.next()) await take(prover, next.value);
    } catch (error) {
      stopped = true;
      throw error;
    }
  }
  const provers = Array.from({ length: workers }, () => once(open));
  const hands = await Promise.allSettled(provers.flatMap((prover) => Array.from({ length: IN_HAND }, () => work(prover))));
  await source.return();
  // What was in other hands when one failed has its receipt by now.
  for (const hand of hands) if (hand.status === "rejected") throw hand.reason;
  const { seen: _, ...counted } = count;
  return { ...counted, ...(engine === undefined ? {} : { engine }), workers, rejectedPath: folder.rejectedPath, seconds: (performance.now() - from) / 1000 };
}
