import { parentPort, workerData } from "node:worker_threads";
import { openCurve } from "../keys/bn254.ts";
import { SelfCheck } from "./self-check.ts";
import type { VerifyingJob, VerifyingReply, VerifyingStart } from "./verifying-thread.ts";

/** The thread that verifies what another program proved. Started by verifying-thread.ts only. */

const { verificationKey } = workerData as VerifyingStart;
const say = (reply: VerifyingReply) => parentPort?.postMessage(reply);

const check = new SelfCheck(await openCurve(), verificationKey);
parentPort?.on("message", ({ id, proof, signals }: VerifyingJob) => say({ id, holds: check.holds({ proof, signals }) }));
say({ ready: true });
