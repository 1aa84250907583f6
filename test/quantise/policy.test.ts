import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolicy } from "../../src/model/policy.ts";
import { baselinePoints } from "../../src/quantise/baseline.ts";
import { quantiseScorecard } from "../../src/quantise/quantise-scorecard.ts";
import { PLAIN, policyFor, quantise, read, SCORECARDPY, schema } from "../import/fixture.ts";

const names = ["duration", "income", "purpose", "home"];
const reason = (code: string, characteristics: string[], sentence = `A sentence for ${code}`) => ({ code, characteristics, sentence });

describe("a policy that does not fit its model is refused, with its place", () => {
  const four = (...changed: object[]) => [...names.slice(0, 4 - changed.length).map((name, i) => reason(`R${i}`, [name])), ...changed];
  it.each([
    ["a characteristic without a reason", { reasons: four().slice(1) }, "reasons", /duration has no reason/],
    ["a reason for an unknown characteristic", { reasons: four(reason("R9", ["home", "colour"])) }, "reasons.3.characteristics", /no characteristic colour/],
    ["a characteristic with two reasons", { reasons: four(reason("R9", ["home", "duration"])) }, "reasons.3.characteristics", /duration has the reason R0/],
    ["a code twice", { reasons: four(reason("R0", ["home"])) }, "reasons.3.code", /R0 stands twice/],
    [
      "a reason that speaks for nothing",
      { reasons: [...four(), { code: "R9", sentence: "A sentence for nothing" }] },
      "reasons.4",
      /No characteristic has the reason R9/,
    ],
    ["cut-offs that are turned", { cutOffs: { approveFrom: "400", referFrom: "420" } }, "cutOffs.referFrom", /at most approveFrom, 400/],
    ["a cut-off that nobody reaches", { cutOffs: { approveFrom: "539", referFrom: "400" } }, "cutOffs.approveFrom", /from 279 to 538/],
    ["a cut-off that everybody reaches", { cutOffs: { approveFrom: "279", referFrom: "279" } }, "cutOffs.approveFrom", /from 279 to 538/],
    ["a band without width", { bandWidth: "0" }, "bandWidth", /above 0/],
    ["a negative band", { bandWidth: "-20" }, "bandWidth", /above 0/],
  ])("%s", (_, changes, place, message) => {
    expect(() => quantise(SCORECARDPY, changes)).toThrow(expect.objectContaining({ code: "CRD-1013", place, message: expect.stringMatching(message) }));
  });

  it("the cut-offs at the very ends are taken", () => {
    expect(quantise(SCORECARDPY, { cutOffs: { approveFrom: "538", referFrom: "279" } }).policy).toMatchObject({ approveFrom: 538n, referFrom: 279n });
    expect(quantise(SCORECARDPY, { cutOffs: { approveFrom: "280", referFrom: "280" } }).policy).toMatchObject({ approveFrom: 280n, referFrom: 280n });
  });

  it.each([
    ["Your score was too low"],
    ["Insufficient credit score"],
    ["Score below the cut-off"],
    ["Failed to achieve a qualifying score"],
    ["Our scoring system did not qualify you: points too low"],
    ["Internal standards of the bank"],
    ["Too short"],
  ])("the sentence %j names no factor", (sentence) => {
    expect(() => policyFor(names, { reasons: [reason("R1", names, sentence)] })).toThrow();
  });

  it.each([
    ["points that are a number and not text", { bandWidth: 20 }],
    ["points that are not a decimal", { bandWidth: "twenty" }],
    ["an unknown entry", { cutoffs: {} }],
    ["a window where the baseline has none", { baseline: { method: "mean", population: "a.csv", window: "20" } }],
    ["no window where the baseline needs one", { baseline: { method: "mean-at-cut-off", population: "a.csv" } }],
    ["a baseline that is not offered", { baseline: { method: "median", population: "a.csv" } }],
    ["no reason at all", { reasons: [] }],
    ["a name that is no file name", { model: { name: "../card", version: "1.0.0" } }],
  ])("%s", (_, changes) => {
    expect(() => policyFor(names, changes)).toThrow();
  });

  it("names file and entry, of the schema too", () => {
    const folder = mkdtempSync(join(tmpdir(), "credence-"));
    const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
    const { cutOffs: _, bandWidth: __, ...rest } = policyFor(names);
    const policy = { ...rest, bandWidth: "20", cutOffs: { approveFrom: "420", referFrom: "400" } };
    write("policy.json", { ...policy, tier: 9 });
    expect(() => readPolicy(join(folder, "policy.json"))).toThrow(expect.objectContaining({ code: "CRD-9003", place: `${folder}/policy.json at tier` }));
    write("policy.json", policy);
    expect(() => readPolicy(join(folder, "policy.json"))).toThrow(expect.objectContaining({ code: "CRD-9002", place: `${folder}/schema.json` }));
    write("schema.json", { ...schema, features: [...schema.features, schema.features[0]] });
    expect(() => readPolicy(join(folder, "policy.json"))).toThrow(expect.objectContaining({ code: "CRD-2001", place: `${folder}/schema.json at features.5` }));
    write("schema.json", schema);
    expect(readPolicy(join(folder, "policy.json"))).toMatchObject({ schema, population: undefined });
  });
});

describe("points", () => {
  it("are counted in the fewest decimal places that hold table and policy", () => {
    expect(quantise(SCORECARDPY)).toMatchObject({ pointsScale: 0, initialPoints: 400n });
    const finer = quantise(PLAIN.replace("(initial),,400", "(initial),,400.25"), { bandWidth: "12.5", cutOffs: { approveFrom: "420.125", referFrom: "400" } });
    expect(finer).toMatchObject({ pointsScale: 3, initialPoints: 400250n, policy: { approveFrom: 420125n, referFrom: 400000n, bandWidth: 12500n } });
    expect(finer.characteristics[0]?.bins.map(({ points }) => points)).toEqual([65000n, -5000n, -56000n]);
  });

  it("must fit the packed outcome, the lowest band included", () => {
    const table = (points: string) => `variable,bin,points\nbasepoints,,0\npurpose,"new car%,%used car",${points}\npurpose,radio/tv,0\n`;
    const policy = { cutOffs: { approveFrom: "0", referFrom: "0" }, bandWidth: "1000" };
    expect(quantise(table("-2147483000"), policy).policy.bandWidth).toBe(1000n);
    expect(() => quantise(table("-2147483001"), policy)).toThrow(expect.objectContaining({ code: "CRD-1015" }));
  });
});

describe("the baseline", () => {
  const bin = (from: bigint, points: bigint) => ({ label: "", ranges: [[from, from + 1n]] as const, points });
  const characteristics = [{ name: "x", feature: 0, bins: [bin(0n, -3n), bin(1n, -2n), bin(2n, 7n)] }];
  const mean = (...codes: bigint[]) =>
    baselinePoints(
      characteristics,
      0n,
      { method: "mean" },
      codes.map((code) => [code]),
    );

  it("is the mean rounded half up, below zero too", () => {
    expect(mean(0n, 1n)).toEqual([-2n]);
    expect(mean(0n, 0n, 1n)).toEqual([-3n]);
    expect(mean(0n, 1n, 1n)).toEqual([-2n]);
    expect(mean(1n, 2n)).toEqual([3n]);
    expect(mean(0n)).toEqual([-3n]);
  });

  it("at the cut-off takes the rows from the cut-off up to the window's end, not beyond", () => {
    const at = (initial: bigint) => baselinePoints(characteristics, initial, { method: "mean-at-cut-off", approveFrom: 98n, window: 9n }, [[0n], [1n], [2n]]);
    // Scores 97, 98, 107: the first is below the cut-off, the last at the window's end.
    expect(at(100n)).toEqual([-2n]);
    // Scores 98, 99, 108.
    expect(at(101n)).toEqual([-2n]);
    expect(() => at(200n)).toThrow(expect.objectContaining({ code: "CRD-1014", message: expect.stringMatching(/a score from 98 up to 107/) }));
  });

  it("is the most that a characteristic gives", () => {
    expect(baselinePoints(characteristics, 0n, { method: "max" })).toEqual([7n]);
    expect(quantise(SCORECARDPY).characteristics.map(({ baseline }) => baseline)).toEqual([65n, 25n, 40n, 8n]);
  });

  it("needs a population", () => {
    const policy = policyFor(names, { baseline: { method: "mean", population: "a.csv" } });
    expect(() => quantiseScorecard(read(SCORECARDPY), schema, policy)).toThrow(expect.objectContaining({ code: "CRD-1014", place: "baseline.population" }));
  });

  it("of any population is within half a point of its mean, above it at a tie", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 40 }), (codes) => {
        const sum = codes.reduce((a, code) => a + ([-3, -2, 7][code] as number), 0);
        expect(mean(...codes.map(BigInt))).toEqual([BigInt(Math.floor(sum / codes.length + 0.5))]);
      }),
    );
  });
});
