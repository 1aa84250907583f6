import { parentPort, workerData } from "node:worker_threads";
import { serveShare } from "./serve-share.ts";
import type { ShareReply, ShareStart, ShareWord } from "./thread-words.ts";

/** A thread of Node that holds a share of a key. Started by node-threads.ts only. */
serveShare(workerData as ShareStart, {
  say: (reply: ShareReply) => parentPort?.postMessage(reply),
  hear: (listener: (word: ShareWord) => void) => parentPort?.on("message", listener),
});
