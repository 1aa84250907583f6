import { cardinality, missingCode, type RecordSchema } from "../record/schema.ts";
import type { LinearForm, QuantisedColumn } from "./quantised-trees.ts";

/** How many of `count` ascending cuts lie at or below a value. */
function countBelow(count: number, atOrBelow: (cut: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (atOrBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value of a form, or undefined where one of its features is missing. */
function openForm({ offset, terms }: LinearForm, schema: RecordSchema): (codes: readonly bigint[]) => bigint | undefined {
  const parts = terms.map(({ feature, coefficient }) => {
    const raw = schema.features[feature];
    return { feature, coefficient, marker: raw && missingCode(raw) };
  });
  return (codes) => {
    let value = offset;
    for (const { feature, coefficient, marker } of parts) {
      const code = codes[feature] as bigint;
      if (code === marker) return undefined;
      value += coefficient * code;
    }
    return value;
  };
}

/** Makes the function from a record's codes, in schema order, to its cell of a column. Codes must be those of the schema ({@link faultyCode}). */
export function openColumnCell(column: QuantisedColumn, schema: RecordSchema): (codes: readonly bigint[]) => number {
  if (column.kind === "feature") {
    const { feature, cuts } = column;
    return (codes) => countBelow(cuts.length, (i) => (cuts[i] as bigint) <= (codes[feature] as bigint));
  }
  const last = column.cuts.length + 1;
  if (column.kind === "sum") {
    const { cuts } = column;
    const form = openForm(column.form, schema);
    return (codes) => {
      const value = form(codes);
      return value === undefined ? last : countBelow(cuts.length, (i) => (cuts[i] as bigint) <= value);
    };
  }
  const { cuts } = column;
  const numerator = openForm(column.numerator, schema);
  const denominator = openForm(column.denominator, schema);
  return (codes) => {
    const above = numerator(codes);
    const below = denominator(codes);
    if (above === undefined || below === undefined || below <= 0n) return last;
    return countBelow(cuts.length, (i) => {
      const cut = cuts[i] as { numerator: bigint; denominator: bigint };
      return cut.numerator * below <= cut.denominator * above;
    });
  };
}

/** Positions in the schema of the raw features that a column reads. */
export function featuresOf(column: QuantisedColumn): number[] {
  if (column.kind === "feature") return [column.feature];
  const forms = column.kind === "sum" ? [column.form] : [column.numerator, column.denominator];
  return forms.flatMap(({ terms }) => terms.map(({ feature }) => feature));
}

/** The first feature among those given whose code is none of the schema's. */
export function faultyCode(schema: RecordSchema, features: Iterable<number>, codes: readonly bigint[]): number | undefined {
  for (const feature of features) {
    const code = codes[feature];
    const raw = schema.features[feature];
    if (code === undefined || raw === undefined || code < 0n || code >= cardinality(raw)) return feature;
  }
  return undefined;
}
