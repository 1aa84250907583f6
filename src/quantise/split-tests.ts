import { CredenceError } from "../errors/credence-error.ts";
import type { ModelColumn } from "../model/model-column.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { CellRange, QuantisedColumn } from "../model/quantised-trees.ts";
import type { TreeEnsembleIR, TreeSplit } from "../model/trees-ir.ts";
import type { Feature, RecordSchema } from "../record/schema.ts";
import type { AxisTest } from "./column-axis.ts";
import { type ColumnSource, openColumnSources } from "./column-sources.ts";
import { openFeatureAxis } from "./feature-axis.ts";
import { type FormAxis, openFormAxis } from "./form-axis.ts";
import { pruneTrees } from "./prune-trees.ts";
import { ruleKey } from "./split-rule.ts";

/** A split with the column and the cells that it asks for. */
export interface SplitTest {
  column: number;
  cells: readonly CellRange[];
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A column whose reason is not assigned yet. */
export type ClosedColumn = Without<QuantisedColumn, "reason">;

/** The columns of a model's axes, with the raw feature that each is told as, and the test of every split. */
export interface SplitTests {
  columns: readonly { column: ClosedColumn; characteristic: string }[];
  /** The trees without the splits that ask for a missing value of what is never missing. */
  trees: TreeEnsembleIR["trees"];
  of(split: TreeSplit): SplitTest;
}

/** One raw feature or one derived column, and the tests made of it. */
type Axis =
  | { kind: "feature"; feature: number; axis: ReturnType<typeof openFeatureAxis>; characteristic: string }
  | { kind: "form"; name: string; axis: FormAxis; characteristic: string };

function closeAxis(entry: Axis): ClosedColumn {
  if (entry.kind === "feature") {
    const cuts = entry.axis.cuts();
    return { kind: "feature", name: entry.characteristic, cells: cuts.length + 1, feature: entry.feature, cuts };
  }
  const { name, axis } = entry;
  const cuts = axis.cuts();
  const cells = cuts.length + 1 + (axis.hasLastCell ? 1 : 0);
  const numerator = axis.numerator.form;
  return axis.denominator === undefined
    ? { kind: "sum", name, cells, form: numerator, cuts: cuts.map((cut) => cut.numerator) }
    : { kind: "ratio", name, cells, numerator, denominator: axis.denominator.form, cuts };
}

/** Finds the axis of a column's source, one a raw feature and one a derived column. */
function openAxes(schema: RecordSchema): (source: ColumnSource) => Axis {
  const features = new Map<number, Axis>();
  const forms = new Map<string, Axis>();
  const axisOf = <K>(axes: Map<K, Axis>, key: K, open: () => Axis): Axis => {
    const axis = axes.get(key) ?? open();
    axes.set(key, axis);
    return axis;
  };
  return (source) => {
    if (source.kind === "form") {
      const { column } = source;
      const open = (): Axis => ({ kind: "form", name: column.name, axis: openFormAxis(column, schema), characteristic: column.characteristic });
      return axisOf(forms, column.name, open);
    }
    const feature = schema.features[source.feature] as Feature;
    return axisOf(features, source.feature, () => ({
      kind: "feature",
      feature: source.feature,
      axis: openFeatureAxis(feature),
      characteristic: feature.name,
    }));
  };
}

/**
 * Gathers every split of an ensemble on its raw feature or derived column.
 * @throws CredenceError CRD-1106 (a column from nowhere), CRD-1107 (a branch that no record takes), CRD-1108 (the pipeline), CRD-1109 (rounding), with the node.
 */
export function splitTests(ir: TreeEnsembleIR, schema: RecordSchema, pipeline: Pipeline | undefined): SplitTests {
  const sourceOf = openColumnSources(ir, schema, pipeline);
  const axisOf = openAxes(schema);
  const tests = new Map<string, { axis: Axis; test: AxisTest }>();

  const keyOf = (split: TreeSplit) => `${split.column} ${ruleKey(split.rule)}`;
  const testOf = (split: TreeSplit): { axis: Axis; test: AxisTest } => {
    const known = tests.get(keyOf(split));
    if (known !== undefined) return known;
    const source = sourceOf(split.column, split.place);
    const axis = axisOf(source);
    const test =
      axis.kind === "feature"
        ? axis.axis.test(split.rule, (source as ColumnSource & { kind: "feature" }).value)
        : axis.axis.test(split.rule, (source as ColumnSource & { kind: "form" }).through);
    if (test.always !== undefined && split.rule.kind !== "missing") {
      const asked = split.rule.kind === "number" ? `the threshold ${split.rule.threshold}` : "its categories";
      const { name } = ir.columns[split.column] as ModelColumn;
      throw new CredenceError("CRD-1107", `Every record that the schema allows takes the same branch at ${asked} of ${name}.`, { place: split.place });
    }
    const made = { axis, test };
    tests.set(keyOf(split), made);
    return made;
  };
  const trees = pruneTrees(ir.trees, (split) => testOf(split).test.always);

  // Document order: raw features as the schema has them, then derived columns as the model has them.
  const splits = trees.flatMap(({ nodes }) => nodes.filter((node) => node.kind === "split"));
  const asked = new Set(splits.map((split) => testOf(split).axis));
  const ordered = [...asked].sort((a, b) =>
    a.kind === "feature" && b.kind === "feature" ? a.feature - b.feature : a.kind === b.kind ? 0 : a.kind === "feature" ? -1 : 1,
  );
  const cuts = new Map(ordered.map((axis) => [axis, axis.axis.cuts()]));
  const positions = new Map(ordered.map((axis, position) => [axis, position]));
  const done = new Map<string, SplitTest>();
  return {
    columns: ordered.map((axis) => ({ column: closeAxis(axis), characteristic: axis.characteristic })),
    trees,
    of(split) {
      const key = keyOf(split);
      const known = done.get(key);
      if (known !== undefined) return known;
      const { axis, test } = tests.get(key) as { axis: Axis; test: AxisTest };
      const made = { column: positions.get(axis) as number, cells: test.cells(cuts.get(axis) as readonly unknown[]) };
      done.set(key, made);
      return made;
    },
  };
}
