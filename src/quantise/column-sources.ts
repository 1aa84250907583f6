import { CredenceError } from "../errors/credence-error.ts";
import type { MarginSource, ModelColumn } from "../model/model-column.ts";
import type { Pipeline, PipelineColumn } from "../model/pipeline.ts";
import type { Feature, RecordSchema } from "../record/schema.ts";
import { type ColumnStep, columnStep, type SingleColumn } from "./column-step.ts";
import { type ColumnValue, columnValue, throughColumn } from "./column-value.ts";

export type DerivedColumn = Extract<PipelineColumn, { kind: "sum" | "ratio" }>;

/** Where a column of a model comes from: one raw feature, or several of them in a sum or ratio. */
export type ColumnSource =
  | { kind: "feature"; feature: number; value: ColumnValue }
  | { kind: "form"; column: DerivedColumn /** What the model file makes of the sum or ratio, if anything. */; through: ColumnStep | undefined };

/** The part of an imported model that says what its columns are. */
export interface ColumnsOfModel {
  source: MarginSource;
  columns: readonly ModelColumn[];
  pipeline?: Pipeline;
}

const isDerived = (column: PipelineColumn): column is DerivedColumn => column.kind === "sum" || column.kind === "ratio";
const categoriesOf = ({ categories }: ModelColumn) => (categories === undefined ? {} : { values: [...categories] });

/**
 * Finds where the columns of a model come from. A column that the model file makes itself (`ir.pipeline`) is made of the file's inputs, any other is an input; an input is the column of that
 * name in the pipeline outside the file, or else the schema's feature of that name. Categories are numbered as the model says; a model that does not say needs a pipeline to, since tools number
 * them in their own order.
 * @returns a function from the position of a column to its source; `place` is where the model asks for it. It throws CredenceError CRD-1106 (a column from nowhere), CRD-1108 (what does
 * not fit the schema, or cannot be joined).
 */
export function openColumnSources(ir: ColumnsOfModel, schema: RecordSchema, outer: Pipeline | undefined): (position: number, place: string) => ColumnSource {
  const found = new Map<number, ColumnSource>();
  const featureNamed = (name: string, place: string): { position: number; feature: Feature } => {
    const position = schema.features.findIndex((feature) => feature.name === name);
    const feature = schema.features[position];
    if (feature === undefined) throw new CredenceError("CRD-1108", `The schema has no feature ${name}.`, { place });
    return { position, feature };
  };

  const derived = (column: DerivedColumn, through: ColumnStep | undefined): ColumnSource => {
    featureNamed(column.characteristic, `column ${column.name}.characteristic`);
    return { kind: "form", column, through };
  };
  const single = (column: SingleColumn, place: string): ColumnSource & { kind: "feature" } => {
    const { position, feature } = featureNamed(column.feature, place);
    return { kind: "feature", feature: position, value: columnValue(column, feature, place) };
  };

  const outside = (column: PipelineColumn): ColumnSource => (isDerived(column) ? derived(column, undefined) : single(column, `column ${column.name}`));

  /** What the file reads under a name: a column of the pipeline outside it, or a feature of the schema. */
  const input = (column: ModelColumn, place: string): PipelineColumn => {
    const given = outer?.columns.find(({ name }) => name === column.name);
    if (given !== undefined) return given.kind === "category" && given.values === undefined ? { ...given, ...categoriesOf(column) } : given;
    const feature = schema.features.find(({ name }) => name === column.name);
    // Categories that the model names are numbered in its order, even those that are numbers themselves.
    if (feature !== undefined && column.categories !== undefined) {
      return { name: column.name, kind: "category", feature: feature.name, ...categoriesOf(column) };
    }
    if (feature?.type === "number" || feature?.type === "date") return { name: column.name, kind: "number", feature: feature.name };
    if (feature !== undefined) {
      throw new CredenceError(
        "CRD-1106",
        `The model numbers the categories of ${column.name} and does not name them; expected a column of the pipeline that does.`,
        { place },
      );
    }
    const where = outer === undefined ? "a feature of the schema" : "a column of the pipeline, or a feature of the schema";
    throw new CredenceError("CRD-1106", `Found the column ${JSON.stringify(column.name)}, expected ${where}.`, { place });
  };

  /** The raw feature that an input of a sum or ratio inside the file is, unchanged. */
  const rawInput = (name: string, place: string): string => {
    const given = outer?.columns.find((column) => column.name === name);
    if (given === undefined) return name;
    const plain = given.kind === "number" && Object.keys(given).length === 3;
    if (plain) return given.feature;
    throw new CredenceError("CRD-1108", `The model file adds or divides ${name}, which the pipeline makes of other numbers; expected a feature as it stands.`, {
      place,
    });
  };
  const insideDerived = (column: DerivedColumn, place: string): ColumnSource => {
    const raw = (terms: Readonly<Record<string, number>>) => {
      const weights = new Map<string, number>();
      for (const [name, weight] of Object.entries(terms)) {
        const feature = rawInput(name, place);
        weights.set(feature, (weights.get(feature) ?? 0) + weight);
      }
      return Object.fromEntries([...weights].filter(([, weight]) => weight !== 0));
    };
    const characteristic = rawInput(column.characteristic, place);
    if (column.kind === "sum") return derived({ ...column, characteristic, terms: raw(column.terms) }, undefined);
    return derived({ ...column, characteristic, numerator: raw(column.numerator), denominator: raw(column.denominator) }, undefined);
  };

  const inside = (column: PipelineColumn): ColumnSource => {
    const place = `${ir.source.file} column ${column.name}`;
    if (isDerived(column)) return insideDerived(column, place);
    const given = outer?.columns.find(({ name }) => name === column.feature);
    if (given === undefined) {
      if (schema.features.some(({ name }) => name === column.feature)) return single(column, place);
      const where = outer === undefined ? "a feature of the schema" : "a column of the pipeline, or a feature of the schema";
      throw new CredenceError("CRD-1106", `The model file reads ${JSON.stringify(column.feature)}, expected ${where}.`, { place });
    }
    const step = columnStep(column, { name: given.name, type: "number" }, place);
    if (isDerived(given)) return derived(given, step);
    const { feature, value } = single(given, `column ${given.name}`);
    return { kind: "feature", feature, value: throughColumn(value, step, schema.features[feature] as Feature) };
  };

  return (position, place) => {
    const known = found.get(position);
    if (known !== undefined) return known;
    const column = ir.columns[position] as ModelColumn;
    const own = ir.pipeline?.columns.find(({ name }) => name === column.name);
    const source = own === undefined ? outside(input(column, place)) : inside(own);
    found.set(position, source);
    return source;
  };
}
