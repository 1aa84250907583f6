import * as snarkjs from "snarkjs";
import { openCurve } from "../../keys/bn254.ts";
import { snarkjsProof } from "../proof-words.ts";
import { ProofAssembly } from "./assemble-proof.ts";
import type { FinishReply, FinishStart, FinishWord, Served } from "./thread-words.ts";

/** Puts proofs together and verifies them by snarkjs, the other implementation, before they leave. */
export async function serveFinish({ verificationKey, points }: FinishStart, { say, hear }: Served<FinishWord, FinishReply>): Promise<void> {
  // One computing thread is enough for pairings, and none that has to be ended: this is where snarkjs looks for a curve before it makes one.
  const curve = await openCurve();
  (globalThis as { curve_bn128?: unknown }).curve_bn128 = curve;
  const assembly = new ProofAssembly(curve, points);
  hear(async ({ id, shares, signals }) => {
    const proof = assembly.assemble(shares);
    const holds = await snarkjs.groth16.verify(verificationKey, signals.map(String), snarkjsProof(proof));
    say({ kind: "finished", id, proof, holds });
  });
  say({ kind: "ready" });
}
