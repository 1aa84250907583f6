import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, openEvaluator } from "../../src/evaluate/evaluate.ts";
import { decodeSource, readSource } from "../../src/files/source-file.ts";
import { importModel } from "../../src/import/import-model.ts";
import { formatUnits } from "../../src/model/decimal.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import type { ScorecardIR } from "../../src/model/scorecard-ir.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { quantiseScorecard } from "../../src/quantise/quantise-scorecard.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { type Feature, RecordSchema } from "../../src/record/schema.ts";
import { policyFor, quantise, read, SCORECARDPY, schema } from "../import/fixture.ts";

const folder = join(import.meta.dirname, "../..");
const rowsOf = (path: string) => parse(readFileSync(join(folder, path)), { columns: true }) as Record<string, string>[];

describe("against the tool that fitted the model", () => {
  it("gives all 1,000 scores, decisions and reasons of the German scorecard", () => {
    const { model } = quantiseFile(join(folder, "examples/german-scorecard/scorecard.csv"), join(folder, "examples/german-scorecard/policy.json"));
    const codes = encodeRows(readSource(join(folder, "examples/german-scorecard/data/german_statlog.csv")), model.schema, neededFeatures(model));
    const found = codes.map(openEvaluator(model)).map(({ score, decision, reasons }, i) => {
      const given = reasons.map((position) => model.policy.reasons[position - 1]?.code);
      return {
        row: `${i + 1}`,
        score: `${score}`,
        decision,
        reason_1: given[0] ?? "",
        reason_2: given[1] ?? "",
        reason_3: given[2] ?? "",
        reason_4: given[3] ?? "",
      };
    });
    const expected = rowsOf("examples/german-scorecard/expected.csv");
    expect(expected).toHaveLength(1000);
    expect(found).toEqual(expected);
    // All three decisions are there, or the comparison says little.
    expect(new Set(found.map(({ decision }) => decision))).toEqual(new Set(["approve", "refer", "decline"]));
  });

  it("gives all 823 scores of a table with missing and special bins, 455 rows with missing cells among them", () => {
    const vectors = "test/vectors/scorecardpy-missing";
    const ir = importModel(join(folder, vectors, "scorecard.csv")) as ScorecardIR;
    const number = (name: string, max: string, missing: "never" | "marker"): Feature => ({ name, type: "number", scale: 0, min: "0", max, missing });
    const category = (name: string, values: string[], missing: "never" | "marker"): Feature => ({ name, type: "category", values, missing });
    const schema = RecordSchema.parse({
      format: "credence.schema/1",
      name: "spanish",
      version: 1,
      features: [
        number("seniority", "60", "never"),
        category("home", ["ignore", "other", "owner", "parents", "priv", "rent"], "marker"),
        number("age", "120", "never"),
        category("records", ["no", "yes"], "never"),
        category("job", ["fixed", "freelance", "others", "partime"], "marker"),
        number("income", "100000", "marker"),
        number("assets", "1000000", "marker"),
        number("debt", "1000000", "marker"),
        number("amount", "100000", "never"),
      ],
    });
    const model = quantiseScorecard(ir, schema, policyFor(ir.characteristics.map(({ name }) => name)));
    const codes = encodeRows(readSource(join(folder, vectors, "rows.csv")), schema, neededFeatures(model));
    const expected = rowsOf(`${vectors}/expected.csv`);
    expect(expected).toHaveLength(823);
    expect(codes.map((row, i) => ({ row: `${i + 1}`, score: `${evaluate(model, row).score}` }))).toEqual(expected);
  });
});

describe("decision, band and reasons", () => {
  const model = quantise(SCORECARDPY, { cutOffs: { approveFrom: "443", referFrom: "383" } });
  const codesOf = (duration: string, income: string, purpose: string, home: string) =>
    encodeRows(
      decodeSource("rows.csv", new TextEncoder().encode(`duration,income,purpose,home\n${duration},${income},${purpose},${home}\n`)),
      model.schema,
      neededFeatures(model),
    )[0] as bigint[];
  const of = (...cells: Parameters<typeof codesOf>) => evaluate(model, codesOf(...cells));

  it("approves from approveFrom, refers from referFrom, declines below", () => {
    expect(of("8", "1000", "used car", "rent")).toMatchObject({ score: 445n, decision: "approve" });
    expect(of("8", "1000", "used car", "own")).toMatchObject({ score: 468n, decision: "approve" });
    expect(of("8", "999.99", "new car", "own")).toMatchObject({ score: 373n, decision: "decline" });
    const exactly = (approveFrom: string, referFrom: string) =>
      evaluate(quantise(SCORECARDPY, { cutOffs: { approveFrom, referFrom } }), codesOf("8", "1000", "used car", "rent")).decision;
    expect([exactly("445", "400"), exactly("446", "445"), exactly("447", "446"), exactly("446", "446")]).toEqual(["approve", "refer", "decline", "decline"]);
  });

  it("discloses the lower edge of the band, below zero too", () => {
    expect(of("8", "1000", "used car", "rent").disclosedScore).toBe(440n);
    expect(of("7", "1000", "used car", "own").disclosedScore).toBe(520n);
    const negative = quantise(SCORECARDPY.replace("400.0", "-445.0"), { cutOffs: { approveFrom: "-400", referFrom: "-420" } });
    const record = codesOf("8", "1000", "used car", "own");
    expect(evaluate(negative, record)).toMatchObject({ score: -377n, disclosedScore: -380n });
    const edge = quantise(SCORECARDPY.replace("400.0", "-448.0"), { cutOffs: { approveFrom: "-400", referFrom: "-420" } });
    expect(evaluate(edge, record)).toMatchObject({ score: -380n, disclosedScore: -380n });
  });

  it("gives the largest losses first, none for a characteristic at its baseline", () => {
    // Losses against the most that each can give: duration 70, income 50, purpose 60, home 0.
    expect(of("8", "0", "new car", "own").reasons).toEqual([1, 3, 2]);
    expect(of("7", "1000", "used car", "own").reasons).toEqual([]);
  });

  it("breaks ties in document order", () => {
    // Every first bin loses 10 points against the second.
    const tied = `variable,bin,points
basepoints,,420
duration,"[-inf,5)",-10
duration,"[5,inf)",0
income,"[-inf,5)",-10
income,"[5,inf)%,%missing",0
purpose,new car,-10
purpose,"used car%,%radio/tv",0
home,own,-10
home,"rent%,%missing",0
age,"[-inf,40)",-10
age,"[40,inf)",0
`;
    const names = ["age", "home", "purpose", "income", "duration"];
    const reasons = names.map((name) => ({ code: name, characteristics: [name], sentence: `The applicant's ${name}` }));
    const age: Feature = { name: "age", type: "number", scale: 0, min: "18", max: "120", missing: "never" };
    const flat = quantise(tied, { reasons }, { ...schema, features: schema.features.with(4, age) });
    // The first four of the policy's list, whatever the order in the table.
    expect(evaluate(flat, [0n, 0n, 0n, 0n, 0n]).reasons).toEqual([1, 2, 3, 4]);
  });

  it("sums characteristics that share a reason", () => {
    const shared = quantise(SCORECARDPY, {
      baseline: { method: "max" },
      reasons: [
        { code: "A", characteristics: ["home", "income"], sentence: "Means of the applicant" },
        { code: "B", characteristics: ["purpose", "duration"], sentence: "Credit that is asked for" },
      ],
    });
    // A loses 35 + 23, B loses 60 - 0.
    expect(evaluate(shared, codesOf("7", "1", "new car", "rent")).reasons).toEqual([2, 1]);
    expect(evaluate(shared, codesOf("7", "1", "used car", "rent")).reasons).toEqual([1]);
  });

  it("refuses a code outside its feature", () => {
    for (const codes of [[96n, 0n, 0n, 0n, 0n], [-1n, 0n, 0n, 0n, 0n], [0n, 1000002n, 0n, 0n, 0n], [0n, 0n, 0n, 3n, 0n], []]) {
      expect(() => evaluate(model, codes)).toThrow(expect.objectContaining({ code: "CRD-1018" }));
    }
  });
});

/** A scorecard and applicants as a person would write them, and what they come to by arithmetic on whole numbers that shares nothing with the code under test. */
const scale = 2;
const spell = (hundredths: number) =>
  `${hundredths < 0 ? "-" : ""}${Math.floor(Math.abs(hundredths) / 100)}.${String(Math.abs(hundredths) % 100).padStart(2, "0")}`;

interface Bin {
  holds: (cell: number | undefined) => boolean;
  attributes: string[];
  points: number;
}

const numberBins = fc
  .record({
    cuts: fc.uniqueArray(fc.integer({ min: -400, max: 400 }), { maxLength: 5 }),
    open: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    single: fc.option(fc.integer({ min: -500, max: 500 })),
  })
  .map(({ cuts, open, single }) => {
    const edges = cuts.sort((a, b) => a - b).map((at, i) => ({ at, after: open[i] as boolean }));
    const bins: Omit<Bin, "points">[] = [];
    for (let i = 0; i <= edges.length; i++) {
      const [from, to] = [edges[i - 1], edges[i]];
      bins.push({
        attributes: [`${from?.after === false ? "[" : "("}${from ? spell(from.at) : "-inf"},${to ? spell(to.at) : "inf"}${to?.after ? "]" : ")"}`],
        holds: (cell) =>
          cell !== undefined &&
          cell !== single &&
          (from === undefined || (from.after ? cell > from.at : cell >= from.at)) &&
          (to === undefined || (to.after ? cell <= to.at : cell < to.at)),
      });
    }
    bins.push({ attributes: ["(missing)", ...(single === null ? [] : [spell(single)])], holds: (cell) => cell === undefined || cell === single });
    return bins;
  })
  // Neighbouring edges may leave nothing between them, or only the single value: such a table is refused, and is not what is asked here.
  .filter((bins) => bins.every(({ holds }) => holds(undefined) || Array.from({ length: 1001 }, (_, i) => i - 500).some((cell) => holds(cell))));

const categoryBins = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }).map((groups) =>
  [...new Set(groups)].map((group) => ({
    attributes: groups.flatMap((own, i) => (own === group ? [i === 3 ? "(missing)" : `value ${i}`] : [])),
    holds: (cell: number | undefined) => groups[cell ?? 3] === group,
  })),
);

const characteristic = fc
  .record({
    kind: fc.boolean(),
    number: numberBins,
    category: categoryBins,
    points: fc.array(fc.integer({ min: -6000, max: 6000 }), { minLength: 8, maxLength: 8 }),
  })
  .map(({ kind, number, category, points }) => ({
    numeric: kind,
    bins: (kind ? number : category).map((bin, i): Bin => ({ ...bin, points: points[i] as number })),
  }));

const cell = (numeric: boolean) => fc.option(fc.integer(numeric ? { min: -500, max: 500 } : { min: 0, max: 2 }), { nil: undefined });

const portfolio = fc.array(characteristic, { minLength: 1, maxLength: 6 }).chain((characteristics) =>
  fc.record({
    characteristics: fc.constant(characteristics),
    groups: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: characteristics.length, maxLength: characteristics.length }),
    rows: fc.array(fc.tuple(...characteristics.map(({ numeric }) => cell(numeric))), { minLength: 1, maxLength: 12 }),
    initial: fc.integer({ min: -5000, max: 5000 }),
    band: fc.integer({ min: 1, max: 5000 }),
    cuts: fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 })),
  }),
);

it("equals a naive reading of any scorecard, from its text to decision, band and reasons", () => {
  let compared = 0;
  fc.assert(
    fc.property(portfolio, ({ characteristics, groups, rows, initial, band, cuts }) => {
      const names = characteristics.map((_, i) => `c${i}`);
      const schema = RecordSchema.parse({
        format: "credence.schema/1",
        name: "any",
        version: 1,
        features: characteristics.map(({ numeric }, i) =>
          numeric
            ? { name: names[i], type: "number", scale, min: "-5", max: "5", missing: "marker" }
            : { name: names[i], type: "category", values: ["value 0", "value 1", "value 2"], missing: "marker" },
        ),
      });
      const lines = characteristics.flatMap(({ bins }, i) =>
        bins.flatMap(({ attributes, points }, b) => attributes.map((attribute) => `${names[i]},"${attribute}",${spell(points)},bin ${b}`)),
      );
      const table = `characteristic,attribute,points,bin\n(initial),,${spell(initial)},\n${lines.join("\n")}\n`;

      const extreme = (most: (...values: number[]) => number) =>
        characteristics.reduce((sum, { bins }) => sum + most(...bins.map(({ points }) => points)), initial);
      const [least, most] = [extreme(Math.min), extreme(Math.max)];
      fc.pre(least < most);
      const approveFrom = least + 1 + Math.floor(((most - least - 1) * cuts[0]) / 1000);
      const referFrom = approveFrom - cuts[1];
      const used = [...new Set(groups)];
      const policy = {
        cutOffs: { approveFrom: spell(approveFrom), referFrom: spell(referFrom) },
        bandWidth: spell(band),
        baseline: { method: "mean", population: "rows.csv" },
        reasons: used.map((group) => ({
          code: `G${group}`,
          characteristics: names.filter((_, i) => groups[i] === group),
          sentence: `What group ${group} stands for`,
        })),
      };

      const csv = [
        names.join(","),
        ...rows.map((row) => row.map((value, i) => (value === undefined ? "NA" : characteristics[i]?.numeric ? spell(value) : `value ${value}`)).join(",")),
      ].join("\n");
      const points = rows.map((row) => row.map((value, i) => characteristics[i]?.bins.find(({ holds }) => holds(value))?.points as number));

      const encode = new TextEncoder();
      const codes = encodeRows(decodeSource("rows.csv", encode.encode(csv)), schema, new Set(names.keys()));
      const model = quantiseWith(table, policy, schema, codes);
      const unit = 10 ** (scale - model.pointsScale);
      const baseline = names.map((_, i) => Math.floor(points.reduce((sum, row) => sum + (row[i] as number) / unit, 0) / rows.length + 0.5));

      rows.forEach((_, r) => {
        const row = points[r] as number[];
        const score = row.reduce((a, b) => a + b, initial);
        // Largest loss first by taking the best that is left, four times.
        const losses = used.map((group) =>
          names.reduce((sum, __, i) => (groups[i] === group ? sum + (baseline[i] as number) - (row[i] as number) / unit : sum), 0),
        );
        const reasons: number[] = [];
        while (reasons.length < 4) {
          let best = -1;
          losses.forEach((loss, g) => {
            if (loss > 0 && !reasons.includes(g + 1) && (best < 0 || loss > (losses[best] as number))) best = g;
          });
          if (best < 0) break;
          reasons.push(best + 1);
        }
        const found = evaluate(model, codes[r] as bigint[]);
        expect(formatUnits(found.score * BigInt(unit), scale)).toBe(spell(score));
        expect(found.decision).toBe(score >= approveFrom ? "approve" : score >= referFrom ? "refer" : "decline");
        expect(found.disclosedScore * BigInt(unit)).toBe(BigInt(Math.floor(score / band) * band));
        expect(found.reasons).toEqual(reasons);
        compared += 1;
      });
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(1000);
});

function quantiseWith(table: string, changes: Record<string, unknown>, schema: RecordSchema, population: bigint[][]) {
  const ir = read(table);
  return quantiseScorecard(
    ir,
    schema,
    policyFor(
      ir.characteristics.map(({ name }) => name),
      changes,
    ),
    population,
  );
}
