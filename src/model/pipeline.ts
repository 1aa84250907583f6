import { z } from "zod";
import { type Decimal, parseDecimal } from "./decimal.ts";

const decimal = z.string().transform((text, context): Decimal & { text: string } => {
  const read = parseDecimal(text);
  if (read !== undefined) return { ...read, text };
  context.addIssue({ code: "custom", message: `expected a decimal in quotes, found ${JSON.stringify(text)}` });
  return z.NEVER;
});

const feature = z.string().min(1);
const name = z.string().min(1);
const weights = z
  .record(feature, z.int().min(-1_000_000).max(1_000_000))
  .refine((terms) => Object.keys(terms).length > 0 && Object.values(terms).every((weight) => weight !== 0), "expected features with weights other than 0");

const factor = decimal.refine(({ units }) => units !== 0n, "expected a number other than 0");

/** (value - subtract) * multiply + add, or (value - subtract) / divide + add. */
const Scale = z
  .strictObject({ subtract: decimal.optional(), multiply: factor.optional(), divide: factor.optional(), add: decimal.optional() })
  .refine(({ multiply, divide }) => multiply === undefined || divide === undefined, "expected multiply or divide, not both");

/** The number of edges at or below the value (`left`: bins [from, to)), or below it (`right`: bins (from, to]); or what `values` has for that number. */
const Bins = z
  .strictObject({ edges: z.array(decimal).min(1).max(4096), closed: z.enum(["left", "right"]), values: z.array(decimal).optional() })
  .refine(({ edges, values }) => values === undefined || values.length === edges.length + 1, "expected one value more than edges");

const Clip = z.strictObject({ from: decimal.optional(), to: decimal.optional() });

/** The number itself, single values replaced, missing ones imputed, then clipped, then scaled, then clipped to limits, then binned. */
const NumberColumn = z.strictObject({
  name,
  kind: z.literal("number"),
  feature,
  /** The floats in which the tool does all of it, float64 unless told: every number of the column and every step are rounded to them. */
  arithmetic: z.enum(["float32", "float64"]).optional(),
  replace: z
    .array(z.strictObject({ from: decimal, to: z.union([z.literal("missing"), decimal]) }))
    .min(1)
    .max(4096)
    .optional(),
  whenMissing: decimal.optional(),
  clip: Clip.optional(),
  scale: Scale.optional(),
  /** A clip of what scaling gives. */
  limits: Clip.optional(),
  bins: Bins.optional(),
});

/** The position of a category in a list, the schema's own unless another is given; or what `numbers` has at that position. */
const CategoryColumn = z
  .strictObject({
    name,
    kind: z.literal("category"),
    feature,
    values: z.array(z.string()).min(1).max(4096).optional(),
    numbers: z.array(decimal).optional(),
    /** What values outside the list are: missing, or a number. They are refused where this is left out. */
    others: z.union([z.literal("missing"), decimal]).optional(),
    whenMissing: z.union([z.int(), decimal]).optional(),
  })
  .refine(({ values, numbers }) => numbers === undefined || values?.length === numbers.length, "expected values, and one number for each");

/** 1 where the category is one of the values, or the number equal to one, 0 otherwise, a missing cell included. */
const OneHotColumn = z.strictObject({ name, kind: z.literal("one-hot"), feature, values: z.array(z.string()).min(1) });

/** 1 where the cell is missing, 0 otherwise. */
const MissingColumn = z.strictObject({ name, kind: z.literal("missing"), feature });

/** A weighted sum of numbers over a whole divisor: differences, totals, means. Missing where one of them is. */
const SumColumn = z.strictObject({
  name,
  kind: z.literal("sum"),
  terms: weights,
  divisor: z.int().positive().optional(),
  /** The raw feature that the column's contribution to a decision is told as. */
  characteristic: feature,
  whenMissing: decimal.optional(),
});

/** One weighted sum over another. `otherwise` is its value where a feature is missing or the denominator is not positive. */
const RatioColumn = z.strictObject({
  name,
  kind: z.literal("ratio"),
  numerator: weights,
  denominator: weights,
  characteristic: feature,
  otherwise: z.union([z.literal("missing"), decimal]),
});

/** How one column of the model comes from raw features. */
export const PipelineColumn = z.discriminatedUnion("kind", [NumberColumn, CategoryColumn, OneHotColumn, MissingColumn, SumColumn, RatioColumn]);
export type PipelineColumn = z.infer<typeof PipelineColumn>;

/** PIPELINE.json: the feature engineering outside the model file; see docs/formats/pipeline.md. */
export const Pipeline = z
  .strictObject({ format: z.literal("credence.pipeline/1"), columns: z.array(PipelineColumn).min(1).max(4096) })
  .superRefine(({ columns }, context) => {
    const seen = new Set<string>();
    columns.forEach((column, i) => {
      if (seen.has(column.name)) context.addIssue({ code: "custom", path: ["columns", i, "name"], message: `the column ${column.name} stands twice` });
      seen.add(column.name);
    });
  });
export type Pipeline = z.infer<typeof Pipeline>;

/** Names of the raw features that a pipeline reads. */
export const featuresOfPipeline = ({ columns }: Pipeline): string[] =>
  columns.flatMap((column) => {
    if (column.kind === "sum") return Object.keys(column.terms);
    if (column.kind === "ratio") return [...Object.keys(column.numerator), ...Object.keys(column.denominator)];
    return [column.feature];
  });
