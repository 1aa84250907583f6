import type { SnarkjsVerificationKey } from "../../keys/snarkjs-verification-key.ts";
import type { ProofPoints } from "./assemble-proof.ts";
import type { Kernel } from "./kernel.ts";
import type { KeyShare, QuotientPart } from "./key-shares.ts";
import type { QuotientParts, ShareSums } from "./proving-share.ts";

/** What a thread is started with: a share of the key to compute with, or what proofs are put together and verified with. */
export interface ShareStart {
  kernel: Kernel;
  share: KeyShare;
}
export interface FinishStart {
  verificationKey: SnarkjsVerificationKey;
  points: ProofPoints;
}

/** What a share's thread is told. */
export type ShareWord =
  | { kind: "prove"; id: number; witness: Uint8Array }
  | { kind: "quotient"; id: number; parts: QuotientParts }
  | { kind: "cancel"; id: number };

/** What it answers. It says "sums" or "ended" once of every proof. */
export type ShareReply =
  | { kind: "ready" }
  | { kind: "unsound"; expected: string }
  | { kind: "part"; id: number; part: QuotientPart; values: Uint8Array }
  | { kind: "sums"; id: number; sums: ShareSums }
  | { kind: "ended"; id: number };

/** What the finishing thread is told and answers. */
export interface FinishWord {
  id: number;
  shares: ShareSums[];
  signals: bigint[];
}
export type FinishReply = { kind: "ready" } | { kind: "finished"; id: number; proof: bigint[]; holds: boolean };
