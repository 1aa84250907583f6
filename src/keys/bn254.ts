import * as snarkjs from "snarkjs";

/** What this project uses of the curve that snarkjs computes on. Points are affine, in its WebAssembly's Montgomery form, as a zkey holds them. */
export interface Bn254 {
  G1: CurveGroup;
  G2: CurveGroup;
  Gt: { toObject(value: Uint8Array): unknown };
  pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
  tm: ThreadManager;
}

interface CurveGroup {
  /** The generator, affine. */
  gAffine: Uint8Array;
  toObject(point: Uint8Array): unknown;
  /** The difference of two points, projective. */
  sub(a: Uint8Array, b: Uint8Array): Uint8Array;
  toAffine(point: Uint8Array): Uint8Array;
}

/** Where the curve's long computations are queued. One with a single thread does them at once, where it is called. */
export interface ThreadManager {
  /** The WebAssembly program. */
  code: Uint8Array;
  concurrency: number;
  queueAction(task: object[]): Promise<Uint8Array[]>;
}

/** Bytes of an affine point. */
export const POINT_BYTES = { g1: 64, g2: 128 } as const;
export type Group = keyof typeof POINT_BYTES;

/**
 * The curve on the caller's thread alone: it starts no worker, so that nothing has to be ended. About 150 ms.
 */
export function openCurve(): Promise<Bn254> {
  const { curves } = snarkjs as unknown as { curves: { getCurveFromName(name: string, options: { singleThread: boolean }): Promise<Bn254> } };
  return curves.getCurveFromName("bn128", { singleThread: true });
}
