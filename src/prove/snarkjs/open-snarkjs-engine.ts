import { availableParallelism } from "node:os";
import { openNodeThread } from "../node-thread.ts";
import type { OpenProverOptions } from "../open-prover.ts";
import type { Prover } from "../prover.ts";
import { openEngine } from "./snarkjs-engine.ts";

const PROGRAM = new URL("./node-snarkjs.ts", import.meta.url);

/** The engine that needs nothing but npm: snarkjs in a thread of its own, with one computing thread a processor. */
export const openSnarkjsEngine = ({ zkeyPath, verificationKey, threads = availableParallelism() }: OpenProverOptions): Promise<Prover> =>
  openEngine(() => openNodeThread(PROGRAM, { zkeyPath, verificationKey, threads }));
