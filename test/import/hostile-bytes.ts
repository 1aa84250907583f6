import fc from "fast-check";
import { expect } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";

/** Reads a file with any one to four of its bytes changed, so many times: it is read whole or refused, and never fails otherwise. @returns how often it was refused. */
export function countRefused(bytes: Uint8Array, numRuns: number, read: (bytes: Uint8Array) => unknown): number {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = Uint8Array.from(bytes);
      for (const [at, byte] of changes) changed[at] = byte;
      try {
        read(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(CredenceError);
        refused += 1;
      }
    }),
    { numRuns },
  );
  return refused;
}

/** Refused within 10 s of the processor's time, ten times what the slowest takes on a busy machine, and 500 MB. */
export function expectRefusedCheaply(read: () => unknown): void {
  const before = process.memoryUsage().rss;
  const start = process.cpuUsage();
  expect(read).toThrow(CredenceError);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(10_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 * 1024);
}
