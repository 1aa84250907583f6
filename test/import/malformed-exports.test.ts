import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { quantise, schema } from "./fixture.ts";

/** One small scorecard as each tool writes it: a number that may not be missing, one that may, with decimal places, merged categories, special values. */
const OPTBINNING = `,Variable,Bin id,Bin,Count,Points
0,duration,0,"(-inf, 8.00)",5,100.0
1,duration,1,"[8.00, 33.50)",5,50.0
2,duration,2,"[33.50, inf)",5,-0.0
3,duration,3,Special,0,20.0
4,duration,4,Missing,0,20.0
0,income,0,"[-inf, 1000.0)",5,90.0
1,income,1,"[1000.0, inf)",5,160.0
2,income,2,"[0, -9]",5,70.0
3,income,3,Missing,5,80.0
0,purpose,0,['used car' 'radio/tv'],5,250.0
1,purpose,1,"<StringArray>
['new car']
Length: 1, dtype: str",5,120.0
2,purpose,2,"[0, -9]",0,20.0
3,purpose,3,Missing,0,20.0
`;
const TOAD = `,name,value,score
0,duration,[-inf ~ 8.0),100.25
1,duration,[8.0 ~ 33.5),50.5
2,duration,[33.5 ~ inf),0
3,income,[-inf ~ 1000.0),90
4,income,[1000.0 ~ inf),160
5,purpose,"used car,radio/tv",250
6,purpose,new car,120
7,home,own,20
8,home,"rent,nan",10
`;
const TOAD_JSON = `{
    "duration": {
        "[-inf ~ 8.0)": 100.25,
        "[8.0 ~ 33.5)": 50.5,
        "[33.5 ~ inf)": 0
    },
    "purpose": {
        "used car,radio/tv": 250,
        "else": 120
    },
    "home": {
        "own": 20,
        "rent,nan": 10
    }
}
`;
const SKORECARD = `bin_index,map,woe,feature,coef,contribution,Points
0,"(-inf, 8.0]",0.1,duration,0.9,0.09,100
1,"(8.0, 33.5]",0.1,duration,0.9,0.09,50
2,"(33.5, inf]",0.1,duration,0.9,0.09,0
-1,Missing,0.0,duration,0.9,0.0,20
0,"(-inf, 1000.0] | Missing",0.1,income,0.9,0.09,90
1,"(1000.0, inf]",0.1,income,0.9,0.09,160
-3,Special: [0],0.1,income,0.9,0.09,70
0,"new car, used car",0.1,purpose,0.9,0.09,250
-2,Other,0.1,purpose,0.9,0.09,120
-1,Missing,0.1,purpose,0.9,0.09,10
0,own,0.1,home,0.9,0.09,20
1,rent | Other | Missing,0.1,home,0.9,0.09,10
0,0,0.0,Intercept,0.2,0.0,0
`;
const POLICY = { cutOffs: { approveFrom: "300", referFrom: "200" } };

/** A table with one text in place of another, which has to be there. */
const changed = (table: string) => (from: string, to: string) => {
  if (!table.includes(from)) throw new Error(`nothing to change: ${from}`);
  return table.replace(from, to);
};
const ob = changed(OPTBINNING);
const td = changed(TOAD);
const js = changed(TOAD_JSON);
const sk = changed(SKORECARD);

const rangesOf = (table: string, name: string) =>
  quantise(table, POLICY)
    .characteristics.find((each) => each.name === name)
    ?.bins.map(({ ranges, points }) => [points, ranges]);

describe("a tool's own table means what the tool does with it", () => {
  it("optbinning: a cut belongs to the bin that it starts, special values go first, rows that nobody can reach are passed over", () => {
    // Codes of duration count from 1, of income hundredths from 0 with the missing marker last.
    expect(rangesOf(OPTBINNING, "duration")).toEqual([
      [100n, [[0n, 7n]]],
      [50n, [[7n, 33n]]],
      [0n, [[33n, 96n]]],
    ]);
    expect(rangesOf(OPTBINNING, "income")).toEqual([
      [90n, [[1n, 100000n]]],
      [160n, [[100000n, 1000001n]]],
      [70n, [[0n, 1n]]],
      [80n, [[1000001n, 1000002n]]],
    ]);
    expect(rangesOf(OPTBINNING, "purpose")).toEqual([
      [250n, [[1n, 3n]]],
      [120n, [[0n, 1n]]],
    ]);
  });

  it("toad: a cut belongs to the bin that it starts, and a missing number without a bin of its own is scored as -1", () => {
    expect(rangesOf(TOAD, "duration")?.map(([, ranges]) => ranges)).toEqual([[[0n, 7n]], [[7n, 33n]], [[33n, 96n]]]);
    expect(rangesOf(TOAD, "income")).toEqual([
      [
        9000n,
        [
          [0n, 100000n],
          [1000001n, 1000002n],
        ],
      ],
      [16000n, [[100000n, 1000001n]]],
    ]);
    expect(rangesOf(TOAD, "home")?.map(([, ranges]) => ranges)).toEqual([[[0n, 1n]], [[1n, 3n]]]);
    expect(rangesOf(TOAD_JSON, "purpose")).toEqual(rangesOf(TOAD, "purpose"));
  });

  it("skorecard: each interval says which end is its own, Other takes what nobody names, Missing stands alone or beside another bin", () => {
    expect(rangesOf(SKORECARD, "duration")?.map(([, ranges]) => ranges)).toEqual([[[0n, 8n]], [[8n, 33n]], [[33n, 96n]]]);
    expect(rangesOf(SKORECARD, "income")?.map(([, ranges]) => ranges)).toEqual([
      [
        [1n, 100001n],
        [1000001n, 1000002n],
      ],
      [[100001n, 1000001n]],
      [[0n, 1n]],
    ]);
    expect(rangesOf(SKORECARD, "purpose")?.map(([, ranges]) => ranges)).toEqual([[[0n, 2n]], [[2n, 3n]]]);
    expect(rangesOf(SKORECARD, "home")?.map(([, ranges]) => ranges)).toEqual([[[0n, 1n]], [[1n, 3n]]]);
  });

  it("optbinning: a count may be written as a float, as pandas does once a row without one stands below", () => {
    expect(rangesOf(ob("Special,0,", "Special,0.0,"), "duration")).toEqual(rangesOf(OPTBINNING, "duration"));
  });

  it("optbinning: the intercept is a row of its own, and points over an intercept are not read without it", () => {
    const over = `Variable,Bin,Points\nduration,"[-inf, 8.0)",0\nduration,"[8.0, inf)",300\n`;
    expect(() => quantise(over, POLICY)).toThrow(expect.objectContaining({ code: "CRD-1004", place: "card.csv:3:1" }));
    expect(quantise(`${over}Intercept,,120.0\n`, POLICY).initialPoints).toBe(120n);
  });
});

type Twin = [what: string, table: string, code: string, place: string, message: RegExp];

const twins: Twin[] = [
  ["optbinning: a table cut within a row", OPTBINNING.slice(0, OPTBINNING.indexOf("1,income") + 12), "CRD-1004", "card.csv:8:12", /quote/],
  ["optbinning: a table cut between rows", OPTBINNING.slice(0, OPTBINNING.indexOf("1,income")), "CRD-1008", "card.csv:7:3", /no bin for "1000.00"/],
  ["optbinning: a header alone", "Variable,Bin,Points\n", "CRD-1004", "card.csv:1:1", /at least one characteristic/],
  ["optbinning: a column that it does not have", ob("Count,Points", "Weight,Points"), "CRD-1003", "card.csv:1:1", /"Weight"/],
  ["optbinning: a gap", ob("[8.00, 33.50)", "[9.00, 33.50)"), "CRD-1008", "card.csv:3:14", /no bin for "8"/],
  ["optbinning: an overlap", ob("[8.00, 33.50)", "[7.00, 33.50)"), "CRD-1009", "card.csv:3:14", /overlaps/],
  [
    "optbinning: a bin twice",
    ob('"[8.00, 33.50)",5,50.0\n', '"[8.00, 33.50)",5,50.0\n1,duration,1,"[8.00, 33.50)",5,50.0\n'),
    "CRD-1011",
    "card.csv:4:14",
    /in line 3/,
  ],
  ["optbinning: points that are not finite", ob("5,50.0", "5,nan"), "CRD-1006", "card.csv:3:32", /"nan"/],
  ["optbinning: points that were not rounded", ob("5,50.0", "5,50.123456789012"), "CRD-1015", "points", /12 decimal places/],
  [
    "optbinning: a bin above the range",
    ob("(-inf, 8.00)", "(-inf, 7.00)")
      .replace('"[8.00, 33.50)"', '"[7.00, 33.50)"')
      .replace('"[33.50, inf)",5,-0.0', '"[33.50, 97.00)",5,0\n2,duration,2,"[97.00, inf)",5,1'),
    "CRD-1010",
    "card.csv:5:14",
    /No record can carry/,
  ],
  ["optbinning: a characteristic that the schema has not", OPTBINNING.replaceAll(",duration,", ",term,"), "CRD-1007", "card.csv:2:3", /"term"/],
  ["optbinning: a category that the schema has not", ob("'radio/tv'", "'boat'"), "CRD-1012", "card.csv:11:13", /"boat"/],
  ["optbinning: a category without a bin", ob("['used car' 'radio/tv']", "['used car']"), "CRD-1008", "card.csv:11:3", /"radio\/tv"/],
  ["optbinning: categories cut to an ellipsis", ob("['used car' 'radio/tv']", "['used car' ... 'radio/tv']"), "CRD-1005", "card.csv:11:13", /list of values/],
  ["optbinning: fewer categories than pandas says", ob("Length: 1", "Length: 2"), "CRD-1005", "card.csv:12:13", /list of values/],
  ["optbinning: an interval closed on the other side", ob("[8.00, 33.50)", "(8.00, 33.50]"), "CRD-1005", "card.csv:3:14", /an interval such as/],
  ["optbinning: an empty bin", ob('"[8.00, 33.50)"', ""), "CRD-1005", "card.csv:3:14", /""/],
  ["optbinning: special values that were met and are not named", ob("Special,0", "Special,7"), "CRD-1005", "card.csv:5:14", /which values are "Special"/],
  ["optbinning: special values that nobody counts", "Variable,Bin,Points\nduration,Special,20\n", "CRD-1005", "card.csv:2:10", /which values are "Special"/],
  [
    "optbinning: an edge without its last digits, on a value with decimal places",
    ob("[-inf, 1000.0)", "(-inf, 1000.00)").replace("[1000.0,", "[1000.00,"),
    "CRD-1019",
    "card.csv:7:12",
    /1000\.00 of income/,
  ],
  [
    "optbinning: an edge that was cut to a whole number",
    OPTBINNING.replaceAll("8.00", "8").replaceAll("33.50", "34"),
    "CRD-1019",
    "card.csv:2:14",
    /8 of duration/,
  ],
  ["optbinning: the intercept twice", `${OPTBINNING}0,Intercept,,,,1\n0,Intercept,,,,1\n`, "CRD-1011", "card.csv:18:3", /Intercept stands twice/],

  ["toad: a table cut between rows", TOAD.slice(0, TOAD.indexOf("4,income")), "CRD-1008", "card.csv:5:3", /no bin for "1000.00"/],
  ["toad: a header alone", ",name,value,score\n", "CRD-1004", "card.csv:1:1", /at least one characteristic/],
  ["toad: a gap", td("[8.0 ~", "[9.0 ~"), "CRD-1008", "card.csv:3:12", /no bin for "8"/],
  ["toad: an overlap", td("[8.0 ~", "[7.0 ~"), "CRD-1009", "card.csv:3:12", /overlaps/],
  ["toad: a row twice", td("6,purpose,new car,120\n", "6,purpose,new car,120\n7,purpose,new car,120\n"), "CRD-1011", "card.csv:9:11", /in line 8/],
  ["toad: a score that is not finite", td("50.5", "inf"), "CRD-1006", "card.csv:3:25", /"inf"/],
  ["toad: a bin that nobody can reach", td("[33.5 ~ inf),0", "[33.5 ~ 97.0),0\n3,duration,[97.0 ~ inf),1"), "CRD-1010", "card.csv:5:12", /No record can carry/],
  ["toad: a missing bin where no cell is missing", td('"used car,radio/tv"', '"used car,radio/tv,nan"'), "CRD-1010", "card.csv:7:11", /never missing/],
  ["toad: a category that the schema has not", td("new car", "boat"), "CRD-1012", "card.csv:8:11", /"boat"/],
  ["toad: an empty category", td("used car,radio/tv", "used car,,radio/tv"), "CRD-1005", "card.csv:7:11", /joined by commas/],
  ["toad: else where every category is named", td("7,home", "7,purpose,else,5\n7,home"), "CRD-1010", "card.csv:9:11", /bin of its own/],
  ["toad: else of a number", td("[33.5 ~ inf),0", "else,0"), "CRD-1005", "card.csv:4:12", /of a category only/],
  ["toad: an interval with a comma", td("[8.0 ~ 33.5)", '"[8.0,33.5)"'), "CRD-1005", "card.csv:3:12", /\[from ~ to\)/],
  ["toad: a characteristic that the schema has not", TOAD.replaceAll("duration", "term"), "CRD-1007", "card.csv:2:3", /"term"/],
  ["toad's JSON cut short", TOAD_JSON.slice(0, 60), "CRD-1101", "card.csv:4:9", /end of the file/],
  ["toad's JSON with a label twice", js('"[8.0 ~ 33.5)"', '"[-inf ~ 8.0)"'), "CRD-1101", "card.csv:4:9", /stands twice/],
  ["toad's JSON with NaN for points", js("50.5", "NaN"), "CRD-1006", "card.csv:4:9", /NaN/],
  ["toad's JSON with text for points", js("50.5", '"50.5"'), "CRD-1006", "card.csv:4:9", /"50.5"/],
  ["toad's JSON with an empty characteristic", '{"duration": {}}', "CRD-1101", "card.csv at duration", /at least one bin/],
  ["toad's JSON with a gap", js("[8.0 ~", "[9.0 ~"), "CRD-1008", "card.csv:4:9", /no bin for "8"/],
  ["toad's JSON with an empty label", js('"else"', '""'), "CRD-1005", "card.csv:9:9", /joined by commas/],

  ["skorecard: a table cut before its end", SKORECARD.slice(0, SKORECARD.indexOf("0,0,0.0,Inter")), "CRD-1004", "card.csv:13:1", /Intercept/],
  ["skorecard: no characteristic", `${SKORECARD.split("\n")[0]}\n0,0,0.0,Intercept,0.2,0.0,0\n`, "CRD-1004", "card.csv:2:1", /at least one characteristic/],
  ["skorecard: the intercept twice", `${SKORECARD}0,0,0.0,Intercept,0.2,0.0,0\n`, "CRD-1011", "card.csv:15:9", /Intercept stands twice/],
  ["skorecard: a gap", sk("(8.0, 33.5]", "(9.0, 33.5]"), "CRD-1008", "card.csv:3:3", /no bin for "9"/],
  ["skorecard: an overlap", sk("(8.0, 33.5]", "[8.0, 33.5]"), "CRD-1009", "card.csv:3:3", /overlaps/],
  ["skorecard: a bin twice", sk("1,rent |", "1,own |"), "CRD-1011", "card.csv:13:3", /own of home/],
  ["skorecard: two bins for what nobody names", sk("0,own,", "0,own | Other,"), "CRD-1011", "card.csv:13:3", /Other of home stands twice/],
  ["skorecard: points that are not finite", sk("0.09,50", "0.09,nan"), "CRD-1006", "card.csv:3:39", /"nan"/],
  ["skorecard: points without a bin", sk('"(8.0, 33.5]"', ""), "CRD-1005", "card.csv:3:3", /no bin for them/],
  ["skorecard: a special value that is only named", sk("Special: [0]", "Special: none"), "CRD-1005", "card.csv:8:4", /does not say what is special/],
  ["skorecard: a special value that nobody can carry", sk("Special: [0]", "Special: [-9]"), "CRD-1010", "card.csv:8:4", /No record can carry -9/],
  ["skorecard: a bin_index that is none", sk("1,rent", "one,rent"), "CRD-1005", "card.csv:13:1", /bin_index "one"/],
  ["skorecard: a category that the schema has not", sk("new car, used car", "new car, boat"), "CRD-1012", "card.csv:9:3", /"boat"/],
  ["skorecard: a characteristic that the schema has not", SKORECARD.replaceAll("duration", "term"), "CRD-1007", "card.csv:2:21", /"term"/],
];

describe("a malformed export is refused, with file, place and what was expected", () => {
  it("and has a well-formed twin", () => {
    for (const table of [OPTBINNING, TOAD, TOAD_JSON, SKORECARD]) expect(() => quantise(table, POLICY)).not.toThrow();
    expect(schema.features.map(({ name }) => name)).toContain("home");
  });

  it.each(twins)("%s", (_, table, code, place, message) => {
    let error: unknown;
    try {
      quantise(table, POLICY);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(CredenceError);
    const { code: found, place: at, message: said } = error as CredenceError;
    expect([found, at, said]).toEqual([code, place, expect.stringMatching(message)]);
  });

  it("and so is every cut of a real table after which a bin lacks its end", () => {
    const real = readFileSync(join(import.meta.dirname, "../vectors/skorecard/scorecard.csv"), "utf8")
      .trimEnd()
      .split("\n");
    for (let lines = 1; lines < real.length; lines++) {
      expect(() => quantise(real.slice(0, lines).join("\n")), `${lines} lines`).toThrow(expect.objectContaining({ code: "CRD-1004" }));
    }
  });
});
