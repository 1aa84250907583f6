import fc from "fast-check";
import type { PipelineColumn } from "../../src/model/pipeline.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import type { SplitRule, Tree, TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { goesToYes } from "../../src/quantise/split-rule.ts";
import { cardinality, decodeCell, encodeCell, type Feature, missingCode, RecordSchema } from "../../src/record/schema.ts";

/** Small ranges, so that random thresholds lie on and next to values. */
export const smallSchema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "small",
  version: 1,
  features: [
    { name: "a", type: "number", scale: 0, min: "-3", max: "9", missing: "marker" },
    { name: "b", type: "number", scale: 0, min: "0", max: "12", missing: "never" },
    { name: "c", type: "number", scale: 1, min: "-1", max: "2.5", missing: "marker" },
    { name: "d", type: "category", values: ["w", "x", "y", "z"], missing: "marker" },
    { name: "e", type: "date", min: "1969-12-27", max: "1970-01-09", missing: "marker" },
  ],
});

/** Columns of each kind. */
export const smallPipeline = Pipeline.parse({
  format: "credence.pipeline/1",
  columns: [
    { name: "plain", kind: "number", feature: "a" },
    { name: "decimal", kind: "number", feature: "c" },
    { name: "imputed", kind: "number", feature: "c", whenMissing: "0.35", clip: { from: "-0.5", to: "1.1" } },
    { name: "binned", kind: "number", feature: "b", bins: { edges: ["2", "5", "9"], closed: "left" } },
    { name: "binned_right", kind: "number", feature: "b", bins: { edges: ["2", "5", "9"], closed: "right" } },
    { name: "set", kind: "category", feature: "d", values: ["y", "w", "x"], others: "missing" },
    { name: "numbered", kind: "category", feature: "d", values: ["z", "w", "x", "y"], numbers: ["0.3", "-2", "0.3", "1e-1"], whenMissing: "0.25" },
    { name: "listed", kind: "category", feature: "b", values: ["3", "11", "4"], others: "missing", whenMissing: -1 },
    { name: "hot", kind: "one-hot", feature: "d", values: ["w", "z"] },
    { name: "seven", kind: "one-hot", feature: "a", values: ["7", "-3"] },
    { name: "scaled", kind: "number", feature: "c", arithmetic: "float32", whenMissing: "0.1", scale: { subtract: "0.7", multiply: "3.3" } },
    { name: "falling", kind: "number", feature: "c", clip: { from: "-0.5", to: "2" }, scale: { divide: "-0.3" } },
    { name: "valued", kind: "number", feature: "b", bins: { edges: ["2", "5", "9"], closed: "right", values: ["1", "-1", "0.5", "-1"] } },
    {
      name: "replaced",
      kind: "number",
      feature: "a",
      replace: [
        { from: "4", to: "missing" },
        { from: "-2", to: "8" },
      ],
      whenMissing: "0.5",
      scale: { divide: "-3" },
      bins: { edges: ["-1.5", "0"], closed: "left", values: ["0.1", "2", "0"] },
    },
    { name: "absent", kind: "missing", feature: "a" },
    { name: "difference", kind: "sum", terms: { a: 1, b: -1 }, characteristic: "a" },
    { name: "mean", kind: "sum", terms: { a: 2, b: 1 }, divisor: 3, characteristic: "a", whenMissing: "1.5" },
    { name: "decimals", kind: "sum", terms: { c: 1, a: -2 }, characteristic: "c" },
    { name: "rate", kind: "ratio", numerator: { c: 1 }, denominator: { b: 3 }, characteristic: "c", otherwise: "missing" },
    { name: "ratio", kind: "ratio", numerator: { b: 1 }, denominator: { a: 1 }, characteristic: "b", otherwise: "missing" },
    { name: "day", kind: "number", feature: "e" },
    { name: "day_binned", kind: "number", feature: "e", whenMissing: "2", clip: { from: "-4" }, bins: { edges: ["-1", "0", "4"], closed: "right" } },
    { name: "day_hot", kind: "one-hot", feature: "e", values: ["-2", "3"] },
    { name: "days_since", kind: "sum", terms: { e: 1, b: -1 }, divisor: 7, characteristic: "e" },
    { name: "days_per", kind: "ratio", numerator: { e: 1 }, denominator: { b: 1 }, characteristic: "e", otherwise: "missing" },
    { name: "share", kind: "ratio", numerator: { a: 1, b: -2 }, denominator: { b: 1 }, characteristic: "b", otherwise: "-0.25" },
  ],
});

/** What the model file makes itself, of columns of the pipeline and of features. */
export const smallInside = Pipeline.parse({
  format: "credence.pipeline/1",
  columns: [
    { name: "in_scaled", kind: "number", feature: "decimal", arithmetic: "float32", whenMissing: "0.3", scale: { subtract: "0.45", divide: "0.7" } },
    { name: "in_binned", kind: "number", feature: "replaced", bins: { edges: ["0.1", "0.2"], closed: "left", values: ["3", "1", "2"] } },
    { name: "in_hot", kind: "one-hot", feature: "binned", values: ["0", "2"] },
    { name: "in_raw", kind: "number", feature: "b", scale: { subtract: "3.5", multiply: "-2" } },
    { name: "in_category", kind: "one-hot", feature: "d", values: ["y"] },
    { name: "in_absent", kind: "missing", feature: "rate" },
    { name: "in_never", kind: "missing", feature: "b" },
    { name: "in_share", kind: "number", feature: "share", clip: { from: "-3" }, scale: { subtract: "0.1", multiply: "-1.7" } },
    { name: "in_mean", kind: "number", feature: "mean", bins: { edges: ["-1", "1", "2"], closed: "left", values: ["1", "0", "1", "0.5"] } },
    { name: "in_day", kind: "number", feature: "e", arithmetic: "float32", whenMissing: "0.5", scale: { subtract: "0.1", divide: "3" } },
    { name: "in_sum", kind: "sum", terms: { plain: 1, b: -2 }, divisor: 3, characteristic: "plain" },
  ],
});

/** All columns of the random ensembles, in order. */
export const smallColumns: readonly PipelineColumn[] = [...smallPipeline.columns, ...smallInside.columns];
const NAMES = smallColumns.map(({ name }) => name);

type Cells = Readonly<Record<string, string>>;

/** Numbers as the columns of a kind have them, one step after the other, as numpy and pandas would take them. */
function numberOf(column: Extract<PipelineColumn, { kind: "number" }>, cell: number): number {
  const round = column.arithmetic === "float32" ? Math.fround : (value: number) => value;
  const constant = ({ text }: { text: string }) => round(Number(text));
  let value = round(cell);
  for (const { from, to } of column.replace ?? []) if (round(cell) === constant(from)) value = to === "missing" ? Number.NaN : constant(to);
  if (Number.isNaN(value) && column.whenMissing !== undefined) value = constant(column.whenMissing);
  if (Number.isNaN(value)) return value;
  if (column.clip?.from !== undefined && value < constant(column.clip.from)) value = constant(column.clip.from);
  if (column.clip?.to !== undefined && value > constant(column.clip.to)) value = constant(column.clip.to);
  if (column.scale?.subtract !== undefined) value = round(value - constant(column.scale.subtract));
  if (column.scale?.multiply !== undefined) value = round(value * constant(column.scale.multiply));
  if (column.scale?.divide !== undefined) value = round(value / constant(column.scale.divide));
  if (column.bins === undefined) return value;
  const { edges, closed, values } = column.bins;
  const bin = edges.filter((edge) => (closed === "left" ? value >= constant(edge) : value > constant(edge))).length;
  return values === undefined ? bin : Number(values[bin]?.text);
}

/** A cell as a number, a date in days since 1970-01-01 as numpy has it. */
function readNumber(cell: string): number {
  if (cell === "") return Number.NaN;
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(cell)?.map(Number) ?? [];
  return year === undefined ? Number(cell) : Date.UTC(year, (month as number) - 1, day) / 86_400_000;
}

/** The float64 of a column for a record of cells, as pandas would have it: a reading that knows neither codes nor breaks. */
function readColumn(column: PipelineColumn, cells: Cells): number {
  const number = (name: string) => readNumber(cells[name] as string);
  const sum = (terms: Record<string, number>) => Object.entries(terms).reduce((total, [name, weight]) => total + weight * number(name), 0);
  switch (column.kind) {
    case "number":
      return numberOf(column, number(column.feature));
    case "category": {
      const position = (column.values ?? []).indexOf(cells[column.feature] as string);
      if (position >= 0) return column.numbers === undefined ? position : Number(column.numbers[position]?.text);
      return column.whenMissing === undefined ? Number.NaN : Number(typeof column.whenMissing === "number" ? column.whenMissing : column.whenMissing.text);
    }
    case "one-hot":
      return column.values.some((value) => value === cells[column.feature] || Number(value) === number(column.feature)) ? 1 : 0;
    case "missing":
      return cells[column.feature] === "" ? 1 : 0;
    case "sum": {
      const value = sum(column.terms) / (column.divisor ?? 1);
      return Number.isNaN(value) && column.whenMissing !== undefined ? Number(column.whenMissing.text) : value;
    }
    case "ratio": {
      const [above, below] = [sum(column.numerator), sum(column.denominator)];
      if (below > 0 && !Number.isNaN(above)) return above / below;
      return column.otherwise === "missing" ? Number.NaN : Number(column.otherwise.text);
    }
  }
}

/** The float64 of a column of the model, for a record of cells: what the file makes itself is made of what the pipeline makes. */
export function columnOf(column: PipelineColumn, cells: Cells): number {
  if (!smallInside.columns.includes(column)) return readColumn(column, cells);
  const inputs = smallPipeline.columns.map((input): [string, string] => {
    const value = readColumn(input, cells);
    return [input.name, Number.isNaN(value) ? "" : `${value}`];
  });
  return readColumn(column, { ...cells, ...Object.fromEntries(inputs) });
}

/** Thresholds on values that columns have, next to them, and at zero. */
const threshold = fc.oneof(
  fc.tuple(fc.integer({ min: -9, max: 12 }), fc.integer({ min: 1, max: 12 })).map(([p, q]) => p / q),
  fc.integer({ min: -10, max: 25 }).map((tenths) => tenths / 10),
  fc.constant(1e-35),
);

const numberRule: fc.Arbitrary<SplitRule> = fc.record({
  kind: fc.constant("number" as const),
  comparison: fc.constantFrom(...(["float32-below", "float32-at-most", "float32-equal", "float64-below", "float64-at-most", "float64-equal"] as const)),
  threshold,
  missing: fc.constantFrom("nan" as const, "zero" as const, "none" as const),
  missingToYes: fc.boolean(),
});
const categoryRule: fc.Arbitrary<SplitRule> = fc.record({
  kind: fc.constant("category" as const),
  categories: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
  setToYes: fc.boolean(),
  missingToYes: fc.boolean(),
});

const cellsOf = (feature: Feature): string[] => {
  const marker = missingCode(feature);
  return Array.from({ length: Number(cardinality(feature)) }, (_, code) => (BigInt(code) === marker ? "" : decodeCell(feature, BigInt(code))));
};

/** Every value that a column can have, by trying all cells of the features that it may read. */
const valuesOf = (column: PipelineColumn): number[] => {
  const [a, b, c, d, e] = smallSchema.features.map(cellsOf) as [string[], string[], string[], string[], string[]];
  const numbers = a.flatMap((a) => b.flatMap((b) => c.map((c) => ({ a, b, c, d: "w", e: "" }))));
  const others = d.map((d) => ({ a: "0", b: "1", c: "0", d, e: "" }));
  const dates = e.flatMap((e) => b.map((b) => ({ a: "0", b, c: "0", d: "w", e })));
  return [...new Set([...numbers, ...others, ...dates].map((cells) => columnOf(column, cells)))];
};
const VALUES = smallColumns.map(valuesOf);

/** A split on a column that sends some values either way; or that asks for what is missing, whether or not it ever is. */
const split: fc.Arbitrary<{ column: number; rule: SplitRule }> = fc
  .tuple(fc.nat({ max: NAMES.length - 1 }), numberRule, categoryRule, fc.nat({ max: 7 }))
  .map(([column, number, category, missing]): { column: number; rule: SplitRule } => {
    if (missing === 0) return { column, rule: { kind: "missing" } };
    if (NAMES[column] === "set") return { column, rule: category };
    const rounded = number.kind === "number" && number.comparison.startsWith("float32") ? { ...number, threshold: Math.fround(number.threshold) } : number;
    return { column, rule: rounded };
  })
  .filter(({ column, rule }) => rule.kind === "missing" || new Set(VALUES[column]?.map((value) => goesToYes(rule, value))).size === 2);

/** Whole trees of a given depth, the root first. */
const treeOf = (depth: number): fc.Arbitrary<Tree> =>
  fc
    .tuple(
      fc.array(split, { minLength: 2 ** depth - 1, maxLength: 2 ** depth - 1 }),
      fc.array(fc.integer({ min: -4096, max: 4096 }), { minLength: 2 ** depth, maxLength: 2 ** depth }),
    )
    .map(([splits, leaves]) => ({
      group: 0,
      nodes: [
        ...splits.map(({ column, rule }, i) => ({ kind: "split" as const, column, rule, yes: 2 * i + 1, no: 2 * i + 2, place: `node ${i}` })),
        ...leaves.map((units, source) => ({ kind: "leaf" as const, value: units / 1024, source })),
      ],
    }));

/** Ensembles over all the columns. */
export const ensemble: fc.Arbitrary<TreeEnsembleIR> = fc.array(treeOf(3), { minLength: 1, maxLength: 3 }).map((trees) => ({
  kind: "trees",
  source: { file: "random.json", format: "xgboost-json", sha256: "0".repeat(64) },
  columns: NAMES.map((name) => ({ name })),
  pipeline: smallInside,
  trees,
  initialMargins: [0.25],
  initialMarginError: 0,
  divisor: 1,
  link: { kind: "logistic", slope: 1 },
  summation: "float32",
  notes: [],
}));

/** Records of the small schema, as cells. */
export const record: fc.Arbitrary<Record<string, string>> = fc
  .tuple(...smallSchema.features.map((feature) => fc.constantFrom(...cellsOf(feature))))
  .map((cells) => Object.fromEntries(cells.map((cell, i) => [(smallSchema.features[i] as Feature).name, cell])));

export const codesOf = (cells: Record<string, string>): bigint[] =>
  smallSchema.features.map((feature) => encodeCell(feature, cells[feature.name] as string) as bigint);
