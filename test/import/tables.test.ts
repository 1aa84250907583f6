import { describe, expect, it } from "vitest";
import { scorecardpyNotes } from "../../src/import/scorecardpy-notes.ts";
import { PLAIN, quantise, read, SCORECARDPY, schema } from "./fixture.ts";

/** What two spellings of one table must agree in: everything but places and labels. */
const meaning = (table: string | Uint8Array) =>
  quantise(table).characteristics.map(({ name, bins }) => [name, bins.map(({ ranges, points }) => ({ ranges, points }))]);

describe("scorecardpy's table", () => {
  it("is read as the tool writes it: half-open intervals, joined categories, missing and special bins", () => {
    const [duration, income, purpose, home] = quantise(SCORECARDPY).characteristics;
    expect(duration?.bins.map(({ ranges }) => ranges)).toEqual([[[0n, 7n]], [[7n, 33n]], [[33n, 96n]]]);
    // In hundredths from 0: the missing marker, exactly 0, below 1000 but not 0, the rest.
    expect(income?.bins.map(({ ranges }) => ranges)).toEqual([[[1000001n, 1000002n]], [[0n, 1n]], [[1n, 100000n]], [[100000n, 1000001n]]]);
    expect(purpose?.bins.map(({ ranges }) => ranges)).toEqual([[[1n, 3n]], [[0n, 1n]]]);
    expect(home?.bins.map(({ ranges }) => ranges)).toEqual([[[1n, 3n]], [[0n, 1n]]]);
  });

  it("keeps source, digest and the place of every bin", () => {
    const { source, initialPoints, characteristics } = read(SCORECARDPY);
    expect(source).toMatchObject({ file: "card.csv", format: "scorecardpy", comparison: "float64" });
    expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(initialPoints).toEqual({ units: 400n, scale: 0 });
    expect(characteristics.map(({ name, place }) => [name, place])).toEqual([
      ["duration", { line: 3, column: 1 }],
      ["income", { line: 6, column: 1 }],
      ["purpose", { line: 10, column: 1 }],
      ["home", { line: 12, column: 1 }],
    ]);
    expect(characteristics[2]?.bins[0]?.attributes.map(({ text, place }) => [text, place])).toEqual([
      ["used car", { line: 10, column: 9 }],
      ["radio/tv", { line: 10, column: 9 }],
    ]);
  });

  it.each([
    ["an index column", (text: string) => text.replace(/^(?=.)/gm, "0,").replace(/^0,variable/, ",variable")],
    ["the two index columns of concatenated frames", (text: string) => text.replace(/^(?=.)/gm, "duration,0,").replace(/^duration,0,variable/, ",,variable")],
    ["a named index column", (text: string) => text.replace(/^(?=.)/gm, "0,").replace(/^0,variable/, "Unnamed: 0,variable")],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["carriage returns", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no final newline", (text: string) => text.trimEnd()],
    ["empty lines", (text: string) => text.replaceAll("\n", "\n\n")],
    ["every cell quoted", (text: string) => text.replace(/("[^"]*"|[^,\n]+|(?<=,)(?=,))/g, (cell) => (cell.startsWith('"') ? cell : `"${cell}"`))],
    ["spaces around cells", (text: string) => text.replace(/^(\w+),/gm, " $1 ,")],
    [
      "rows in another order",
      (text: string) => text.split("\n").toSpliced(2, 3, 'duration,"[34.0,inf)",-56.0', 'duration,"[-inf,8.0)",65.0', 'duration,"[8.0,34.0)",-5.0').join("\n"),
    ],
    ["points in scientific notation", (text: string) => text.replace("65.0", "6.5e1").replace("-5.0", "-5E+0").replace("8.0\n", "800e-2\n")],
  ])("may have %s", (_, change) => {
    const changed = change(SCORECARDPY);
    expect(changed).not.toBe(SCORECARDPY);
    const sorted = (table: string) =>
      meaning(table).map(([name, bins]) => [name, [...(bins as { points: bigint }[])].sort((a, b) => Number(a.points - b.points))]);
    expect(sorted(changed)).toEqual(sorted(SCORECARDPY));
  });

  it("warns of single values, which the tool's own scoring may not find", () => {
    expect(scorecardpyNotes(read(SCORECARDPY), schema)).toEqual([expect.stringMatching(/^income has single values/)]);
    expect(scorecardpyNotes(read(PLAIN), schema)).toEqual([]);
  });

  it("takes names of Object's own properties as any other", () => {
    const features = ["constructor", "hasownproperty", "tostring"].map((name) => ({
      name,
      type: "category" as const,
      values: ["__proto__", "constructor"],
      missing: "never" as const,
    }));
    const rows = features.map(({ name }) => `${name},__proto__,1\n${name},constructor,-1\n`).join("");
    const model = quantise(`variable,bin,points\nbasepoints,,420\n${rows}`, {}, { ...schema, features });
    expect(model.characteristics.map(({ name, bins }) => [name, bins.map(({ points }) => points)])).toEqual(features.map(({ name }) => [name, [1n, -1n]]));
    expect(() => quantise("variable,bin,points\nbasepoints,,420\n__proto__,x,1\n")).toThrow(/"__proto__"/);
  });
});

describe("a plain table", () => {
  it("says the same as scorecardpy's", () => {
    const sets = (table: string) => meaning(table).slice(0, 4);
    expect(sets(PLAIN)).toEqual(sets(SCORECARDPY));
    expect(read(PLAIN).source).toMatchObject({ format: "scorecard-csv", comparison: "decimal" });
  });

  it("has intervals of dates, closed where it says so", () => {
    const opened = quantise(PLAIN).characteristics[4];
    const last = BigInt((Date.parse("2020-06-30") - Date.parse("2000-01-01")) / 86_400_000);
    expect(opened?.bins.map(({ ranges }) => ranges)).toEqual([[[0n, last + 1n]], [[last + 1n, 11323n]]]);
  });

  it("has columns in any order, and may leave bin and reason out", () => {
    const turned = PLAIN.trimEnd()
      .split("\n")
      .filter((line) => !line.includes("or radio") && !line.includes("or missing"))
      .concat("purpose,used car,40,,", "purpose,radio/tv,40,,", "home,(missing),-15,,", "home,rent,-15,,")
      .map((line) => line.replace(/^([^,]+),(".*"|[^,]*),([^,]*),.*$/, "$3,$1,$2"));
    expect(turned[0]).toBe("points,characteristic,attribute");
    expect(quantise(turned.join("\n")).characteristics.map(({ name, bins }) => [name, bins.length])).toEqual([
      ["duration", 3],
      ["income", 4],
      ["purpose", 3],
      ["home", 3],
      ["opened", 2],
    ]);
  });

  it("gives reason codes, which the policy's sentences then carry", () => {
    const withReasons = PLAIN.replace(/^(duration|income)(.*),$/gm, "$1$2,CAP").replace(/^(purpose|home|opened)(.*),$/gm, "$1$2,OTH");
    const reasons = ["OTH", "CAP"].map((code) => ({ code, sentence: `A sentence for ${code}` }));
    expect(quantise(withReasons, { reasons }).characteristics.map(({ reason }) => reason)).toEqual([1, 1, 0, 0, 0]);
  });
});
