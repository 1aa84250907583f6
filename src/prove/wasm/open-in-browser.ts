import { CredenceError } from "../../errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../../keys/snarkjs-verification-key.ts";
import { readZkeyBytes } from "../../keys/zkey-bytes.ts";
import type { Prover } from "../prover.ts";
import { hasFusedVectors, NO_FUSED_VECTORS } from "./fused-vectors.ts";
import type { OpenThread } from "./threads.ts";
import { MOST_THREADS, openEngine } from "./wasm-engine.ts";

export interface BrowserProverOptions {
  /** The proving key. In fixed mode it holds the model. */
  zkey: Uint8Array<ArrayBuffer>;
  /** Every proof is verified under it. */
  verificationKey: SnarkjsVerificationKey;
  /** Where the bundles of web-share.ts and web-finish.ts are served. */
  programs: Record<"share" | "finish", string | URL>;
  /** Threads that compute; one for each processor unless told. */
  threads?: number;
}

/**
 * Opens the engine in a browser. It shares no memory between threads, so that the page need not be isolated from other origins.
 *
 * @example
 * await using prover = await openInBrowser({ zkey, verificationKey, programs: { share: "/share.js", finish: "/finish.js" } });
 * const { proof, signals } = await prover.prove(witness);
 *
 * @throws CredenceError CRD-5010 (the browser lacks vectors with fused multiplication), CRD-4002 (the key is not sound), CRD-5005 (a thread could not start).
 */
export async function openInBrowser({ zkey, verificationKey, programs, threads = navigator.hardwareConcurrency }: BrowserProverOptions): Promise<Prover> {
  if (!hasFusedVectors()) throw new CredenceError("CRD-5010", NO_FUSED_VECTORS);
  const openThread: OpenThread = (role, start, transfer) => {
    const worker = new Worker(programs[role]);
    worker.postMessage(start, [...transfer]);
    return {
      say: (word) => worker.postMessage(word),
      hear: (listener) => {
        worker.onmessage = ({ data }) => listener(data);
      },
      fail: (listener) => {
        worker.onerror = (event) => listener(new Error(event.message || "its program could not be loaded"));
      },
      // A page's workers keep nothing from ending.
      hold: () => {},
      end: async () => worker.terminate(),
    };
  };
  return openEngine({
    readKey: () => readZkeyBytes(zkey),
    place: "the key",
    verificationKey,
    threads: Math.max(1, Math.min(threads, MOST_THREADS)),
    openThread,
  });
}
