import { describe, expect, it } from "vitest";
import { Pipeline, type PipelineColumn } from "../../src/model/pipeline.ts";
import { type ColumnSource, openColumnSources } from "../../src/quantise/column-sources.ts";
import { encodeCell, RecordSchema } from "../../src/record/schema.ts";

const schema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "small",
  version: 1,
  features: [
    { name: "income", type: "number", scale: 1, min: "0", max: "5000", missing: "marker" },
    { name: "debt", type: "number", scale: 0, min: "0", max: "5000", missing: "never" },
    { name: "home", type: "category", values: ["rent", "own"], missing: "never" },
    { name: "opened", type: "date", min: "1968-01-01", max: "2030-12-31", missing: "marker" },
  ],
});
const pipeline = (columns: object[]) => Pipeline.parse({ format: "credence.pipeline/1", columns });

/** The source of a column `x` that the file makes of its inputs, and the pipeline makes these. */
function source(inside: object, outside: object[] = []): ColumnSource {
  const ir = {
    source: { file: "model.onnx", format: "onnx" as const, sha256: "0".repeat(64) },
    columns: [{ name: "x" }],
    pipeline: pipeline([{ name: "x", ...inside }]),
  };
  return openColumnSources(ir, schema, outside.length === 0 ? undefined : pipeline(outside))(0, "model.onnx");
}
const valueAt = (found: ColumnSource, cell: string): number => {
  if (found.kind !== "feature") throw new Error("expected one feature");
  return found.value.of(encodeCell(schema.features[found.feature] as (typeof schema.features)[number], cell) as bigint);
};

describe("a column that the model file makes", () => {
  it("of a feature counts in the floats of the tool, every step of it", () => {
    const scale = { subtract: "0.1", multiply: "3.7" };
    const single = source({ kind: "number", feature: "income", arithmetic: "float32", scale });
    const f = Math.fround;
    expect(valueAt(single, "1234.5")).toBe(f(f(f(1234.5) - f(0.1)) * f(3.7)));
    expect(valueAt(source({ kind: "number", feature: "income", scale }), "1234.5")).toBe((1234.5 - 0.1) * 3.7);
  });

  it("is added to and clipped after it is scaled, with stretches that end at the limits", () => {
    const f = Math.fround;
    const steps = { scale: { multiply: "0.0007", add: "-0.2" }, limits: { from: "0", to: "1" } };
    const scaled = source({ kind: "number", feature: "income", arithmetic: "float32", ...steps });
    expect(valueAt(scaled, "1234.5")).toBe(f(f(f(1234.5) * f(0.0007)) + f(-0.2)));
    expect(["0", "285.7", "1714.4", "5000", ""].map((cell) => valueAt(scaled, cell))).toEqual([0, 0, 1, 1, Number.NaN]);
    const falling = source({ kind: "number", feature: "income", scale: { divide: "-1000" }, limits: { from: "-2" }, bins: { edges: ["-1"], closed: "left" } });
    expect(["999.9", "1000", "1000.1", "5000"].map((cell) => valueAt(falling, cell))).toEqual([1, 1, 0, 0]);
    if (scaled.kind !== "feature") throw new Error("expected one feature");
    // On every stretch but the middle one the column stays.
    const { stretches, of } = scaled.value;
    const ends = [...stretches.slice(1).map((from) => from - 1n), 50_000n];
    expect(stretches.map((from, i) => of(from) === of(ends[i] as bigint)).filter((stays) => !stays)).toHaveLength(1);
  });

  it("of a date counts days since 1970-01-01", () => {
    const cells = ["1968-02-29", "1969-12-31", "1970-01-01", "2024-02-29", ""];
    const days = [-672, -1, 0, 19_782, Number.NaN];
    const own = { source: { file: "model.onnx", format: "onnx" as const, sha256: "" }, columns: [{ name: "opened" }] };
    for (const found of [source({ kind: "number", feature: "opened" }), openColumnSources(own, schema, undefined)(0, "model.onnx")])
      expect(cells.map((cell) => valueAt(found, cell))).toEqual(days);
    expect(cells.map((cell) => valueAt(source({ kind: "one-hot", feature: "opened", values: ["-672", "0"] }), cell))).toEqual([1, 0, 1, 0, 0]);
  });

  it("of a column of the pipeline is what the file makes of its value", () => {
    const outside = [{ name: "banded", kind: "number", feature: "income", whenMissing: "7", bins: { edges: ["10", "20"], closed: "left" } }];
    const found = source({ kind: "number", feature: "banded", scale: { subtract: "1", divide: "2" } }, outside);
    expect(["", "9.9", "10", "20"].map((cell) => valueAt(found, cell))).toEqual([-0.5, -0.5, 0, 0.5]);
  });

  it("of a ratio of the pipeline keeps the ratio, and what is made of it", () => {
    const outside = { name: "share", kind: "ratio", numerator: { debt: 1 }, denominator: { income: 1 }, characteristic: "debt", otherwise: "missing" };
    const found = source({ kind: "number", feature: "share", whenMissing: "2", scale: { multiply: "10" } }, [outside]);
    expect(found).toMatchObject({ kind: "form", column: { name: "share" } });
    expect(found.kind === "form" && [0.5, Number.NaN].map((value) => found.through?.of(value))).toEqual([5, 20]);
  });

  it("of a sum of inputs reads the features that these are", () => {
    const outside = [{ name: "owed", kind: "number", feature: "debt" }];
    const found = source({ kind: "sum", terms: { owed: 2, income: 1 }, characteristic: "owed" }, outside);
    expect(found).toMatchObject({ kind: "form", column: { terms: { debt: 2, income: 1 }, characteristic: "debt" } });
  });

  it.each([
    ["of an input from nowhere", { kind: "number", feature: "salary" }, [], "CRD-1106", /reads "salary", expected a feature of the schema/],
    ["of a category as a number", { kind: "number", feature: "home" }, [], "CRD-1108", /home is a category in the schema/],
    ["of a value that no record has", { kind: "one-hot", feature: "home", values: ["castle"] }, [], "CRD-1108", /no value "castle"/],
    ["of a text where there are numbers", { kind: "one-hot", feature: "debt", values: ["much"] }, [], "CRD-1108", /"much", expected a number/],
    [
      "of the text of a date where days are counted",
      { kind: "one-hot", feature: "opened", values: ["1970-01-01"] },
      [],
      "CRD-1108",
      /"1970-01-01", expected a number/,
    ],
    ["of some numbers and silent on others", { kind: "category", feature: "debt", values: ["1"] }, [], "CRD-1108", /other numbers, too/],
    [
      "by adding what is made already",
      { kind: "sum", terms: { clipped: 1, debt: 1 }, characteristic: "debt" },
      [{ name: "clipped", kind: "number", feature: "income", clip: { from: "1" } }],
      "CRD-1108",
      /adds or divides clipped/,
    ],
  ])("%s is refused at its name", (_, inside, outside, code, message) => {
    expect(() => source(inside, outside)).toThrow(expect.objectContaining({ code, place: "model.onnx column x", message: expect.stringMatching(message) }));
  });
});

it.each(["debt", "opened"])("%s, which the model has numbered categories of, is not read as it stands, but as a pipeline says", (name) => {
  const ir = { source: { file: "model.txt", format: "lightgbm-text" as const, sha256: "" }, columns: [{ name, categories: ["3", "7"] }] };
  const refused = { code: "CRD-1108", place: `column ${name}`, message: expect.stringMatching(/has other numbers, too; say "others"/) };
  expect(() => openColumnSources(ir, schema, undefined)(0, "model.txt")).toThrow(expect.objectContaining(refused));
  const found = openColumnSources(ir, schema, pipeline([{ name, kind: "category", feature: name, others: "missing" }]))(0, "model.txt");
  const cells = name === "debt" ? ["3", "7", "5"] : ["1970-01-04", "1970-01-08", "1970-01-06"];
  expect(cells.map((cell) => valueAt(found, cell))).toEqual([0, 1, Number.NaN]);
});

describe("a step of a column", () => {
  const column = (entries: object): PipelineColumn => pipeline([{ name: "x", kind: "number", feature: "income", ...entries }]).columns[0] as PipelineColumn;

  it.each([
    ["scales by 0", { scale: { multiply: "0" } }, /other than 0/],
    ["multiplies and divides", { scale: { multiply: "2", divide: "2" } }, /not both/],
    ["has as many values as edges", { bins: { edges: ["1", "2"], closed: "left", values: ["1", "2"] } }, /one value more/],
    ["adds a text", { scale: { add: "much" } }, /expected a decimal/],
    ["replaces nothing", { replace: [] }, /at least|>=1|Too small/],
    ["numbers categories that it does not list", { kind: "category", numbers: ["1"] }, /one number for each/],
  ])("that %s is refused", (_, entries, message) => {
    expect(() => column(entries)).toThrow(message);
  });
});
