import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lostDigits } from "../../src/quantise/lost-digits.ts";
import type { Feature } from "../../src/record/schema.ts";

const number = (scale: number, min: string, max: string): Feature => ({ name: "x", type: "number", scale, min, max, missing: "never" });

describe("an edge that a tool cut to a few digits", () => {
  it("places whole numbers that it shows with a decimal place, and those that it passes half-way", () => {
    const years = number(0, "0", "100");
    expect(["3.50", "3.00", "3.0", "-0.50", "99.99"].map((edge) => lostDigits(years, edge))).toEqual([false, false, false, false, false]);
  });

  it("does not place whole numbers that it shows without one: 2 may have been 2.5 or 1.5", () => {
    expect(["2", "0", "100"].map((edge) => lostDigits(number(0, "0", "100"), edge))).toEqual([true, true, true]);
  });

  it("does not place whole numbers beyond those that float32 has", () => {
    const wide = number(0, "0", "100000000");
    expect([lostDigits(wide, "16777215.00"), lostDigits(wide, "16777216.00")]).toEqual([false, true]);
  });

  it("does not place a value with decimal places that lies within the digits that are gone", () => {
    const amount = number(2, "0.10", "10");
    expect(["1.50", "1.5", "1", "0", "1.505", "1.5050"].map((edge) => lostDigits(amount, edge))).toEqual([true, true, true, true, false, false]);
    // Half of the last place still counts; outside the range nothing does.
    expect([lostDigits(number(1, "-5", "5"), "-1.05"), lostDigits(amount, "12"), lostDigits(amount, "-3.00")]).toEqual([false, false, false]);
  });

  it("is no matter of dates, categories and open ends", () => {
    expect(lostDigits(number(2, "0", "1"), "inf")).toBe(false);
    expect(lostDigits({ name: "x", type: "category", values: ["0", "1"], missing: "never" }, "0")).toBe(false);
  });

  it("never passes where two cuts that are shown alike part the values of the schema differently", () => {
    const cut = fc.record({
      thousandths: fc.integer({ min: -20_000, max: 20_000 }),
      other: fc.integer({ min: -5, max: 5 }),
      scale: fc.integer({ min: 1, max: 3 }),
      places: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(cut, ({ thousandths, other, scale, places }) => {
        const [first, second] = [thousandths / 1000, (thousandths + other) / 1000];
        const shown = first.toFixed(places);
        fc.pre(shown === second.toFixed(places) && shown !== "-0");
        const step = 10 ** scale;
        const above = (edge: number) => Math.ceil(Number((edge * step).toFixed(6)));
        if (above(first) !== above(second)) expect(lostDigits(number(scale, "-100", "100"), shown)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
