import type { QuantisedColumn, QuantisedNode, QuantisedTree, QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import { marginBounds } from "../../../src/model/tree-walk.ts";
import { cardinality, type Feature, type RecordSchema } from "../../../src/record/schema.ts";
import { categoryFeature, numberFeature, schemaOf } from "../decision-models.ts";
import { pseudoRandom, randomCode } from "../decision-records.ts";
import { naiveMargin } from "./naive-trees.ts";

/** Features that are read, read as numbers only, missing at times, and not read at all. */
export const schema: RecordSchema = schemaOf("applicants", [
  numberFeature("income", "0", "60"),
  numberFeature("branch", "0", "300"),
  numberFeature("debt", "0", "40", "marker"),
  numberFeature("age", "18", "75"),
  categoryFeature("housing", 4, "marker"),
  categoryFeature("channel", 5),
  numberFeature("available", "-3", "20"),
  numberFeature("savings", "0", "31"),
]);
const position = (name: string) => schema.features.findIndex((feature) => feature.name === name);
const term = (name: string, coefficient: bigint) => ({ feature: position(name), coefficient });
const third = (numerator: bigint, denominator: bigint) => ({ numerator, denominator });

/** One column of every kind and trait: the last cell of some is "missing", of others "no such ratio". */
export const COLUMNS: readonly QuantisedColumn[] = [
  { name: "income", reason: 0, kind: "feature", feature: position("income"), cuts: [12n, 20n, 33n, 47n], cells: 5 },
  { name: "age", reason: 1, kind: "feature", feature: position("age"), cuts: [4n, 9n, 32n], cells: 4 },
  { name: "housing", reason: 2, kind: "feature", feature: position("housing"), cuts: [1n, 2n, 3n, 4n], cells: 5 },
  { name: "debt", reason: 3, kind: "feature", feature: position("debt"), cuts: [7n, 25n, 41n], cells: 4 },
  {
    name: "left over",
    reason: 4,
    kind: "sum",
    form: { offset: 0n, terms: [term("income", 2n), term("debt", -1n), term("savings", 1n)] },
    cuts: [-20n, 3n, 40n, 41n, 90n],
    cells: 7,
  },
  { name: "means", reason: 5, kind: "sum", form: { offset: -10n, terms: [term("income", 1n), term("savings", 1n)] }, cuts: [-3n, 15n, 50n], cells: 4 },
  {
    name: "debt by income",
    reason: 3,
    kind: "ratio",
    numerator: { offset: 0n, terms: [term("debt", 1n)] },
    denominator: { offset: 1n, terms: [term("income", 1n)] },
    cuts: [third(1n, 7n), third(1n, 2n), third(5n, 3n)],
    cells: 5,
  },
  {
    name: "use of the line",
    reason: 6,
    kind: "ratio",
    numerator: { offset: -20n, terms: [term("income", 1n)] },
    denominator: { offset: -3n, terms: [term("available", 1n)] },
    cuts: [third(-1n, 2n), third(0n, 1n), third(4n, 3n), third(5n, 1n)],
    cells: 6,
  },
  {
    name: "savings by income",
    reason: 5,
    kind: "ratio",
    numerator: { offset: 0n, terms: [term("savings", 1n)] },
    denominator: { offset: 1n, terms: [term("income", 1n)] },
    cuts: [third(1n, 3n), third(3n, 4n), third(2n, 1n)],
    cells: 4,
  },
];

interface Shape {
  seed: number;
  trees: number;
  depth: number;
  bandWidth?: bigint;
  /** Positions in COLUMNS; all where none are given. */
  columns?: readonly number[];
  divisor?: bigint;
  /** Leaves are of this many bits. */
  bits?: number;
  /** Share of nodes above the full depth that are leaves. */
  leaves?: number;
}

function randomTree(columns: readonly QuantisedColumn[], random: () => number, depth: number, leaves: number, size: bigint): QuantisedTree {
  const nodes: QuantisedNode[] = [];
  const grow = (left: number): number => {
    const at = nodes.length;
    if (left === 0 || (left < depth && random() < leaves)) {
      nodes.push({ kind: "leaf", value: randomCode(random, 2n * size + 1n) - size, source: at });
      return at;
    }
    const column = Math.floor(random() * columns.length);
    const { cells } = columns[column] as QuantisedColumn;
    const from = 1 + Math.floor(random() * (cells - 1));
    // Mostly "below a cut" or "from a cut up", at times one stretch within.
    const side = random();
    const to = side < 0.4 ? cells : from + 1 + Math.floor(random() * (cells - from));
    nodes.push({ kind: "split", column, cells: side > 0.75 ? [[0, from]] : [[from, Math.min(to, cells)]], yes: 0, no: 0 });
    const yes = grow(left - 1);
    const no = grow(left - 1);
    nodes[at] = { ...(nodes[at] as QuantisedNode & { kind: "split" }), yes, no };
    return at;
  };
  grow(depth);
  return { nodes };
}

export const randomCodes = (random: () => number, features: readonly Feature[] = schema.features): bigint[] =>
  features.map((feature) => {
    const size = cardinality(feature);
    const choice = random();
    return choice < 0.12 ? size - 1n : choice < 0.2 ? 0n : randomCode(random, size);
  });

const lcmUpTo = (most: number) =>
  Array.from({ length: most }, (_, i) => BigInt(i + 1)).reduce((scale, n) => {
    let [a, b] = [scale, n];
    while (b !== 0n) [a, b] = [b, a % b];
    return (scale / a) * n;
  }, 1n);

/** An ensemble whose every number is left to chance, over columns of every kind. Cut-offs leave all three decisions common. */
export function randomTrees({ seed, trees, depth, bandWidth = 20n, columns: chosen, divisor = 90n, bits = 12, leaves = 0.15 }: Shape): QuantisedTrees {
  const random = pseudoRandom(seed);
  const all = chosen === undefined ? COLUMNS : chosen.map((position) => COLUMNS[position] as QuantisedColumn);
  const grown = Array.from({ length: trees }, () => randomTree(all, random, depth, leaves, 1n << BigInt(bits)));
  // Columns that no split reads are not part of a model, nor are their reasons.
  const read = all.filter((_, column) => grown.some(({ nodes }) => nodes.some((node) => node.kind === "split" && node.column === column)));
  const reasons = [...new Set(read.map(({ reason }) => reason))].sort((a, b) => a - b);
  const columns = read.map((column) => ({ ...column, reason: reasons.indexOf(column.reason) }));
  const parts = grown.map(({ nodes }) => ({
    nodes: nodes.map((node) => (node.kind === "leaf" ? node : { ...node, column: read.indexOf(all[node.column] as QuantisedColumn) })),
  }));
  const model: QuantisedTrees = {
    format: "credence.model/1",
    kind: "trees",
    name: `trees ${seed}`,
    version: "1.0.0",
    sourceSha256: "00".repeat(32),
    pipelineSha256: "",
    schema,
    pointsScale: 0,
    summation: "float64",
    marginBits: bits,
    marginDivisor: 1n,
    initialMargin: 17n,
    marginError: 0n,
    reasonScale: lcmUpTo(Math.min(depth, columns.length)),
    columns,
    trees: parts,
    policy: {
      name: "policy",
      approveBelow: 0n,
      declineFrom: 0n,
      score: { offset: 0n, slope: 7n, divisor },
      bandWidth,
      referenceMethod: "record",
      reference: randomCodes(random),
      reasons: reasons.map((reason) => ({ code: `R${reason}`, sentence: `Reason ${reason}` })),
    },
  };
  const margins = Array.from({ length: 300 }, () => naiveMargin(model, randomCodes(random))).sort((a, b) => (a < b ? -1 : 1));
  const { least, most } = marginBounds(model);
  const quantile = (share: number) => margins[Math.floor(share * margins.length)] as bigint;
  return {
    ...model,
    policy: {
      ...model.policy,
      approveBelow: quantile(0.35),
      declineFrom: quantile(0.65),
      score: { offset: 500n * divisor + 7n * ((least + most) / 2n), slope: 7n, divisor },
    },
  };
}

/** An ensemble whose sums and ratios of the debt are of debt and rent, of which either or both may be missing. */
export function withRent(model: QuantisedTrees): QuantisedTrees {
  const features = [...model.schema.features, numberFeature("rent", "0", "25", "marker")];
  const rent = { feature: features.length - 1, coefficient: 1n };
  const columns = model.columns.map((column): QuantisedColumn => {
    if (column.kind === "sum" && column.name === "left over")
      return { ...column, form: { ...column.form, terms: [...column.form.terms, { ...rent, coefficient: -1n }] } };
    if (column.kind === "ratio" && column.name === "debt by income") {
      return { ...column, numerator: { ...column.numerator, terms: [...column.numerator.terms, rent] } };
    }
    return column;
  });
  return { ...model, schema: { ...model.schema, features }, columns, policy: { ...model.policy, reference: [...model.policy.reference, 3n] } };
}

/** An ensemble in which what was the age is a second reading of the income: two columns, and two players, over one feature. */
export const withIncomeTwice = (model: QuantisedTrees): QuantisedTrees => ({
  ...model,
  columns: model.columns.map((column) => (column.name === "age" ? { ...column, kind: "feature", feature: position("income"), cuts: [5n, 20n, 50n] } : column)),
});

/** The ensemble that is attacked: every kind of column, paths of six tests with columns that come again. */
export const attackedModel = (): QuantisedTrees => randomTrees({ seed: 3, trees: 9, depth: 5 });
