import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;
const bits = (value: bigint, width: number) => Array.from({ length: width }, (_, i) => (value >> BigInt(i)) & 1n);

describe("Below", () => {
  const told = { declares: "told[width]", hints: [["bit[i] <-- (in >> i) & 1;", "bit[i] <-- told[i];"]] as [string, string][] };

  it.each([1n, 2n, 6n, 8n, 19n, 20n])("takes the numbers below %i alone", async (bound) => {
    const { tell, circuit } = await openTemplate("Below", { call: `Below(${bound})` });
    for (let value = -3n; value < 70n; value++) {
      expect(circuit.violations(tell({ in: value })).length === 0, `${value}`).toBe(value >= 0n && value < bound);
    }
  });

  it("takes no number at or above its bound by other bits, by bits that borrow, or modulo the field", async () => {
    const { accepts } = await openTemplate("Below", { call: "Below(20)", ...told });
    for (let value = 0n; value < 32n; value++) {
      for (let other = 0n; other < 32n; other++) {
        expect(accepts({ in: value, told: bits(other, 5) }), `${value} as ${other}`).toBe(value === other && value < 20n);
      }
    }
    // 20 as 2 * 8 + 4, as 3 * 4 + 8, as a single bit of 20, and as a half of 8 with 16.
    for (const lie of [
      [0n, 0n, 1n, 2n, 0n],
      [0n, 0n, 3n, 1n, 0n],
      [20n, 0n, 0n, 0n, 0n],
      [0n, 0n, 0n, HALF, 1n],
    ]) {
      expect(lie.reduce((sum, bit, i) => modulo(sum + bit * 2n ** BigInt(i)), 0n)).toBe(20n);
      expect(accepts({ in: 20n, told: lie })).toBe(false);
    }
    expect(accepts({ in: -1n, told: bits(FIELD_ORDER - 1n, 5) })).toBe(false);
    expect(accepts({ in: HALF, told: bits(HALF, 5) })).toBe(false);
  });
});

describe("Thermometer", () => {
  const edges = [-4n, 0n, 7n, 15n, 43n];
  const honest = (value: bigint) => [0n, 7n, 15n].map((edge) => (value < edge ? 1n : 0n));
  let cells: OpenTemplate;
  beforeAll(async () => {
    cells = await openTemplate("Thermometer", {
      declares: "told[n - 1]",
      hints: [["below[k] <-- in < hi[k] ? 1 : 0;", "below[k] <-- told[k];"]],
    });
  });

  it("takes every number of its range with its own bits, of all bits that there are, and none outside", () => {
    for (let value = -40n; value < 80n; value++) {
      const inside = value >= (edges[0] as bigint) && value < (edges[4] as bigint);
      for (let code = 0n; code < 8n; code++) {
        const told = bits(code, 3);
        expect(cells.accepts({ in: value, told }), `${value} ${told}`).toBe(inside && told.join() === honest(value).join());
      }
    }
  });

  it("takes no bits that fall back, no halves, and no mixture whose edges come out right", () => {
    for (const value of [-4n, -1n, 0n, 3n, 6n, 7n, 14n, 15n, 42n]) {
      for (const told of [
        [HALF, 1n, 1n],
        [0n, HALF, 1n],
        [0n, 0n, HALF],
        [1n, 0n, 1n],
        [2n, 1n, 1n],
        [-1n, 0n, 1n],
        [0n, 1n, 2n],
        [modulo(invert(4n)), 1n, 1n],
      ]) {
        expect(cells.accepts({ in: value, told }), `${value} ${told}`).toBe(false);
      }
    }
  });

  it("of two stretches needs one bit only, and no second check where both are whole", async () => {
    const { circuit } = await openTemplate("Thermometer", { call: "Thermometer(2, 3, [0, 8], [8, 16])" });
    for (let value = -9n; value < 26n; value++) {
      const inside = value >= 0n && value < 16n;
      if (inside) expect(circuit.calculate({ in: value })[circuit.wire("main.below[0]")]).toBe(value < 8n ? 1n : 0n);
      else expect(() => circuit.calculate({ in: value })).toThrow();
    }
  });
});

describe("RatioCells", () => {
  // -1/2, 0, 1/3, 2/3 of numerators from -9 to 9 over denominators from -3 to 9.
  const cuts = [
    [-1n, 2n],
    [0n, 1n],
    [1n, 3n],
    [2n, 3n],
  ] as const;
  const honest = (numerator: bigint, denominator: bigint, missing: bigint) => {
    const exists = missing === 0n && denominator > 0n;
    return [...cuts.map(([p, q]) => (exists && q * numerator < p * denominator ? 1n : 0n)), exists ? 1n : 0n];
  };
  let ratio: OpenTemplate;
  beforeAll(async () => {
    ratio = await openTemplate("RatioCells", {
      declares: "told[cuts + partial]",
      hints: [
        ["below[k] <-- (missing == 0 && denominator > 0 && q[k] * numerator < p[k] * denominator) ? 1 : 0;", "below[k] <-- told[k];"],
        ["below[cuts] <-- (missing == 0 && denominator > 0) ? 1 : 0;", "below[cuts] <-- told[cuts];"],
      ],
    });
  });
  const ascending = [0, 1, 2, 3, 4, 5].map((ones) => [0, 1, 2, 3, 4].map((k) => (k >= 5 - ones ? 1n : 0n)));

  it("takes every ratio in its own cell, of all that there are, on both sides of every edge", () => {
    for (let numerator = -9n; numerator <= 9n; numerator++) {
      for (let denominator = -3n; denominator <= 9n; denominator += denominator < 3n ? 1n : 3n) {
        const right = honest(numerator, denominator, 0n).join();
        for (const told of ascending) {
          expect(ratio.accepts({ numerator, denominator, missing: 0n, told }), `${numerator}/${denominator} ${told}`).toBe(told.join() === right);
        }
      }
    }
  });

  it("takes no ratio where something is missing, whatever stands in its place", () => {
    for (const numerator of [-9n, 0n, 1n, 9n]) {
      for (const denominator of [-3n, 0n, 1n, 9n]) {
        for (const told of ascending) {
          expect(ratio.accepts({ numerator, denominator, missing: 1n, told }), `${numerator}/${denominator} ${told}`).toBe(told.every((bit) => bit === 0n));
        }
      }
    }
  });

  it("takes no two cells, none, or parts of cells that balance each other", () => {
    for (const [numerator, denominator] of [
      [1n, 3n],
      [0n, 5n],
      [-1n, 2n],
      [2n, 3n],
    ] as const) {
      expect(ratio.accepts({ numerator, denominator, missing: 0n, told: honest(numerator, denominator, 0n) })).toBe(true);
      for (const told of [
        [0n, 0n, HALF, 1n, 1n],
        [0n, HALF, 1n, 1n, 1n],
        [0n, 1n, 0n, 1n, 1n],
        [1n, 0n, 1n, 1n, 1n],
        [0n, 0n, 0n, 1n, 0n],
        [0n, 0n, -1n, 0n, 1n],
        [0n, 0n, 1n, 2n, 1n],
        [0n, 0n, 0n, 0n, HALF],
      ]) {
        expect(ratio.accepts({ numerator, denominator, missing: 0n, told }), `${numerator}/${denominator} ${told}`).toBe(false);
      }
    }
  });

  it("without cuts says no more than whether there is a ratio", async () => {
    const { circuit, output } = await openTemplate("RatioCells", { call: "RatioCells(0, 1, 4, 4, [1], [1])" });
    for (let denominator = -3n; denominator <= 9n; denominator++) {
      for (const missing of [0n, 1n]) {
        const witness = circuit.calculate({ numerator: 5n, denominator, missing });
        expect(output(witness, "below[0]")).toBe(missing === 0n && denominator > 0n ? 1n : 0n);
      }
    }
  });

  it("takes no ratio below its first cut for none where a ratio always exists", async () => {
    const { accepts } = await openTemplate("RatioCells", {
      call: "RatioCells(2, 0, 6, 6, [1, 2], [3, 3])",
      declares: "told[cuts + partial]",
      hints: [["below[k] <-- (missing == 0 && denominator > 0 && q[k] * numerator < p[k] * denominator) ? 1 : 0;", "below[k] <-- told[k];"]],
    });
    for (let numerator = -9n; numerator <= 9n; numerator++) {
      for (const denominator of [1n, 3n, 9n]) {
        const right = [3n * numerator < denominator, 3n * numerator < 2n * denominator].map((is) => (is ? 1n : 0n)).join();
        for (const told of [
          [0n, 0n],
          [0n, 1n],
          [1n, 0n],
          [1n, 1n],
        ]) {
          expect(accepts({ numerator, denominator, missing: 0n, told }), `${numerator}/${denominator} ${told}`).toBe(told.join() === right);
        }
      }
    }
  });

  it("takes no denominator modulo the field that would turn the comparison round", () => {
    for (const told of ascending) {
      for (const denominator of [HALF, -HALF, modulo(invert(3n)), FIELD_ORDER - 3n]) {
        const right = denominator === FIELD_ORDER - 3n ? honest(1n, -3n, 0n).join() : undefined;
        expect(ratio.accepts({ numerator: 1n, denominator, missing: 0n, told }), `${denominator} ${told}`).toBe(told.join() === right);
      }
    }
  });
});

describe("Quotient", () => {
  it("rounds down, negative numbers too, and takes no other small quotient", async () => {
    const { accepts } = await openTemplate("Quotient", {
      declares: "told",
      hints: [["quotient <-- (in - least * divisor) \\ divisor + least;", "quotient <-- told;"]],
    });
    const { circuit, output } = await openTemplate("Quotient");
    for (const value of [-500n, -441n, -440n, -439n, -1n, 0n, 1n, 19n, 20n, 21n, 437n]) {
      const right = value >= 0n ? value / 20n : -((-value + 19n) / 20n);
      expect(output(circuit.calculate({ in: value }), "quotient")).toBe(modulo(right));
      for (const told of [right, right + 1n, right - 1n, right + 2n, -right - 1n]) {
        expect(accepts({ in: value, told }), `${value} ${told}`).toBe(told === right);
      }
    }
  });

  it("would take a fraction of which nothing remains: that the quotient is small is its caller's to show", async () => {
    const { accepts } = await openTemplate("Quotient", {
      declares: "told",
      hints: [["quotient <-- (in - least * divisor) \\ divisor + least;", "quotient <-- told;"]],
    });
    expect(accepts({ in: 437n, told: modulo(437n * invert(20n)) })).toBe(true);
  });
});
