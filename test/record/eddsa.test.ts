import { createRequire } from "node:module";
import type * as EddsaPoseidon from "@zk-kit/eddsa-poseidon";
import { describe, expect, test } from "vitest";
import { type BabyJubjubPoint, derivePublicKey, type RecordSignature, sign, verifySignature } from "../../src/record/eddsa.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";

const library = createRequire(import.meta.url)("@zk-kit/eddsa-poseidon") as typeof EddsaPoseidon;
const SUBGROUP_ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

const byLibrary = (message: bigint, { R8, S }: RecordSignature, { x, y }: BabyJubjubPoint) => library.verifySignature(message, { R8: [R8.x, R8.y], S }, [x, y]);

describe("verifying a signature", () => {
  const secret = new Uint8Array(32).fill(7);
  const key = derivePublicKey(secret);
  const other = derivePublicKey(new Uint8Array(32).fill(8));
  const message = 1234567890123456789n;
  const signature = sign(secret, message);
  const { R8, S } = signature;
  const negative = ({ x, y }: BabyJubjubPoint) => ({ x: FIELD_ORDER - x, y });
  const [identity, ofOrderTwo] = [
    { x: 0n, y: 1n },
    { x: 0n, y: FIELD_ORDER - 1n },
  ];

  test.each([0n, 1n, FIELD_ORDER - 1n, message])("holds for what was signed: %i", (signed) => {
    const made = sign(secret, signed);
    expect(verifySignature(signed, made, key)).toBe(true);
    expect(byLibrary(signed, made, key)).toBe(true);
  });

  test.each<[string, bigint, RecordSignature, BabyJubjubPoint]>([
    ["another message", message + 1n, signature, key],
    ["another key", message, signature, other],
    ["the opposite key", message, signature, negative(key)],
    ["a key off the curve", message, signature, { x: key.x, y: key.y + 1n }],
    ["another R8", message, { R8: other, S }, key],
    ["the opposite R8", message, { R8: negative(R8), S }, key],
    ["an R8 off the curve", message, { R8: { x: 1n, y: 1n }, S }, key],
    ["an R8 shifted by the point of order two", message, { R8: { x: FIELD_ORDER - R8.x, y: FIELD_ORDER - R8.y }, S }, key],
    ["another S", message, { R8, S: S + 1n }, key],
    ["S and the subgroup's order", message, { R8, S: S + SUBGROUP_ORDER }, key],
    ["S of zero", message, { R8, S: 0n }, key],
  ])("does not hold for %s, as the signing library has it", (_, said, made, by) => {
    expect(verifySignature(said, made, by)).toBe(false);
    expect(byLibrary(said, made, by)).toBe(false);
  });

  test("takes points of small order as the signing library does: no issuer's key may be one, which the registry sees to", () => {
    for (const by of [identity, ofOrderTwo]) {
      for (const made of [
        { R8: identity, S: 0n },
        { R8: ofOrderTwo, S: 0n },
      ]) {
        expect(verifySignature(message, made, by)).toBe(byLibrary(message, made, by));
      }
    }
  });
});
