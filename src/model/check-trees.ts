import { cardinality, missingCode } from "../record/schema.ts";
import { faultOfMarginPolicy } from "./check-margin-policy.ts";
import { featuresOf } from "./column-cell.ts";
import type { CellRange, Fraction, LinearForm, QuantisedColumn, QuantisedTree, QuantisedTrees } from "./quantised-trees.ts";

const ascend = <T>(values: readonly T[], below: (a: T, b: T) => boolean) => values.every((value, i) => i === 0 || below(values[i - 1] as T, value));
const fractionsAscend = (a: Fraction, b: Fraction) => a.numerator * b.denominator < b.numerator * a.denominator;

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function faultOfForm({ terms }: LinearForm, { schema }: QuantisedTrees): string | undefined {
  if (terms.length === 0) return "reads nothing";
  if (!ascend(terms, (a, b) => a.feature < b.feature)) return "names a feature twice or out of order";
  return terms.some(({ feature, coefficient }) => (schema.features[feature]?.type ?? "category") === "category" || coefficient === 0n)
    ? "weighs what is no number or date, or weighs by 0"
    : undefined;
}

/** The least value of a form that a record can have. */
const leastOf = ({ offset, terms }: LinearForm, { schema }: QuantisedTrees) =>
  terms.reduce((sum, { feature, coefficient }) => {
    const raw = schema.features[feature] as QuantisedTrees["schema"]["features"][number];
    const last = cardinality(raw) - (missingCode(raw) === undefined ? 1n : 2n);
    return coefficient < 0n ? sum + coefficient * last : sum;
  }, offset);

function faultOfColumn(column: QuantisedColumn, model: QuantisedTrees): string | undefined {
  if (model.policy.reasons[column.reason] === undefined) return "has a reason that the policy does not have";
  if (column.kind === "feature") {
    const raw = model.schema.features[column.feature];
    if (raw === undefined) return "reads a feature that the schema does not have";
    if (!ascend(column.cuts, (a, b) => a < b) || column.cuts.some((cut) => cut < 1n || cut >= cardinality(raw)))
      return "has cuts that do not ascend within its codes";
    return column.cells === column.cuts.length + 1 ? undefined : "counts its cells wrong";
  }
  const forms = column.kind === "sum" ? [column.form] : [column.numerator, column.denominator];
  for (const form of forms) {
    const fault = faultOfForm(form, model);
    if (fault !== undefined) return fault;
  }
  const ascending =
    column.kind === "sum"
      ? ascend(column.cuts, (a, b) => a < b)
      : ascend(column.cuts, fractionsAscend) && column.cuts.every((cut) => cut.denominator > 0n && gcd(cut.numerator, cut.denominator) === 1n);
  if (!ascending) return "has cuts that do not ascend, or are not in lowest terms";
  const missing = featuresOf(column).some(
    (feature) => missingCode(model.schema.features[feature] as QuantisedTrees["schema"]["features"][number]) !== undefined,
  );
  const last = missing || (column.kind === "ratio" && leastOf(column.denominator, model) < 1n);
  return column.cells === column.cuts.length + (last ? 2 : 1) ? undefined : "counts its cells wrong";
}

function cellsHold(cells: readonly CellRange[], count: number): boolean {
  const apart = cells.every(([from, to], i) => from < to && from > (i === 0 ? -1 : (cells[i - 1] as CellRange)[1]));
  const all = cells.length === 1 && cells[0]?.[0] === 0 && cells[0][1] === count;
  return cells.length > 0 && apart && (cells.at(-1) as CellRange)[1] <= count && !all;
}

function faultOfTree({ nodes }: QuantisedTree, columns: readonly QuantisedColumn[]): string | undefined {
  const parents = nodes.map(() => 0);
  for (const [position, node] of nodes.entries()) {
    if (node.kind === "leaf") continue;
    const column = columns[node.column];
    if (column === undefined) return `node ${position} asks a column that the model does not have`;
    if (!cellsHold(node.cells, column.cells)) return `node ${position} asks for cells that are none of ${column.name}, or for all`;
    for (const child of [node.yes, node.no]) {
      if (child <= position || child >= nodes.length) return `node ${position} has a child ${child} that does not come after it`;
      parents[child] = (parents[child] as number) + 1;
    }
  }
  const orphan = parents.findIndex((count, position) => count !== (position === 0 ? 0 : 1));
  if (nodes.length === 0) return "it has no node";
  return orphan < 0 ? undefined : `node ${orphan} is the child of ${parents[orphan]} nodes`;
}

/** What is wrong with an ensemble that was read back, or undefined: whatever the evaluator and the circuits take for granted. */
export function faultOfTrees(model: QuantisedTrees): string | undefined {
  const { policy, columns, trees } = model;
  if (columns.length === 0 || trees.length === 0) return "it has no column or no tree";
  if (model.reasonScale < 1n) return "a scale or an error is not positive";
  for (const column of columns) {
    const fault = faultOfColumn(column, model);
    if (fault !== undefined) return `the column ${column.name} ${fault}`;
  }
  for (const [position, tree] of trees.entries()) {
    const fault = faultOfTree(tree, columns);
    if (fault !== undefined) return `tree ${position}: ${fault}`;
  }
  const fault = faultOfMarginPolicy(model, columns.flatMap(featuresOf));
  if (fault !== undefined) return fault;
  const unused = policy.reasons.findIndex((_, position) => columns.every(({ reason }) => reason !== position));
  return unused < 0 ? undefined : `no column has the reason ${policy.reasons[unused]?.code}`;
}
