import { beforeAll, describe, expect, it } from "vitest";
import { activationOf } from "../../../src/model/network-margin.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const told = {
  declares: "told[width + 1]",
  hints: [["bit[i] <-- ((in + (1 << width)) >> i) & 1;", "bit[i] <-- told[i];"]] as [string, string][],
};

describe("Relu", () => {
  let small: OpenTemplate;
  let widest: OpenTemplate;
  beforeAll(async () => {
    small = await openTemplate("Relu", { ...told, call: "Relu(4, 2)" });
    widest = await openTemplate("Relu", { ...told, call: "Relu(250, 249)" });
  });
  const bits = (value: bigint, width: number) => Array.from({ length: width + 1 }, (_, i) => (value >> BigInt(i)) & 1n);
  const honest = (value: bigint, width: number) => bits(value + (1n << BigInt(width)), width);

  it("gives what lies above 0, rounded down, of every sum of its width", () => {
    for (let value = -16n; value < 16n; value++) {
      const witness = small.tell({ in: value, told: honest(value, 4) });
      expect(small.circuit.violations(witness)).toEqual([]);
      expect(small.output(witness, "out")).toBe(activationOf(value, 2));
    }
  });

  it("takes every sum of its width with its own bits, and with no others", () => {
    for (let value = -16n; value < 16n; value++) {
      for (let written = 0n; written < 32n; written++) expect(small.accepts({ in: value, told: bits(written, 4) })).toBe(written === value + 16n);
    }
  });

  it("refuses the sums beside its range, and a fraction, however they are written", () => {
    for (const value of [-17n, -18n, -33n, 16n, 17n, 31n, FIELD_ORDER / 2n, modulo(3n * invert(4n))]) {
      for (let written = 0n; written < 32n; written++) expect(small.accepts({ in: value, told: bits(written, 4) })).toBe(false);
      // With a bit that is whatever the sum needs.
      for (let at = 0; at <= 4; at++) {
        const rest = modulo((value + 16n) * invert(1n << BigInt(at)));
        expect(small.accepts({ in: value, told: bits(0n, 4).with(at, rest) })).toBe(false);
      }
    }
  });

  it("refuses a sign that another bit makes up for", () => {
    // -3 as one that is not negative, and 9 as one that is.
    expect(small.accepts({ in: -3n, told: [-3n, 0n, 0n, 0n, 1n] })).toBe(false);
    expect(small.accepts({ in: -3n, told: [1n, 0n, -1n, 0n, 1n] })).toBe(false);
    expect(small.accepts({ in: 9n, told: [1n, 0n, 0n, 3n, 0n] })).toBe(false);
    expect(small.accepts({ in: 9n, told: [1n, 0n, 0n, -1n, 2n] })).toBe(false);
  });

  it("at its widest still leaves one way to write a sum: none of one plus or less the field order", () => {
    const edge = 2n ** 250n;
    for (const value of [-edge, -1n, 0n, edge - 1n]) {
      const witness = widest.tell({ in: value, told: honest(value, 250) });
      expect(widest.circuit.violations(witness)).toEqual([]);
      expect(widest.output(witness, "out")).toBe(activationOf(value, 249));
    }
    for (const value of [edge, -edge - 1n]) {
      for (const shifted of [value, value + FIELD_ORDER, value - FIELD_ORDER])
        expect(widest.accepts({ in: value, told: bits(shifted + edge, 250) })).toBe(false);
    }
  });
});
