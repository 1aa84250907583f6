import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ceilingOfLogarithm, naturalLogarithm } from "../../src/quantise/logarithm.ts";

const positive = fc.bigInt({ min: 1n, max: 10n ** 12n });
const asNumber = (units: bigint, bits: number) => Number(units >> BigInt(bits - 60)) / 2 ** 60;

describe("the bracket of a logarithm", () => {
  it("holds ln 2 and ln 10 to eighty places", () => {
    // floor(ln 2 * 10^40), floor(ln 10 * 10^40)
    for (const [p, digits] of [
      [2n, 6931471805599453094172321214581765680755n],
      [10n, 23025850929940456840179914546843642076011n],
    ] as const) {
      const { low, high } = naturalLogarithm(p, 1n, 200);
      expect(low * 10n ** 40n).toBeLessThanOrEqual((digits + 1n) << 200n);
      expect(high * 10n ** 40n).toBeGreaterThanOrEqual(digits << 200n);
      expect(high - low).toBeLessThan(1n << 12n);
    }
  });

  it("is around Math.log everywhere, and narrow", () => {
    fc.assert(
      fc.property(positive, positive, (p, q) => {
        const { low, high } = naturalLogarithm(p, q, 128);
        const expected = Math.log(Number(p)) - Math.log(Number(q));
        expect(Math.abs(asNumber(low, 128) - expected)).toBeLessThan(1e-13);
        expect(high - low).toBeGreaterThan(0n);
        expect(high - low).toBeLessThan(1n << 24n);
      }),
    );
  });
});

describe("the ceiling of a logarithm", () => {
  it("and that of its inverse are one apart, since it is never whole", () => {
    fc.assert(
      fc.property(positive, positive, fc.bigInt({ min: 1n, max: 1n << 90n }), (p, q, numerator) => {
        const factor = { numerator, denominator: 3n };
        const sum = ceilingOfLogarithm(p, q, factor) + ceilingOfLogarithm(q, p, factor);
        expect(sum).toBe(p === q ? 0n : 1n);
      }),
    );
  });

  it("is that of a number known otherwise", () => {
    expect(ceilingOfLogarithm(1n, 1n, { numerator: 1n << 60n, denominator: 1n })).toBe(0n);
    expect(ceilingOfLogarithm(2n, 1n, { numerator: 10n ** 20n, denominator: 1n })).toBe(69314718055994530942n);
    expect(ceilingOfLogarithm(1n, 4n, { numerator: 10n ** 20n, denominator: 1n })).toBe(-138629436111989061883n);
  });
});
