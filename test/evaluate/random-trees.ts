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
  ],
});

/** One column of each kind. */
export const smallPipeline = Pipeline.parse({
  format: "credence.pipeline/1",
  columns: [
    { name: "plain", kind: "number", feature: "a" },
    { name: "decimal", kind: "number", feature: "c" },
    { name: "imputed", kind: "number", feature: "c", whenMissing: "0.35", clip: { from: "-0.5", to: "1.1" } },
    { name: "binned", kind: "number", feature: "b", bins: { edges: ["2", "5", "9"], closed: "left" } },
    { name: "binned_right", kind: "number", feature: "b", bins: { edges: ["2", "5", "9"], closed: "right" } },
    { name: "set", kind: "category", feature: "d", values: ["y", "w", "x"], others: "missing" },
    { name: "hot", kind: "one-hot", feature: "d", values: ["w", "z"] },
    { name: "absent", kind: "missing", feature: "a" },
    { name: "difference", kind: "sum", terms: { a: 1, b: -1 }, characteristic: "a" },
    { name: "mean", kind: "sum", terms: { a: 2, b: 1 }, divisor: 3, characteristic: "a", whenMissing: "1.5" },
    { name: "decimals", kind: "sum", terms: { c: 1, a: -2 }, characteristic: "c" },
    { name: "rate", kind: "ratio", numerator: { c: 1 }, denominator: { b: 3 }, characteristic: "c", otherwise: "missing" },
    { name: "ratio", kind: "ratio", numerator: { b: 1 }, denominator: { a: 1 }, characteristic: "b", otherwise: "missing" },
    { name: "share", kind: "ratio", numerator: { a: 1, b: -2 }, denominator: { b: 1 }, characteristic: "b", otherwise: "-0.25" },
  ],
});

const NAMES = smallPipeline.columns.map(({ name }) => name);

/** The float64 of a column for a record of cells, as pandas would have it: a reading that knows neither codes nor cells. */
export function columnOf(column: PipelineColumn, cells: Readonly<Record<string, string>>): number {
  const number = (name: string) => (cells[name] === "" ? Number.NaN : Number(cells[name]));
  const sum = (terms: Record<string, number>) => Object.entries(terms).reduce((total, [name, weight]) => total + weight * number(name), 0);
  switch (column.kind) {
    case "number": {
      const read = number(column.feature);
      const given = Number.isNaN(read) && column.whenMissing !== undefined ? Number(column.whenMissing.text) : read;
      if (Number.isNaN(given)) return given;
      const clipped = column.clip === undefined ? given : Math.min(Math.max(given, Number(column.clip.from?.text)), Number(column.clip.to?.text));
      if (column.bins === undefined) return clipped;
      const { edges, closed } = column.bins;
      return edges.filter((edge) => (closed === "left" ? clipped >= Number(edge.text) : clipped > Number(edge.text))).length;
    }
    case "category": {
      const position = (column.values ?? []).indexOf(cells[column.feature] as string);
      return position < 0 ? Number.NaN : position;
    }
    case "one-hot":
      return column.values.includes(cells[column.feature] as string) ? 1 : 0;
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
  const [a, b, c, d] = smallSchema.features.map(cellsOf) as [string[], string[], string[], string[]];
  const numbers = a.flatMap((a) => b.flatMap((b) => c.map((c) => ({ a, b, c, d: "w" }))));
  const others = d.map((d) => ({ a: "0", b: "1", c: "0", d }));
  return [...new Set([...numbers, ...others].map((cells) => columnOf(column, cells)))];
};
const VALUES = smallPipeline.columns.map(valuesOf);

/** A split on a column that sends some values either way. */
const split: fc.Arbitrary<{ column: number; rule: SplitRule }> = fc
  .tuple(fc.nat({ max: NAMES.length - 1 }), numberRule, categoryRule)
  .map(([column, number, category]) => {
    if (NAMES[column] === "set") return { column, rule: category };
    const rounded = number.kind === "number" && number.comparison.startsWith("float32") ? { ...number, threshold: Math.fround(number.threshold) } : number;
    return { column, rule: rounded };
  })
  .filter(({ column, rule }) => new Set(VALUES[column]?.map((value) => goesToYes(rule, value))).size === 2);

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
