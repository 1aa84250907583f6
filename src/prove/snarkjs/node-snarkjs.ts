import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { ownCurve } from "../../keys/own-curve.ts";
import { serveSnarkjs } from "./serve-snarkjs.ts";

/** The program of Node's thread that proves: it keeps the key in memory and its own threads warm. Ending it ends its threads with it. */

const { zkeyPath, verificationKey, threads } = workerData;

// Held as long as the thread lives; its threads end with it.
await ownCurve(threads);
serveSnarkjs(
  { zkey: new Uint8Array(readFileSync(zkeyPath)), verificationKey },
  { say: (reply) => parentPort?.postMessage(reply), hear: (listener) => void parentPort?.on("message", listener) },
);
