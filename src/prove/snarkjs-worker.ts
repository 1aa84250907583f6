import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import * as snarkjs from "snarkjs";
import { openCurve } from "../keys/bn254.ts";
import { proofWords } from "./proof-words.ts";
import type { EngineJob, EngineReply, EngineStart } from "./snarkjs-engine.ts";
import { openWasmThreads } from "./wasm-threads.ts";

/** The thread that proves: it keeps the key in memory and its own threads warm. Started by snarkjs-engine.ts only; ending it ends its threads with it. */

const { zkeyPath, verificationKey, threads } = workerData as EngineStart;
const say = (reply: EngineReply) => parentPort?.postMessage(reply);

const curve = await openCurve();
const pool = await openWasmThreads(curve.tm.code, threads);
// snarkjs takes this curve instead of making one of its own, whose threads cannot be started from within a thread and would have to be ended by a pause.
curve.tm.concurrency = threads;
curve.tm.queueAction = pool.run;
(globalThis as { curve_bn128?: unknown }).curve_bn128 = curve;
const key = new Uint8Array(readFileSync(zkeyPath));

async function prove({ id, witness }: EngineJob): Promise<void> {
  say({ id, stage: "proving" });
  let made: Awaited<ReturnType<typeof snarkjs.groth16.prove>>;
  try {
    made = await snarkjs.groth16.prove(key, witness);
  } catch (error) {
    return say({ id, refused: (error as Error).message });
  }
  say({ id, stage: "verifying" });
  const holds = await snarkjs.groth16.verify(verificationKey, made.publicSignals, made.proof);
  say({ id, done: { holds, proof: proofWords(made.proof), signals: made.publicSignals.map(BigInt) } });
}

parentPort?.on("message", (job: EngineJob) => void prove(job));
say({ ready: true });
