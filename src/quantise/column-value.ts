import { CredenceError } from "../errors/credence-error.ts";
import type { PipelineColumn } from "../model/pipeline.ts";
import { decodeCell, type Feature, missingCode } from "../record/schema.ts";

/** A column over one raw feature, as the tool saw it: the float64 of each code, NaN for a missing cell. */
export interface ColumnValue {
  /** True where larger codes never have smaller values, the missing marker apart. */
  monotone: boolean;
  of(code: bigint): number;
}

type Single = Exclude<PipelineColumn, { kind: "sum" | "ratio" }>;

const refuse = (column: Single, message: string) => new CredenceError("CRD-1108", message, { place: `column ${column.name}` });

function numberValue(column: Extract<Single, { kind: "number" }>, feature: Feature): ColumnValue {
  if (feature.type !== "number") throw refuse(column, `${feature.name} is a ${feature.type} in the schema, expected a number.`);
  const marker = missingCode(feature);
  const imputed = column.whenMissing === undefined ? Number.NaN : Number(column.whenMissing.text);
  const from = column.clip?.from === undefined ? Number.NEGATIVE_INFINITY : Number(column.clip.from.text);
  const to = column.clip?.to === undefined ? Number.POSITIVE_INFINITY : Number(column.clip.to.text);
  if (from > to) throw refuse(column, `It is clipped from ${from} to ${to}; expected the start below the end.`);
  const edges = column.bins?.edges.map(({ text }) => Number(text));
  if (edges?.some((edge, i) => i > 0 && edge <= (edges[i - 1] as number))) throw refuse(column, "The edges of its bins do not ascend.");
  const left = column.bins?.closed === "left";
  return {
    monotone: true,
    of(code) {
      const value = code === marker ? imputed : Number(decodeCell(feature, code));
      if (Number.isNaN(value)) return value;
      const clipped = Math.min(Math.max(value, from), to);
      return edges === undefined ? clipped : edges.filter((edge) => (left ? edge <= clipped : edge < clipped)).length;
    },
  };
}

function categoryValue(column: Extract<Single, { kind: "category" }>, feature: Feature): ColumnValue {
  if (feature.type !== "category") throw refuse(column, `${feature.name} is a ${feature.type} in the schema, expected a category.`);
  const values = column.values ?? feature.values;
  const outside = feature.values.find((value) => !values.includes(value));
  if (outside !== undefined && column.others === undefined) {
    throw refuse(column, `The schema's value ${JSON.stringify(outside)} of ${feature.name} has no number; list it, or say "others": "missing".`);
  }
  const numbers = feature.values.map((value) => (values.includes(value) ? values.indexOf(value) : Number.NaN));
  const whenMissing = column.whenMissing ?? Number.NaN;
  return {
    monotone: false,
    of(code) {
      const number = code === missingCode(feature) ? Number.NaN : (numbers[Number(code)] as number);
      return Number.isNaN(number) ? whenMissing : number;
    },
  };
}

function oneHotValue(column: Extract<Single, { kind: "one-hot" }>, feature: Feature): ColumnValue {
  if (feature.type !== "category") throw refuse(column, `${feature.name} is a ${feature.type} in the schema, expected a category.`);
  const unknown = column.values.find((value) => !feature.values.includes(value));
  if (unknown !== undefined) throw refuse(column, `The schema has no value ${JSON.stringify(unknown)} of ${feature.name}.`);
  return { monotone: false, of: (code) => (column.values.includes(feature.values[Number(code)] as string) ? 1 : 0) };
}

/** @throws CredenceError CRD-1108 where column and feature do not fit. */
export function columnValue(column: Single, feature: Feature): ColumnValue {
  switch (column.kind) {
    case "number":
      return numberValue(column, feature);
    case "category":
      return categoryValue(column, feature);
    case "one-hot":
      return oneHotValue(column, feature);
    case "missing":
      return { monotone: true, of: (code) => (code === missingCode(feature) ? 1 : 0) };
  }
}
