import { CredenceError } from "../errors/credence-error.ts";
import type { SourceFile } from "../files/source-file.ts";
import type { Link, ModelColumn } from "../model/model-column.ts";
import type { Tree, TreeEnsembleIR } from "../model/trees-ir.ts";
import { type DocumentNode, items, unexpected } from "./document.ts";
import { type Block, entry, flag, list, optionalEntry, readBlocks, wholeEntry } from "./lightgbm-blocks.ts";
import { readLightgbmTree } from "./lightgbm-tree.ts";
import { parseStrictJson } from "./strict-json.ts";

const ONE_AGAINST_ALL = "one class against all others";
const MOST_COLUMNS = 100_000;
const MOST_CLASSES = 1000;

/** True for text that begins as LightGBM's `save_model` begins it. */
export const isLightgbm = ({ text }: SourceFile): boolean => /^tree\r?\n/.test(text);

const IDENTITY = ["regression", "regression_l2", "regression_l1", "huber", "fair", "quantile", "mape"];
/** Objectives whose prediction is another rising function of the margin, by its name. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["poisson", "exp"],
  ["gamma", "exp"],
  ["tweedie", "exp"],
  ["cross_entropy_lambda", "log(1 + exp)"],
  ["multiclassova", ONE_AGAINST_ALL],
]);

/** `binary sigmoid:1` and its like: the objective with its parameters. */
function readObjective(head: Block): Link {
  const { value, place } = entry(head, "objective");
  const [name = "", ...parameters] = value.split(" ");
  const sigmoid = parameters.find((parameter) => parameter.startsWith("sigmoid:"));
  if (name === "binary") {
    const slope = sigmoid === undefined ? 1 : Number(sigmoid.slice("sigmoid:".length));
    if (!(slope > 0) || !Number.isFinite(slope)) throw new CredenceError("CRD-1105", `Found ${sigmoid}, expected a finite positive sigmoid.`, { place });
    return { kind: "logistic", slope };
  }
  if (name === "cross_entropy" || name === "xentropy") return { kind: "logistic", slope: 1 };
  if (name === "multiclass" || name === "softmax") return { kind: "softmax" };
  if (IDENTITY.includes(name)) return parameters.includes("sqrt") ? { kind: "named", name: "square with its sign" } : { kind: "identity" };
  const named = NAMED.get(name);
  if (named !== undefined) return { kind: "named", name: named };
  const known = ["binary", "cross_entropy", "multiclass", ...IDENTITY, ...NAMED.keys()].join(", ");
  throw new CredenceError("CRD-1103", `Found the objective ${JSON.stringify(value)}, expected ${known}.`, { place });
}

/** The values of pandas categories: a list of lists in JSON on the file's last line, one for each column that the parameters call categorical. */
function readCategories({ name, text }: SourceFile): Map<number, readonly string[]> {
  const found = /^pandas_categorical:(.*)$/m.exec(text);
  if (found === null || found[1]?.trim() === "null" || found[1]?.trim() === "[]") return new Map();
  const document = parseStrictJson({ name: `${name} pandas_categorical`, text: found[1] as string, sha256: "" });
  const lists = items(document).map((node) =>
    items(node).map((item: DocumentNode) => {
      if (typeof item.value === "string" || typeof item.value === "number") return String(item.value);
      throw unexpected(item, "a category as text or number");
    }),
  );
  const columns = (/^\[categorical_feature: ([\d,]*)\]$/m.exec(text)?.[1] ?? "").split(",").filter((column) => column !== "");
  if (columns.length !== lists.length) {
    throw new CredenceError("CRD-1101", `Found categories of ${lists.length} columns and ${columns.length} columns of categories; expected as many.`, {
      place: `${name} at pandas_categorical`,
    });
  }
  return new Map(columns.map((column, i) => [Number(column), lists[i] as readonly string[]]));
}

function readColumns(source: SourceFile, head: Block, count: number): ModelColumn[] {
  const { value, place } = entry(head, "feature_names");
  const names = value.split(" ");
  if (names.length !== count) throw new CredenceError("CRD-1101", `Found ${names.length} names, expected ${count}.`, { place });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new CredenceError("CRD-1101", `The column ${twice} stands twice.`, { place });
  const categories = readCategories(source);
  return names.map((name, i): ModelColumn => {
    const values = categories.get(i);
    return { name, ...(values === undefined ? {} : { categories: values }) };
  });
}

/**
 * LightGBM's text, as `save_model` writes it: boosting, DART, random forests; one margin or one a class. Leaves are shrunk there already, and where the tool boosts from an average that
 * stands in the first tree. The margin is the sum of the leaves, or their mean under `average_output`.
 * @throws CredenceError CRD-1101 (malformed), CRD-1102 (too much), CRD-1103 (objective, linear leaves), CRD-1104 (a tree), CRD-1105 (a number), with file and line.
 */
export function importLightgbm(source: SourceFile): TreeEnsembleIR {
  const { head, trees: blocks } = readBlocks(source);
  const version = entry(head, "version");
  if (!/^v[234]$/.test(version.value)) throw new CredenceError("CRD-1103", `Found ${version.value}, expected v2, v3 or v4.`, { place: version.place });
  const classes = wholeEntry(head, "num_class", 1, MOST_CLASSES);
  const perIteration = wholeEntry(head, "num_tree_per_iteration", 1, MOST_CLASSES);
  const columnCount = wholeEntry(head, "max_feature_idx", 0, MOST_COLUMNS - 1) + 1;
  const link = readObjective(head);
  // Of two classes against each other neither margin decides alone.
  const fitting = link.kind === "softmax" ? classes > 1 : link.kind === "named" && link.name === ONE_AGAINST_ALL ? classes > 2 : classes === 1;
  if (perIteration !== classes || !fitting) {
    const { place } = entry(head, "num_tree_per_iteration");
    throw new CredenceError("CRD-1103", `Found ${perIteration} trees an iteration, ${classes} classes and this objective; expected one tree a class.`, {
      place,
    });
  }
  const columns = readColumns(source, head, columnCount);
  const sizes = optionalEntry(head, "tree_sizes");
  const claimed = sizes === undefined ? blocks.length : list(sizes).length;
  if (blocks.length === 0 || claimed !== blocks.length || blocks.length % perIteration !== 0) {
    const expected = sizes === undefined ? `a multiple of ${perIteration}` : `the ${claimed} that tree_sizes claims, whole iterations of ${perIteration}`;
    throw new CredenceError("CRD-1101", `Found ${blocks.length} trees, expected ${expected}; is the file whole?`, { place: sizes?.place ?? head.place });
  }
  const trees = blocks.map((block, i): Tree => {
    const number = entry(block, "Tree");
    if (number.value !== `${i}`) throw new CredenceError("CRD-1101", `Found tree ${number.value}, expected tree ${i}.`, { place: number.place });
    return { group: i % perIteration, nodes: readLightgbmTree(block, columnCount) };
  });
  return {
    kind: "trees",
    source: { file: source.name, format: "lightgbm-text", sha256: source.sha256 },
    columns,
    trees,
    initialMargins: Array.from({ length: classes }, () => 0),
    initialMarginError: 0,
    divisor: flag(head, "average_output") ? blocks.length / perIteration : 1,
    link,
    summation: "float64",
    notes: [],
  };
}
