import { Worker } from "node:worker_threads";
import { NO_PROGRAM } from "../no-program.ts";
import type { OpenThread } from "./threads.ts";

const PROGRAM = { share: new URL("./node-share.ts", import.meta.url), finish: new URL("./node-finish.ts", import.meta.url) };

/** Threads of Node. */
export const openNodeThread: OpenThread = (role, start, transfer) => {
  const worker = new Worker(PROGRAM[role], { workerData: { ...start, mod: NO_PROGRAM }, transferList: [...transfer], execArgv: [] });
  return {
    say: (word) => worker.postMessage(word),
    hear: (listener) => void worker.on("message", listener),
    fail: (listener) => void worker.on("error", listener),
    hold: (on) => (on ? worker.ref() : worker.unref()),
    end: async () => void (await worker.terminate()),
  };
};
