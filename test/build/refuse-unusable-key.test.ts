import { expect, test } from "vitest";
import type { Manifest } from "../../src/build/manifest.ts";
import { refuseUnusableKey } from "../../src/build/refuse-unusable-key.ts";
import { initialSnarkjsKey, snarkjsKey } from "../proof/groth16-vectors.ts";

const contribution = { name: "developer", type: "contribution" as const, digest: "00".repeat(64) };
const key = (change: Partial<Manifest["key"]>): Manifest["key"] => ({
  verifyingKeyHash: `0x${"00".repeat(32)}`,
  origin: "ceremony",
  insecure: false,
  contributions: [contribution],
  ...change,
});
const started = key({ insecure: true, contributions: [] });

test("a key that the contract takes is taken", () => {
  expect(() => refuseUnusableKey(snarkjsKey, key({}))).not.toThrow();
});

test("a key that says it was contributed to and was not is refused, by the contract's own error", () => {
  expect(() => refuseUnusableKey(initialSnarkjsKey, started)).not.toThrow();
  for (const claimed of [key({}), key({ origin: "development", insecure: true, contributions: [] })]) {
    expect(() => refuseUnusableKey(initialSnarkjsKey, claimed)).toThrow(
      expect.objectContaining({ code: "CRD-3007", message: expect.stringContaining("KeyPointIsGenerator(10)") }),
    );
  }
});

test("a key under which a signal would bind nothing is refused, also before a ceremony", () => {
  const [ic0, ...rest] = snarkjsKey.IC as [(typeof snarkjsKey.IC)[number], ...typeof snarkjsKey.IC];
  const doubled = { ...snarkjsKey, IC: [ic0, ic0, ...rest.slice(1)] };
  expect(doubled.IC).toHaveLength(6);
  for (const made of [key({}), started]) expect(() => refuseUnusableKey(doubled, made)).toThrow(/KeyPointsAlike\(14, 16\)/);
});
