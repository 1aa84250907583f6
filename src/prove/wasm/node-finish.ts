import { parentPort, workerData } from "node:worker_threads";
import { serveFinish } from "./serve-finish.ts";
import type { FinishReply, FinishStart, FinishWord } from "./thread-words.ts";

/** A thread of Node that puts proofs together. Started by node-threads.ts only. */
await serveFinish(workerData as FinishStart, {
  say: (reply: FinishReply) => parentPort?.postMessage(reply),
  hear: (listener: (word: FinishWord) => void) => parentPort?.on("message", listener),
});
