import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Bn254, type Group, POINT_BYTES } from "./bn254.ts";

/** What a thread is started with. */
export interface FixedBaseStart {
  module: WebAssembly.Module;
  groups: Record<Group, { prefix: string; coordinateBytes: number; base: Uint8Array }>;
}

export interface FixedBaseJob {
  group: Group;
  /** 32 bytes a scalar, lowest first, below the field order. */
  scalars: Uint8Array;
  windowBits: number;
}

/** More threads than this gain nothing: each makes its own table. */
const MOST_THREADS = 8;

/** The width whose table and additions together are fewest. A table of one window has 2^(width - 1) points. */
function chooseWindow(count: number): number {
  const additions = (bits: number) => Math.ceil(255 / bits) * (count + 2 * 2 ** (bits - 1));
  let best = 4;
  for (let bits = 5; bits <= 14; bits++) if (additions(bits) < additions(best)) best = bits;
  return best;
}

/**
 * The generators of G1 and G2 times many scalars, on all processors: windows with signed digits, one table a window and therefore no doublings
 * (Brickell, Gordon, McCurley and Wilson, "Fast exponentiation with precomputation", 1992).
 *
 * @param requests 32 bytes a scalar, lowest first, below the field order.
 * @returns for each request the affine points in Montgomery form, as a zkey holds them; the point at infinity is all zeros.
 */
export async function multiplyGenerators(curve: Bn254, requests: readonly { group: Group; scalars: Uint8Array }[]): Promise<Uint8Array[]> {
  const start: FixedBaseStart = {
    module: await WebAssembly.compile(new Uint8Array(curve.tm.code)),
    groups: {
      g1: { prefix: "g1m", coordinateBytes: 32, base: curve.G1.gAffine },
      g2: { prefix: "g2m", coordinateBytes: 64, base: curve.G2.gAffine },
    },
  };
  const threads = Math.max(1, Math.min(availableParallelism(), MOST_THREADS));
  const share = (request: { scalars: Uint8Array }, thread: number) => Math.floor((request.scalars.length / 32) * (thread / threads));
  const results = requests.map(({ group, scalars }) => new Uint8Array((scalars.length / 32) * POINT_BYTES[group]));
  await Promise.all(
    Array.from({ length: threads }, async (_, thread) => {
      const ranges = requests.map((request) => [share(request, thread), share(request, thread + 1)] as const);
      const jobs = requests.map(({ group, scalars }, i): FixedBaseJob => {
        const [from, to] = ranges[i] as readonly [number, number];
        return { group, scalars: scalars.slice(from * 32, to * 32), windowBits: chooseWindow(to - from) };
      });
      const worker = new Worker(new URL("./fixed-base-thread.ts", import.meta.url), { workerData: start, execArgv: [] });
      try {
        worker.postMessage(jobs);
        // `once` rejects where the thread fails.
        const [points] = (await once(worker, "message")) as [Uint8Array[]];
        points.forEach((part, i) => {
          results[i]?.set(part, (ranges[i] as readonly [number, number])[0] * POINT_BYTES[(requests[i] as { group: Group }).group]);
        });
      } finally {
        await worker.terminate();
      }
    }),
  );
  return results;
}
