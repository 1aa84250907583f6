import { parentPort, workerData } from "node:worker_threads";
import * as snarkjs from "snarkjs";
import { openCurve } from "../keys/bn254.ts";
import { snarkjsProof } from "./proof-words.ts";
import type { VerifyingJob, VerifyingReply, VerifyingStart } from "./verifying-thread.ts";

/** The thread that verifies what another program proved. Started by verifying-thread.ts only. */

const { verificationKey } = workerData as VerifyingStart;
const say = (reply: VerifyingReply) => parentPort?.postMessage(reply);

// One computing thread is enough for pairings, and none that has to be ended: this is where snarkjs looks for a curve before it makes one.
(globalThis as { curve_bn128?: unknown }).curve_bn128 = await openCurve();

parentPort?.on("message", async ({ id, proof, signals }: VerifyingJob) => {
  try {
    say({ id, holds: await snarkjs.groth16.verify(verificationKey, signals.map(String), snarkjsProof(proof)) });
  } catch {
    // It throws at what cannot be a point at all.
    say({ id, holds: false });
  }
});
say({ ready: true });
