/** A proof that was verified before it left the prover. */
export interface Proven {
  /** A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y, as the contracts take them. */
  proof: bigint[];
  /** The public signals in circuit order. */
  signals: bigint[];
}

/**
 * What makes the proofs: snarkjs, wherever Node runs; our own WebAssembly, where processor and runtime have what it takes; or a program that was built for this machine.
 * All take the same keys and witnesses and make the same kind of proof.
 */
export type Engine = "snarkjs" | "wasm" | "native";

export type ProvingStage = "waiting" | "proving" | "verifying";

export interface ProveOptions {
  /** Ends the work at once, also in the middle of a proof; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
  onStage?: (stage: ProvingStage) => void;
}

/**
 * Makes proofs of one circuit under one key. It stays alive between proofs, takes them one after another in the order asked for, and is owned by whoever
 * opened it: `await using prover = await openProver(...)`, or `close()`.
 */
export interface Prover extends AsyncDisposable {
  readonly engine: Engine;
  /**
   * @param witness a witness file of circom (.wtns) as bytes.
   * @throws CredenceError CRD-5003 (the proof does not hold: the witness breaks a constraint), CRD-5005 (the prover stopped or was closed), CRD-5006 (not a witness of this circuit).
   */
  prove(witness: Uint8Array, options?: ProveOptions): Promise<Proven>;
  /** Ends the prover and its threads. Proofs that are not done are rejected with CRD-5005. May be called twice. */
  close(): Promise<void>;
}
