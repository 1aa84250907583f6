import { featuresOf } from "../../model/column-cell.ts";
import type { LinearForm, QuantisedColumn, QuantisedTrees } from "../../model/quantised-trees.ts";
import { cardinality, type Feature, missingCode } from "../../record/schema.ts";
import { type AtomTable, chooseAtoms, cutRange } from "../atoms.ts";
import { type FormBounds, planRatio, type RatioPlan } from "./plan-ratio.ts";

/** A raw feature as the circuit opens it: a thermometer over its codes, or no more than their bound where no split and no missing marker tells them apart. */
export interface FeatureAxis {
  /** Position in the schema. */
  feature: number;
  name: string;
  size: bigint;
  /** Undefined where the feature is read as a number only. */
  table: AtomTable | undefined;
  /** Codes at which something changes, in order. */
  cuts: readonly bigint[];
}

/** How the cells of a column are proved. */
export type ColumnPlan =
  /** Read off the feature's own thermometer. */
  | { kind: "feature"; axis: number }
  /** A thermometer over the form, one more value standing for "missing". `table` is undefined where no cut can be met. */
  | { kind: "sum"; form: LinearForm; missing: readonly number[]; bounds: FormBounds; table: AtomTable | undefined; cuts: readonly bigint[] }
  | { kind: "ratio"; numerator: LinearForm; denominator: LinearForm; missing: readonly number[]; ratio: RatioPlan };

export interface ColumnsPlan {
  /** In schema order: as the circuit's inputs. */
  axes: readonly FeatureAxis[];
  columns: readonly ColumnPlan[];
}

const ascending = (values: Iterable<bigint>) => [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));

const formsOf = (column: QuantisedColumn): LinearForm[] =>
  column.kind === "feature" ? [] : column.kind === "sum" ? [column.form] : [column.numerator, column.denominator];

/** The least and the greatest value of a form over the records in which nothing is missing. */
export function boundsOf({ offset, terms }: LinearForm, features: readonly Feature[]): FormBounds {
  let [least, most] = [offset, offset];
  for (const { feature, coefficient } of terms) {
    const raw = features[feature] as Feature;
    const last = cardinality(raw) - (missingCode(raw) === undefined ? 1n : 2n);
    if (coefficient < 0n) least += coefficient * last;
    else most += coefficient * last;
  }
  return { least, most };
}

/** Plans every raw feature that the model reads and every column of its splits. */
export function planColumns(model: QuantisedTrees): ColumnsPlan {
  const { features } = model.schema;
  const positions = [...new Set(model.columns.flatMap(featuresOf))].sort((a, b) => a - b);
  const missingOf = (column: QuantisedColumn) =>
    [...new Set(featuresOf(column))].filter((feature) => missingCode(features[feature] as Feature) !== undefined).sort((a, b) => a - b);

  const axes = positions.map((feature): FeatureAxis => {
    const raw = features[feature] as Feature;
    const size = cardinality(raw);
    const own = model.columns.flatMap((column) => (column.kind === "feature" && column.feature === feature ? column.cuts : []));
    const marked = model.columns.some((column) => formsOf(column).some(({ terms }) => terms.some((term) => term.feature === feature)));
    const marker = missingCode(raw);
    const cuts = ascending(marked && marker !== undefined ? [...own, marker] : own);
    return { feature, name: raw.name, size, cuts, table: cuts.length === 0 ? undefined : chooseAtoms(cutRange(0n, size, cuts)) };
  });

  const columns = model.columns.map((column): ColumnPlan => {
    if (column.kind === "feature") return { kind: "feature", axis: positions.indexOf(column.feature) };
    const missing = missingOf(column);
    if (column.kind === "ratio") {
      const bounds = { numerator: boundsOf(column.numerator, features), denominator: boundsOf(column.denominator, features) };
      const { numerator, denominator } = column;
      return { kind: "ratio", numerator, denominator, missing, ratio: planRatio(column.cuts, bounds, missing.length > 0) };
    }
    const bounds = boundsOf(column.form, features);
    // "Missing" is one more value above all sums; a cut above all sums lies at its edge.
    const end = bounds.most + (missing.length > 0 ? 2n : 1n);
    const cuts = ascending([
      ...column.cuts.filter((cut) => cut > bounds.least).map((cut) => (cut > bounds.most ? bounds.most + 1n : cut)),
      ...(missing.length > 0 ? [bounds.most + 1n] : []),
    ]).filter((cut) => cut < end);
    return { kind: "sum", form: column.form, missing, bounds, cuts, table: cuts.length === 0 ? undefined : chooseAtoms(cutRange(bounds.least, end, cuts)) };
  });
  return { axes, columns };
}
