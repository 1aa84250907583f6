import * as snarkjs from "snarkjs";
import type { SnarkjsVerificationKey } from "../../keys/snarkjs-verification-key.ts";
import { proofWords } from "../proof-words.ts";
import type { Proven } from "../prover.ts";
import type { Served } from "../thread.ts";

/** What the proving thread holds, is asked for and answers. */
export interface EngineStart {
  zkey: Uint8Array;
  verificationKey: SnarkjsVerificationKey;
}
export interface EngineJob {
  id: number;
  witness: Uint8Array;
}
export type EngineReply =
  | { ready: true }
  | { id: number; stage: "proving" | "verifying" }
  | { id: number; refused: string }
  | { id: number; done: Proven & { holds: boolean } };

/** Makes and verifies the proofs that it is asked for, with the key in memory. */
export function serveSnarkjs({ zkey, verificationKey }: EngineStart, { say, hear }: Served<EngineJob, EngineReply>): void {
  async function prove({ id, witness }: EngineJob): Promise<void> {
    say({ id, stage: "proving" });
    let made: Awaited<ReturnType<typeof snarkjs.groth16.prove>>;
    try {
      made = await snarkjs.groth16.prove(zkey, witness);
    } catch (error) {
      return say({ id, refused: (error as Error).message });
    }
    say({ id, stage: "verifying" });
    const holds = await snarkjs.groth16.verify(verificationKey, made.publicSignals, made.proof);
    say({ id, done: { holds, proof: proofWords(made.proof), signals: made.publicSignals.map(BigInt) } });
  }

  hear((job) => void prove(job));
  say({ ready: true });
}
