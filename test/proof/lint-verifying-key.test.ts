import { expect, it } from "vitest";
import { lintVerifyingKey } from "../../src/proof/lint-verifying-key.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { brokenKeys, keyWithOtherGamma } from "./broken-keys.ts";
import { key } from "./groth16-vectors.ts";

it("takes honest keys, whatever their gamma", () => {
  for (const honest of [key, keyWithOtherGamma, FIXTURE_KEY]) expect(lintVerifyingKey(honest)).toBeUndefined();
});

it("names what is wrong with a key as the contract's constructor does", () => {
  expect(brokenKeys.length).toBeGreaterThan(80);
  for (const { what, key: broken, error, args } of brokenKeys) expect(lintVerifyingKey(broken), what).toEqual({ error, args });
});

it("takes nothing of another length", () => {
  expect(() => lintVerifyingKey(key.slice(1))).toThrow(RangeError);
});
