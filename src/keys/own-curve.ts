import { availableParallelism } from "node:os";
import { type Bn254, openCurve } from "./bn254.ts";
import { openWasmThreads } from "./wasm-threads.ts";

/** Where snarkjs looks for a curve before it makes one. */
const scope = globalThis as { curve_bn128?: unknown };

let owners = 0;
let shared: Promise<{ curve: Bn254; end(): Promise<void> }> | undefined;

async function open(threads: number) {
  const curve = await openCurve();
  const pool = await openWasmThreads(curve.tm.code, threads);
  curve.tm.concurrency = threads;
  curve.tm.queueAction = pool.run;
  scope.curve_bn128 = curve;
  return { curve, end: pool.end };
}

/**
 * Gives snarkjs, in this thread, a curve whose threads have an owner. Left alone, it starts threads that nobody ends, that hold the program open, and that cannot be
 * started from within a thread. Owners share one curve; the last to let go ends the threads.
 *
 * @example
 * await using _ = await ownCurve();
 * await snarkjs.zKey.newZKey(r1cs, ptau, zkey);
 */
export async function ownCurve(threads = availableParallelism()): Promise<AsyncDisposable & { curve: Bn254 }> {
  shared ??= open(threads);
  const { curve, end } = await shared;
  owners += 1;
  return {
    curve,
    async [Symbol.asyncDispose]() {
      owners -= 1;
      if (owners > 0) return;
      shared = undefined;
      scope.curve_bn128 = null;
      await end();
    },
  };
}
