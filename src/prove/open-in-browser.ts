import { CredenceError } from "../errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { readZkeyBytes } from "../keys/zkey-bytes.ts";
import type { Engine, Prover } from "./prover.ts";
import { openEngine as openSnarkjs } from "./snarkjs/snarkjs-engine.ts";
import { hasFusedVectors, NO_FUSED_VECTORS } from "./wasm/fused-vectors.ts";
import { MOST_THREADS, openEngine as openWasm } from "./wasm/wasm-engine.ts";
import { openWebThread } from "./web-thread.ts";

/** What makes proofs in a browser. */
export type BrowserEngine = Exclude<Engine, "native">;

export interface BrowserProverOptions {
  /** The proving key. In fixed mode it holds the model. */
  zkey: Uint8Array<ArrayBuffer>;
  /** Every proof is verified under it. */
  verificationKey: SnarkjsVerificationKey;
  /** What makes the proofs: "wasm" unless told. */
  engine?: BrowserEngine;
  /** Where the bundles of wasm/web-share.ts and wasm/web-finish.ts, or that of snarkjs/web-snarkjs.ts, are served. */
  programs: Record<"share" | "finish" | "snarkjs", string | URL>;
  /** Threads that compute, of the engine in WebAssembly; one for each processor unless told. snarkjs always takes that many. */
  threads?: number;
}

/**
 * Opens a prover in a browser. No engine shares memory between threads, so that the page need not be isolated from other origins.
 *
 * @example
 * await using prover = await openInBrowser({ zkey, verificationKey, programs: { share: "/share.js", finish: "/finish.js", snarkjs: "/snarkjs.js" } });
 * const { proof, signals } = await prover.prove(witness);
 *
 * @throws CredenceError CRD-5010 (the browser lacks vectors with fused multiplication, which snarkjs does not need), CRD-4002 (the key is not sound), CRD-5005 (a
 *   thread could not start).
 */
export async function openInBrowser(options: BrowserProverOptions): Promise<Prover> {
  const { zkey, verificationKey, engine = "wasm", programs, threads = navigator.hardwareConcurrency } = options;
  if (engine === "snarkjs") {
    // Read by snarkjs where it proves, and here only to be refused before it starts.
    readZkeyBytes(zkey);
    return openSnarkjs(() => openWebThread(programs.snarkjs, { zkey, verificationKey }));
  }
  if (!hasFusedVectors()) throw new CredenceError("CRD-5010", NO_FUSED_VECTORS);
  return openWasm({
    readKey: () => readZkeyBytes(zkey),
    place: "the key",
    verificationKey,
    threads: Math.max(1, Math.min(threads, MOST_THREADS)),
    openThread: {
      share: (start, transfer) => openWebThread(programs.share, start, transfer),
      finish: (start) => openWebThread(programs.finish, start),
    },
  });
}
