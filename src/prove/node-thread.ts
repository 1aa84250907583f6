import { Worker } from "node:worker_threads";
import { NO_PROGRAM } from "./no-program.ts";
import type { Thread } from "./thread.ts";

/** Starts a thread of Node. `transfer` is what moves to it instead of being copied. */
export function openNodeThread<Word, Reply>(program: URL, start: object, transfer: readonly ArrayBuffer[] = []): Thread<Word, Reply> {
  const worker = new Worker(program, { workerData: { ...start, mod: NO_PROGRAM }, transferList: [...transfer], execArgv: [] });
  return {
    say: (word) => worker.postMessage(word),
    hear: (listener) => void worker.on("message", listener),
    fail: (listener) => void worker.on("error", listener),
    hold: (on) => (on ? worker.ref() : worker.unref()),
    end: async () => void (await worker.terminate()),
  };
}
