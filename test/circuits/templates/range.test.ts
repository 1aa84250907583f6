import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const told = { declares: "told[width]", hints: [["bit[i] <-- (in >> i) & 1;", "bit[i] <-- told[i];"]] as [string, string][] };

describe("RangeCheck", () => {
  let narrow: OpenTemplate;
  let widest: OpenTemplate;
  beforeAll(async () => {
    narrow = await openTemplate("RangeCheck", { ...told, call: "RangeCheck(3)" });
    widest = await openTemplate("RangeCheck", { ...told, call: "RangeCheck(252)" });
  });
  const bits = (value: bigint, width: number) => Array.from({ length: width }, (_, i) => (value >> BigInt(i)) & 1n);

  it("takes every number of its width with its own bits, and with no others", () => {
    for (let value = 0n; value < 8n; value++) {
      for (let written = 0n; written < 8n; written++) expect(narrow.accepts({ in: value, told: bits(written, 3) })).toBe(value === written);
    }
  });

  it("refuses the numbers beside its range, however they are written", () => {
    for (const value of [-1n, -8n, 8n, 9n, 15n, FIELD_ORDER / 2n]) {
      for (let written = 0n; written < 8n; written++) expect(narrow.accepts({ in: value, told: bits(written, 3) })).toBe(false);
      // With a bit that is whatever the sum needs.
      expect(narrow.accepts({ in: value, told: [value, 0n, 0n] })).toBe(false);
      expect(narrow.accepts({ in: value, told: [value - 4n, 0n, 1n] })).toBe(false);
      expect(narrow.accepts({ in: value, told: [0n, 0n, value * ((FIELD_ORDER + 1n) / 4n) + 0n] })).toBe(false);
    }
  });

  it("refuses a bit of 2 that another one of -1 makes up for", () => {
    expect(narrow.accepts({ in: 0n, told: [2n, -1n, 0n] })).toBe(false);
    expect(narrow.accepts({ in: 4n, told: [0n, 2n, 0n] })).toBe(false);
  });

  it("at its widest still leaves one way to write a number: none of a number plus or less the field order", () => {
    const last = 2n ** 252n - 1n;
    expect(widest.accepts({ in: last, told: bits(last, 252) })).toBe(true);
    for (const value of [last + 1n, FIELD_ORDER - 1n, FIELD_ORDER - last]) {
      expect(widest.accepts({ in: value, told: bits(value, 252) })).toBe(false);
      const top = bits(value, 252);
      top[251] = (value >> 251n) + 0n;
      expect(widest.accepts({ in: value, told: top })).toBe(false);
    }
  });

  it("of no width takes nothing but zero", async () => {
    const zero = await openTemplate("RangeCheck", { call: "RangeCheck(0)" });
    for (const value of [0n, 1n, -1n]) expect(zero.accepts({ in: value })).toBe(value === 0n);
  });
});
