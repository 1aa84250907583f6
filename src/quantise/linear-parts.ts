import { CredenceError } from "../errors/credence-error.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { cardinality, type Feature, missingCode, type RecordSchema } from "../record/schema.ts";
import { type ColumnSource, type ColumnsOfModel, openColumnSources } from "./column-sources.ts";
import { ascending, type ColumnValue } from "./column-value.ts";
import { type Ends, type Floats, type Line, magnitudeOf, roundedLine } from "./line.ts";
import { largest, type Rational, rational, rationalOf, size, sumOf, times, ZERO } from "./rational.ts";
import { sumLines } from "./sum-lines.ts";

/** From a code on, up to the next part: what a feature adds to the margin, as it is without rounding. */
export interface LinearPart {
  from: bigint;
  slope: Rational;
  offset: Rational;
  /** The most that the tool's own values are off, times their weights. */
  error: Rational;
  /** The most that the absolute values of the tool's products can add up to. */
  magnitude: Rational;
  /** How many products are other than 0. */
  products: number;
}

/** What one raw feature adds under one characteristic. */
export interface LinearParts {
  feature: number;
  characteristic: string;
  parts: readonly LinearPart[];
}

/** A column of a linear model with the weight that it has in the margin. */
export interface WeighedColumn {
  position: number;
  weight: number;
  sign: bigint;
}

/** One column over a raw feature: its value, or a line over all codes where the column is a sum of several. */
interface Reader {
  weight: Rational;
  name: string;
  reads: { kind: "value"; value: ColumnValue } | { kind: "line"; line: Line };
}

/** What a column is on a stretch in which it has one value, or is a line. */
function lineOf({ reads, name }: Reader, ends: Ends, feature: Feature, floats: Floats): Line {
  if (reads.kind === "line") return reads.line;
  const [first, last] = ends.map((end) => reads.value.of(end)) as [number, number];
  if (Number.isNaN(first) || Number.isNaN(last)) {
    const cell = ends[0] === missingCode(feature) ? "a missing cell" : "a cell without a number";
    throw new CredenceError("CRD-1108", `The model has no value for ${cell} of ${feature.name}; expected a column that imputes one.`, {
      place: `column ${name}`,
    });
  }
  const read = (value: number): Line => ({ slope: ZERO, offset: rationalOf(floats === "float32" ? Math.fround(value) : value), error: ZERO });
  if (first === last) return read(first);
  const line = reads.value.line(ends);
  return floats === "float32" ? roundedLine(line, ends, floats) : line;
}

function partOf(readers: readonly Reader[], feature: Feature, floats: Floats, ends: Ends): LinearPart {
  const lines = readers.map((reader) => ({ weight: reader.weight, line: lineOf(reader, ends, feature, floats) }));
  const magnitudes = lines.map(({ weight, line }) => times(size(weight), magnitudeOf(line, ends)));
  return {
    from: ends[0],
    slope: sumOf(lines.map(({ weight, line }) => times(weight, line.slope))),
    offset: sumOf(lines.map(({ weight, line }) => times(weight, line.offset))),
    error: sumOf(lines.map(({ weight, line }) => times(size(weight), line.error))),
    magnitude: sumOf(magnitudes),
    products: magnitudes.filter(({ numerator }) => numerator !== 0n).length,
  };
}

/**
 * What each raw feature adds to a weighted sum of the model's columns, exactly, with the bounds of what the tool's own floats may be off.
 * @returns a function from the weights of such a sum to its parts. It throws CredenceError CRD-1106 (a column from nowhere), CRD-1108 (the pipeline; a cell without a value), CRD-1113 (a column
 * that is no sum over raw features).
 */
export function openLinearParts(
  ir: ColumnsOfModel & { summation: Floats },
  schema: RecordSchema,
  pipeline: Pipeline | undefined,
): (columns: readonly WeighedColumn[]) => LinearParts[] {
  const sourceOf = openColumnSources(ir, schema, pipeline);
  return (columns) => partsOf(ir, columns, schema, sourceOf);
}

function partsOf(
  ir: ColumnsOfModel & { summation: Floats },
  columns: readonly WeighedColumn[],
  schema: RecordSchema,
  sourceOf: (position: number, place: string) => ColumnSource,
): LinearParts[] {
  const readers = new Map<string, { feature: number; characteristic: string; readers: Reader[] }>();
  const add = (feature: number, characteristic: string, reader: Reader) => {
    const key = `${feature} ${characteristic}`;
    const known = readers.get(key) ?? { feature, characteristic, readers: [] };
    known.readers.push(reader);
    readers.set(key, known);
  };
  for (const { position, weight, sign } of columns) {
    const name = ir.columns[position]?.name as string;
    const source: ColumnSource = sourceOf(position, ir.source.file);
    const weighed = times(rationalOf(weight), rational(sign));
    if (source.kind === "feature") {
      const { name: characteristic } = schema.features[source.feature] as Feature;
      add(source.feature, characteristic, { weight: weighed, name, reads: { kind: "value", value: source.value } });
      continue;
    }
    for (const { feature, line } of sumLines(source, name, schema, ir.summation)) {
      add(feature, source.column.characteristic, { weight: weighed, name, reads: { kind: "line", line } });
    }
  }
  const order = (name: string) => schema.features.findIndex((feature) => feature.name === name);
  return [...readers.values()]
    .sort((a, b) => a.feature - b.feature || order(a.characteristic) - order(b.characteristic))
    .map(({ feature: position, characteristic, readers }) => {
      const feature = schema.features[position] as Feature;
      const marker = missingCode(feature);
      const starts = ascending([
        0n,
        ...readers.flatMap(({ reads }) => (reads.kind === "value" ? reads.value.stretches : [])),
        ...(marker !== undefined && readers.some(({ reads }) => reads.kind === "value") ? [marker] : []),
      ]);
      const end = cardinality(feature);
      return {
        feature: position,
        characteristic,
        parts: starts.map((from, i) => partOf(readers, feature, ir.summation, [from, (starts[i + 1] ?? end) - 1n])),
      };
    });
}

/** Bound of the sum of what parts of different features may each be. */
export const sumOfLargest = (terms: readonly LinearParts[], of: (part: LinearPart) => Rational): Rational =>
  sumOf(terms.map(({ parts }) => largest(...parts.map(of))));

/** What a feature adds, where that is the same whatever its code. */
export function constantOf({ parts }: LinearParts): Rational | undefined {
  const { offset: first } = parts[0] as LinearPart;
  const constant = parts.every(
    ({ slope, offset }) => slope.numerator === 0n && offset.numerator === first.numerator && offset.denominator === first.denominator,
  );
  return constant ? first : undefined;
}
