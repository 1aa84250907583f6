import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import * as snarkjs from "snarkjs";
import { ownCurve } from "../keys/own-curve.ts";
import { proofWords } from "./proof-words.ts";
import type { EngineJob, EngineReply, EngineStart } from "./snarkjs-engine.ts";

/** The thread that proves: it keeps the key in memory and its own threads warm. Started by snarkjs-engine.ts only; ending it ends its threads with it. */

const { zkeyPath, verificationKey, threads } = workerData as EngineStart;
const say = (reply: EngineReply) => parentPort?.postMessage(reply);

// Held as long as the thread lives; its threads end with it.
await ownCurve(threads);
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
