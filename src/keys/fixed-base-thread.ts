import { parentPort, workerData } from "node:worker_threads";
import type { FixedBaseJob, FixedBaseStart } from "./fixed-base.ts";

/** Multiples of one base point by many scalars, in the WebAssembly of the prover's own library. Started by fixed-base.ts only. */

const { module, groups } = workerData as FixedBaseStart;

/** Scalars are below 2^254; a signed digit's carry takes one bit more. */
const SCALAR_BITS = 255;
/** Points between two conversions to affine form. */
const BATCH = 4096;

type Operation = (...pointers: number[]) => number;

function open(memoryBytes: number) {
  // The program's own data takes less than its least memory of 25 pages.
  const memory = new WebAssembly.Memory({ initial: 25 + Math.ceil(memoryBytes / 65536) });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as Record<string, Operation>;
  const bytes = new Uint8Array(memory.buffer);
  const firstFree = new Uint32Array(memory.buffer, 0, 1);
  const allocate = (length: number) => {
    const at = ((firstFree[0] as number) + 7) & ~7;
    firstFree[0] = at + length;
    return at;
  };
  return { exports, bytes, allocate };
}

function multiply({ group, scalars, windowBits }: FixedBaseJob): Uint8Array<ArrayBuffer> {
  const { prefix, coordinateBytes, base } = groups[group];
  const affine = 2 * coordinateBytes;
  const jacobian = 3 * coordinateBytes;
  const windows = Math.ceil(SCALAR_BITS / windowBits);
  const half = 1 << (windowBits - 1);
  const largestBatch = Math.max(half, BATCH);
  // Conversion to affine form takes two more coordinates a point from the same memory.
  const { exports, bytes, allocate } = open(windows * half * affine + largestBatch * (2 * jacobian + affine) + 65536);
  const operation = (name: string) => exports[`${prefix}_${name}`] as Operation;
  const [addMixed, subMixed, double, toAffine, toJacobian, negAffine, zero, batchToAffine] = [
    "addMixed",
    "subMixed",
    "double",
    "toAffine",
    "toJacobian",
    "negAffine",
    "zero",
    "batchToAffine",
  ].map(operation) as [Operation, Operation, Operation, Operation, Operation, Operation, Operation, Operation];

  const table = allocate(windows * half * affine);
  const sums = allocate(largestBatch * jacobian);
  const points = allocate(largestBatch * affine);
  const step = allocate(affine);
  const doubled = allocate(jacobian);

  // table[w][k - 1] = k 2^(w windowBits) base, for k from 1 to half.
  bytes.set(base, step);
  for (let w = 0; w < windows; w++) {
    toJacobian(step, sums);
    for (let k = 1; k < half; k++) addMixed(sums + (k - 1) * jacobian, step, sums + k * jacobian);
    batchToAffine(sums, half, table + w * half * affine);
    double(sums + (half - 1) * jacobian, doubled);
    toAffine(doubled, step);
  }

  const count = scalars.length / 32;
  const result = new Uint8Array(count * affine);
  const mask = (1 << windowBits) - 1;
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    for (let i = 0; i < size; i++) {
      const sum = sums + i * jacobian;
      const scalar = (first + i) * 32;
      let empty = true;
      let carry = 0;
      for (let w = 0; w < windows; w++) {
        const bit = w * windowBits;
        const byte = bit >> 3;
        const next = (offset: number) => (byte + offset < 32 ? (scalars[scalar + byte + offset] as number) : 0);
        let digit = (((next(0) | (next(1) << 8) | (next(2) << 16)) >> (bit & 7)) & mask) + carry;
        carry = digit > half ? 1 : 0;
        if (carry === 1) digit -= mask + 1;
        if (digit === 0) continue;
        const entry = table + (w * half + Math.abs(digit) - 1) * affine;
        if (!empty) {
          (digit > 0 ? addMixed : subMixed)(sum, entry, sum);
        } else if (digit > 0) {
          toJacobian(entry, sum);
        } else {
          negAffine(entry, step);
          toJacobian(step, sum);
        }
        empty = false;
      }
      if (empty) zero(sum);
    }
    batchToAffine(sums, size, points);
    result.set(bytes.subarray(points, points + size * affine), first * affine);
  }
  return result;
}

parentPort?.on("message", (jobs: FixedBaseJob[]) => {
  const results = jobs.map(multiply);
  parentPort?.postMessage(
    results,
    results.map((result) => result.buffer),
  );
});
