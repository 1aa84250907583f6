import fc from "fast-check";
import type { QuantisedColumn, QuantisedNode, QuantisedTree, QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { cardinality, RecordSchema } from "../../src/record/schema.ts";

const number = (name: string, max: string, missing: "never" | "marker") => ({ name, type: "number", scale: 0, min: "0", max, missing });

/** Few enough records to try them all. */
export const tinySchema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "tiny",
  version: 1,
  features: [number("a", "4", "marker"), number("b", "3", "never"), number("c", "2", "marker"), number("d", "2", "never")],
});

/** `a` goes into its own column alone, `b` and `c` into their own, a sum and a ratio, `d` into none. */
const columns: readonly QuantisedColumn[] = [
  { kind: "feature", name: "a", reason: 0, feature: 0, cells: 5, cuts: [1n, 2n, 4n, 5n] },
  { kind: "feature", name: "b", reason: 1, feature: 1, cells: 3, cuts: [1n, 3n] },
  { kind: "feature", name: "c", reason: 2, feature: 2, cells: 3, cuts: [2n, 3n] },
  {
    kind: "sum",
    name: "difference",
    reason: 1,
    cells: 4,
    form: {
      offset: 0n,
      terms: [
        { feature: 1, coefficient: 1n },
        { feature: 2, coefficient: -1n },
      ],
    },
    cuts: [0n, 2n],
  },
  {
    kind: "ratio",
    name: "rate",
    reason: 1,
    cells: 4,
    numerator: { offset: -1n, terms: [{ feature: 1, coefficient: 1n }] },
    denominator: { offset: 0n, terms: [{ feature: 2, coefficient: 1n }] },
    cuts: [
      { numerator: 1n, denominator: 2n },
      { numerator: 1n, denominator: 1n },
    ],
  },
];

/** A split: mostly of the cells up to some one, sometimes of any. */
const split = fc
  .nat({ max: columns.length - 1 })
  .chain((column) => {
    const { cells } = columns[column] as { cells: number };
    return fc.tuple(fc.constant(column), fc.integer({ min: 1, max: cells - 1 }), fc.nat({ max: 4 }), fc.nat({ max: cells - 1 }));
  })
  .map(([column, to, any, only]) => ({ column, cells: [any === 0 ? ([only, only + 1] as const) : ([0, to] as const)] }));

/** Trees of two levels; the leaves of some ascend, as those of a tree that was fitted under a constraint may. */
const tree: fc.Arbitrary<QuantisedTree> = fc
  .tuple(fc.array(split, { minLength: 3, maxLength: 3 }), fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }), fc.boolean())
  .map(([splits, values, sorted]) => {
    const leaves = sorted ? [...values].sort((x, y) => x - y) : values;
    return {
      nodes: [
        ...splits.map((each, i): QuantisedNode => ({ kind: "split", ...each, yes: 2 * i + 1, no: 2 * i + 2 })),
        ...leaves.map((value, source): QuantisedNode => ({ kind: "leaf", value: BigInt(value), source })),
      ],
    };
  });

export const tinyTrees: fc.Arbitrary<QuantisedTrees> = fc.array(tree, { minLength: 1, maxLength: 3 }).map((trees) => ({
  format: "credence.model/1",
  kind: "trees",
  name: "tiny",
  version: "1.0.0",
  sourceSha256: "0".repeat(64),
  pipelineSha256: "",
  schema: tinySchema,
  pointsScale: 0,
  summation: "float64",
  marginBits: 0,
  marginDivisor: 1n,
  initialMargin: 0n,
  marginError: 0n,
  reasonScale: 60n,
  columns,
  trees,
  policy: {
    name: "tiny",
    approveBelow: 0n,
    declineFrom: 1n,
    score: { offset: 0n, slope: 1n, divisor: 1n },
    bandWidth: 1n,
    referenceMethod: "record",
    reference: [1n, 1n, 1n, 1n],
    reasons: ["a", "b", "c"].map((name) => ({ code: name, sentence: `The applicant's ${name}` })),
  },
}));

/** Every record of the tiny schema, as codes. */
export const everyRecord: readonly (readonly bigint[])[] = tinySchema.features.reduce<bigint[][]>(
  (records, feature) => records.flatMap((codes) => Array.from({ length: Number(cardinality(feature)) }, (_, code) => [...codes, BigInt(code)])),
  [[]],
);
