import { openCurve } from "../../keys/bn254.ts";
import { SelfCheck } from "../self-check.ts";
import type { Served } from "../thread.ts";
import { ProofAssembly } from "./assemble-proof.ts";
import type { FinishReply, FinishStart, FinishWord } from "./thread-words.ts";

/** Puts proofs together and verifies them before they leave. */
export async function serveFinish({ verificationKey, points }: FinishStart, { say, hear }: Served<FinishWord, FinishReply>): Promise<void> {
  const curve = await openCurve();
  const assembly = new ProofAssembly(curve, points);
  const check = new SelfCheck(curve, verificationKey);
  hear(({ id, shares, signals }) => {
    const proof = assembly.assemble(shares);
    say({ kind: "finished", id, proof, holds: check.holds({ proof, signals }) });
  });
  say({ kind: "ready" });
}
