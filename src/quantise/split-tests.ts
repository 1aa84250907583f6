import { CredenceError } from "../errors/credence-error.ts";
import type { ModelColumn } from "../model/model-column.ts";
import type { Pipeline, PipelineColumn } from "../model/pipeline.ts";
import type { CellRange, QuantisedColumn } from "../model/quantised-trees.ts";
import type { TreeEnsembleIR, TreeSplit } from "../model/trees-ir.ts";
import type { Feature, RecordSchema } from "../record/schema.ts";
import type { AxisTest } from "./column-axis.ts";
import { type ColumnValue, columnValue } from "./column-value.ts";
import { openFeatureAxis } from "./feature-axis.ts";
import { type FormAxis, openFormAxis } from "./form-axis.ts";
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
  of(split: TreeSplit): SplitTest;
}

/**
 * Where the pipeline names no column for it, a column of the model is the schema's feature of that name. Categories are numbered as the model says; a model that does not say needs the pipeline
 * to, since tools number them in their own order.
 */
function pipelineColumn(column: ModelColumn, schema: RecordSchema, pipeline: Pipeline | undefined, place: string): PipelineColumn {
  const given = pipeline?.columns.find(({ name }) => name === column.name);
  if (given !== undefined) return given.kind === "category" && given.values === undefined ? { ...given, ...categoriesOf(column) } : given;
  const feature = schema.features.find(({ name }) => name === column.name);
  if (feature?.type === "number") return { name: column.name, kind: "number", feature: feature.name };
  if (feature?.type === "category" && column.categories !== undefined) {
    return { name: column.name, kind: "category", feature: feature.name, ...categoriesOf(column) };
  }
  if (feature?.type === "category") {
    throw new CredenceError(
      "CRD-1106",
      `The model numbers the categories of ${column.name} and does not name them; expected a column of the pipeline that does.`,
      {
        place,
      },
    );
  }
  const where = pipeline === undefined ? "a number or category of the schema" : "a column of the pipeline, or a number or category of the schema";
  throw new CredenceError("CRD-1106", `Found the column ${JSON.stringify(column.name)}, expected ${where}.`, { place });
}

const categoriesOf = ({ categories }: ModelColumn) => (categories === undefined ? {} : { values: [...categories] });

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

/**
 * Gathers every split of an ensemble on its raw feature or derived column.
 * @throws CredenceError CRD-1106 (a column from nowhere), CRD-1107 (a branch that no record takes), CRD-1108 (the pipeline), CRD-1109 (rounding), with the node.
 */
export function splitTests(ir: TreeEnsembleIR, schema: RecordSchema, pipeline: Pipeline | undefined): SplitTests {
  const splits = ir.trees.flatMap(({ nodes }) => nodes.filter((node) => node.kind === "split"));
  const readings = new Map<number, { column: PipelineColumn; axis: Axis; value: ColumnValue | undefined }>();
  const axes: Axis[] = [];
  const tests = new Map<string, { axis: Axis; test: AxisTest }>();

  const featureAxis = (name: string): { feature: Feature; axis: Axis & { kind: "feature" } } | undefined => {
    const position = schema.features.findIndex((feature) => feature.name === name);
    const feature = schema.features[position];
    if (feature === undefined) return undefined;
    const known = axes.find((axis): axis is Axis & { kind: "feature" } => axis.kind === "feature" && axis.feature === position);
    if (known !== undefined) return { feature, axis: known };
    const axis = { kind: "feature", feature: position, axis: openFeatureAxis(feature), characteristic: name } as const;
    axes.push(axis);
    return { feature, axis };
  };

  const reading = ({ column: position, place }: TreeSplit) => {
    const known = readings.get(position);
    if (known !== undefined) return known;
    const column = pipelineColumn(ir.columns[position] as ModelColumn, schema, pipeline, place);
    const made = ((): { column: PipelineColumn; axis: Axis; value: ColumnValue | undefined } => {
      if (column.kind === "sum" || column.kind === "ratio") {
        const known = schema.features.some(({ name }) => name === column.characteristic);
        if (!known)
          throw new CredenceError("CRD-1108", `The schema has no feature ${column.characteristic}.`, { place: `column ${column.name}.characteristic` });
        const axis: Axis = { kind: "form", name: column.name, axis: openFormAxis(column, schema), characteristic: column.characteristic };
        axes.push(axis);
        return { column, axis, value: undefined };
      }
      const found = featureAxis(column.feature);
      if (found === undefined) throw new CredenceError("CRD-1108", `The schema has no feature ${column.feature}.`, { place: `column ${column.name}` });
      return { column, axis: found.axis, value: columnValue(column, found.feature) };
    })();
    readings.set(position, made);
    return made;
  };

  const keyOf = (split: TreeSplit) => `${split.column} ${ruleKey(split.rule)}`;
  for (const split of splits) {
    const key = keyOf(split);
    if (tests.has(key)) continue;
    const { column, axis, value } = reading(split);
    const test = axis.kind === "feature" ? axis.axis.test(split.rule, value as ColumnValue) : axis.axis.test(split.rule, undefined);
    if (test.constant) {
      const asked = split.rule.kind === "number" ? `the threshold ${split.rule.threshold}` : "its categories";
      throw new CredenceError("CRD-1107", `Every record that the schema allows takes the same branch at ${asked} of ${column.name}.`, { place: split.place });
    }
    tests.set(key, { axis, test });
  }

  // Document order: raw features as the schema has them, then derived columns as the model has them.
  const ordered = [...axes].sort((a, b) =>
    a.kind === "feature" && b.kind === "feature" ? a.feature - b.feature : a.kind === b.kind ? 0 : a.kind === "feature" ? -1 : 1,
  );
  const cuts = new Map(ordered.map((axis) => [axis, axis.axis.cuts()]));
  const positions = new Map(ordered.map((axis, position) => [axis, position]));
  const done = new Map<string, SplitTest>();
  return {
    columns: ordered.map((axis) => ({ column: closeAxis(axis), characteristic: axis.characteristic })),
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
