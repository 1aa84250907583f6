import { mkdtempSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { importModel } from "../../src/import/import-model.ts";
import { PLAIN, quantise, SCORECARDPY } from "./fixture.ts";

/** Replaces a line (from 1) by none, one or several. */
const line = (table: string, number: number, ...by: string[]) =>
  table
    .split("\n")
    .toSpliced(number - 1, 1, ...by)
    .join("\n");
const py = (number: number, ...by: string[]) => line(SCORECARDPY, number, ...by);
const plain = (number: number, ...by: string[]) => line(PLAIN, number, ...by);
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)));

/** What is wrong, the table, the error's code, its exact place, and what its message names. */
type Twin = [what: string, table: string | Uint8Array, code: string, place: string, message: RegExp];

const twins: Twin[] = [
  // The file as such.
  ["an empty file", "", "CRD-1001", "card.csv:1:1", /empty; expected a header/],
  ["a file of white space", " \n\t\n", "CRD-1001", "card.csv:1:1", /empty/],
  ["a file that is a byte order mark", "\uFEFF", "CRD-1001", "card.csv:1:1", /empty/],
  [
    "UTF-16",
    bytes([0xff, 0xfe], [...SCORECARDPY].map((c) => `${c}\0`).join("")),
    "CRD-1002",
    "card.csv:1:1",
    /expected a table as CSV, or a text file of a model, in UTF-8/,
  ],
  ["UTF-16 without a mark", bytes([...SCORECARDPY].map((c) => `${c}\0`).join("")), "CRD-1002", "card.csv:1:2", /UTF-8/],
  ["Latin-1", bytes(SCORECARDPY, "purpose,stra", [0xdf], "e,1.0\n"), "CRD-1002", "card.csv:14:13", /UTF-8/],
  ["a zero byte in a cell", py(4, 'duration,"[8.0,34.0)\0",-5.0'), "CRD-1002", "card.csv:4:21", /UTF-8/],
  ["a spreadsheet's own format", bytes([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00]), "CRD-1002", "card.csv:1:6", /UTF-8/],

  // The format.
  ["a header in another case", py(1, "VARIABLE,BIN,POINTS"), "CRD-1003", "card.csv:1:1", /"VARIABLE", "BIN", "POINTS"; expected variable, bin, points/],
  ["semicolons", SCORECARDPY.replaceAll(",", ";"), "CRD-1003", "card.csv:1:1", /variable;bin;points/],
  ["no header", py(1), "CRD-1003", "card.csv:1:1", /"basepoints", "", "400.0"/],
  ["a table of bins instead of points", py(1, "variable,bin,woe"), "CRD-1003", "card.csv:1:1", /"woe"/],
  ["an unknown column in a plain table", plain(1, "characteristic,attribute,points,bin,weight"), "CRD-1003", "card.csv:1:1", /"weight"/],
  ["a column twice", plain(1, "characteristic,attribute,points,bin,bin"), "CRD-1004", "card.csv:1:37", /bin stands twice/],

  // The table.
  ["a row with a cell too few", py(11, "purpose,new car"), "CRD-1004", "card.csv:11:16", /2 cells, expected 3 \(variable, bin, points\)/],
  ["a row with a cell too many", py(4, "duration,[8.0,34.0),-5.0"), "CRD-1004", "card.csv:4:21", /4 cells, expected 3/],
  ["a quote that is not closed", py(4, 'duration,"[8.0,34.0),-5.0'), "CRD-1004", "card.csv:5:10", /quote/],
  ["a quote inside a cell", py(11, 'purpose,new "car",-20.0'), "CRD-1004", "card.csv:11:9", /quote stands inside a cell/],
  ["text after a quoted cell", py(4, 'duration,"[8.0,34.0)"x,-5.0'), "CRD-1004", "card.csv:4:10", /Text follows the quote/],
  ["no basepoints", py(2), "CRD-1004", "card.csv:12:1", /basepoints/],
  ["no initial points", plain(2), "CRD-1004", "card.csv:16:1", /\(initial\)/],
  ["no characteristic", "variable,bin,points\nbasepoints,,400.0\n", "CRD-1004", "card.csv:2:1", /at least one characteristic/],
  ["a header alone", "variable,bin,points\n", "CRD-1004", "card.csv:1:1", /basepoints/],
  ["basepoints twice", py(2, "basepoints,,400.0", "basepoints,,400.0"), "CRD-1011", "card.csv:3:1", /basepoints stands twice/],
  ["initial points twice", plain(3, "(initial),,400,,"), "CRD-1011", "card.csv:3:1", /initial points stand twice/],

  // Points.
  ["points that are not a number", py(11, "purpose,new car,nan"), "CRD-1006", "card.csv:11:17", /"nan", expected a finite decimal/],
  ["infinite points", py(11, "purpose,new car,-inf"), "CRD-1006", "card.csv:11:17", /"-inf"/],
  ["points beyond any float", py(11, "purpose,new car,1e999"), "CRD-1006", "card.csv:11:17", /"1e999"/],
  ["empty points", py(11, "purpose,new car,"), "CRD-1006", "card.csv:11:17", /""/],
  ["points with a decimal comma", py(11, 'purpose,new car,"-20,0"'), "CRD-1006", "card.csv:11:17", /"-20,0"/],
  ["hexadecimal points", py(11, "purpose,new car,0x14"), "CRD-1006", "card.csv:11:17", /"0x14"/],
  ["basepoints that are not finite", py(2, "basepoints,,NaN"), "CRD-1006", "card.csv:2:13", /"NaN"/],
  ["points with more places than a score has room for", py(11, "purpose,new car,-20.0000000001"), "CRD-1015", "points", /10 decimal places/],
  ["points too large for a score", py(11, "purpose,new car,-3000000000"), "CRD-1015", "points", /must lie between -2147483648 and 2147483648/],

  // Characteristics.
  ["a characteristic that the schema has not", py(11, "colour,red,-20.0"), "CRD-1007", "card.csv:11:1", /"colour", expected one of duration, income/],
  ["a characteristic in another case", py(3, 'Duration,"[-inf,8.0)",65.0'), "CRD-1007", "card.csv:3:1", /"Duration"/],
  ["an empty characteristic", py(11, ",new car,-20.0"), "CRD-1007", "card.csv:11:1", /""/],

  // Bins that are not understood.
  [
    "an interval closed on the wrong side",
    py(4, 'duration,"(8.0,34.0]",-5.0'),
    "CRD-1005",
    "card.csv:4:10",
    /expected \[from,to\) or a number, for duration from 1 to 96/,
  ],
  ["an interval that is not closed", py(4, 'duration,"[8.0,34.0",-5.0'), "CRD-1005", "card.csv:4:10", /\[8\.0,34\.0/],
  ["an interval with three ends", py(4, 'duration,"[8.0,20.0,34.0)",-5.0'), "CRD-1005", "card.csv:4:10", /expected \[from,to\)/],
  ["an interval without an end", py(4, 'duration,"[8.0,)",-5.0'), "CRD-1005", "card.csv:4:10", /expected \[from,to\)/],
  ["an interval of words", py(4, 'duration,"[short,long)",-5.0'), "CRD-1005", "card.csv:4:10", /a number/],
  ["an interval that is turned", py(4, 'duration,"[34.0,8.0)",-5.0'), "CRD-1005", "card.csv:4:10", /start below its end/],
  ["an interval that is empty", py(4, 'duration,"[8.0,8.0)",-5.0'), "CRD-1005", "card.csv:4:10", /holds no value/],
  ["an interval with nan", py(4, 'duration,"[8.0,nan)",-5.0'), "CRD-1005", "card.csv:4:10", /nan/],
  ["two intervals in a bin", py(4, 'duration,"[8.0,20.0)%,%[20.0,34.0)",-5.0'), "CRD-1005", "card.csv:4:10", /two intervals/],
  ["an empty part of a merged bin", py(10, 'purpose,"used car%,%",40.0'), "CRD-1005", "card.csv:10:9", /joined by %,%/],
  ["an empty bin", py(11, "purpose,,-20.0"), "CRD-1005", "card.csv:11:9", /""/],
  ["an empty attribute", plain(12, "purpose,,-20,,"), "CRD-1005", "card.csv:12:9", /attribute is empty/],
  ["a date that is none", plain(16, 'opened,"(-inf,2020-13-30]",3,,'), "CRD-1005", "card.csv:16:8", /a date such as/],
  ["a number where a date belongs", plain(16, 'opened,"(-inf,2020]",3,,'), "CRD-1005", "card.csv:16:8", /a date such as/],

  // Gaps.
  ["a gap between bins", py(4, 'duration,"[9.0,34.0)",-5.0'), "CRD-1008", "card.csv:4:10", /no bin for "8";/],
  ["a wider gap", py(5, 'duration,"[40.0,inf)",-56.0'), "CRD-1008", "card.csv:5:10", /no bin for "34" to "39"/],
  ["a bin left out", py(4), "CRD-1008", "card.csv:4:10", /no bin for "8" to "33"/],
  ["a gap at the start", py(3, 'duration,"[2.0,8.0)",65.0'), "CRD-1008", "card.csv:3:10", /no bin for "1"/],
  ["a gap at the end", py(5, 'duration,"[34.0,96.0)",-56.0'), "CRD-1008", "card.csv:3:1", /no bin for "96"/],
  ["a gap of one hundredth", py(9, 'income,"[1000.005,inf)",25.0'), "CRD-1008", "card.csv:9:8", /no bin for "1000.00"/],
  ["a category without a bin", py(11), "CRD-1008", "card.csv:10:1", /no bin for "new car"/],
  ["no missing bin where a cell may be missing", py(6), "CRD-1008", "card.csv:6:1", /no bin for a missing cell/],
  [
    "an end and the missing bin left out",
    line(py(9, 'income,"[1000.0,9999.5)",25.0'), 6),
    "CRD-1008",
    "card.csv:6:1",
    /"9999.50" to "10000.00" and a missing cell/,
  ],
  ["both sides open at an edge", plain(17, 'opened,"(2020-07-01,inf)",-3,,'), "CRD-1008", "card.csv:17:8", /"2020-07-01"/],

  // Overlaps and duplicates.
  ["bins that overlap", py(4, 'duration,"[7.0,34.0)",-5.0'), "CRD-1009", "card.csv:4:10", /overlaps \[-inf,8\.0\) in line 3/],
  ["a bin within another", py(4, 'duration,"[8.0,34.0)",-5.0', 'duration,"[10.0,12.0)",1.0'), "CRD-1009", "card.csv:5:10", /overlaps \[8\.0,34\.0\) in line 4/],
  ["both sides closed at an edge", plain(17, 'opened,"[2020-06-30,inf)",-3,,'), "CRD-1009", "card.csv:17:8", /share no value/],
  ["the same interval twice", py(4, 'duration,"[8.0,34.0)",-5.0', 'duration,"[8.0,34.0)",-5.0'), "CRD-1011", "card.csv:5:10", /in line 4 already/],
  ["the table twice", `${SCORECARDPY}${SCORECARDPY.split("\n").slice(2).join("\n")}`, "CRD-1011", "card.csv:14:10", /in line 3 already/],
  ["a category in two bins", py(11, 'purpose,"new car%,%used car",-20.0'), "CRD-1011", "card.csv:11:9", /used car of purpose has a bin in line 10/],
  ["a category twice in a bin", py(11, 'purpose,"new car%,%new car",-20.0'), "CRD-1011", "card.csv:11:9", /new car of purpose/],
  ["a single value twice, spelt in two ways", py(7, "income,0.0,-30.0", "income,0,-30.0"), "CRD-1011", "card.csv:8:8", /0 of income has a bin in line 7/],
  ["two missing bins", py(6, "income,missing,-20.0", "income,missing,-21.0"), "CRD-1011", "card.csv:7:8", /missing of income/],
  ["a bin with two different points", plain(11, "purpose,radio/tv,41,used car or radio,"), "CRD-1011", "card.csv:11:18", /Found 41, expected the points/],
  ["a characteristic with two reasons", plain(4, 'duration,"[8,34)",-5,,R9'), "CRD-1011", "card.csv:4:23", /reason "R9"/],

  // Bins that no record can reach.
  ["a bin below the feature's range", py(3, 'duration,"[-inf,1.0)",65.0', 'duration,"[1.0,8.0)",65.0'), "CRD-1010", "card.csv:3:10", /duration from 1 to 96/],
  [
    "a bin above the feature's range",
    py(5, 'duration,"[34.0,97.0)",-56.0', 'duration,"[97.0,inf)",-60.0'),
    "CRD-1010",
    "card.csv:6:10",
    /No record can carry \[97\.0,inf\)/,
  ],
  [
    "a bin between two values",
    py(9, 'income,"[1000.0,1000.001)",1.0', 'income,"[1000.001,1000.002)",2.0', 'income,"[1000.002,inf)",25.0'),
    "CRD-1010",
    "card.csv:10:8",
    /1000\.001/,
  ],
  ["a special value outside the range", py(7, "income,-999.0,-30.0"), "CRD-1010", "card.csv:7:8", /-999\.0/],
  ["a special value between two values", py(7, "income,0.001,-30.0"), "CRD-1010", "card.csv:7:8", /0\.001/],
  [
    "an interval whose values all have bins of their own",
    plain(3, "duration,1,1,,", 'duration,"[1,1]",2,,', 'duration,"(1,8)",65,,'),
    "CRD-1010",
    "card.csv:4:10",
    /bin of its own/,
  ],
  [
    "a missing bin where no cell is missing",
    py(3, "duration,missing,1.0", 'duration,"[-inf,8.0)",65.0'),
    "CRD-1010",
    "card.csv:3:10",
    /never missing; expected no missing bin/,
  ],
  [
    "a category that the schema has not",
    py(11, 'purpose,"new car%,%boat",-20.0'),
    "CRD-1012",
    "card.csv:11:9",
    /"boat" as a value of purpose, expected one of "new car", "used car", "radio\/tv"/,
  ],
  ["a category in another case", py(13, "home,Own,8.0"), "CRD-1012", "card.csv:13:6", /"Own"/],
  ["an interval of a category", py(13, 'home,"[0.0,inf)",8.0'), "CRD-1012", "card.csv:13:6", /expected one of "own", "rent"/],
];

describe("a malformed table is refused, with file, line, column and what was expected", () => {
  it("and has a well-formed twin", () => {
    expect(() => quantise(SCORECARDPY)).not.toThrow();
    expect(() => quantise(PLAIN)).not.toThrow();
    expect(twins.length).toBeGreaterThanOrEqual(40);
  });

  it.each(twins)("%s", (_, table, code, place, message) => {
    let error: unknown;
    try {
      quantise(table);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(CredenceError);
    const { code: found, place: at, message: said } = error as CredenceError;
    expect([found, at, said]).toEqual([code, place, expect.stringMatching(message)]);
  });

  it("a file that is absent, a directory, or larger than any table", () => {
    const folder = mkdtempSync(join(tmpdir(), "credence-"));
    const huge = join(folder, "huge.csv");
    writeFileSync(huge, "");
    truncateSync(huge, 64 * 1024 * 1024 + 1);
    for (const path of [join(folder, "absent.csv"), folder, huge]) {
      expect(() => importModel(path), path).toThrow(expect.objectContaining({ code: "CRD-1001", place: path }));
    }
  });
});
