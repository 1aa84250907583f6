import type { Attribute, IntervalEdge } from "../../model/scorecard-ir.ts";
import { type Element, refuse } from "./element.ts";
import { nextUp } from "./numbers.ts";
import { meets, type Predicate } from "./predicate.ts";
import { type Constant, featuresOfReading, type Reading } from "./reading.ts";

/** Records of one raw feature that every predicate of a characteristic treats alike: a value stands for them; undefined is a missing one. */
export interface Cell {
  value: number | string | undefined;
  /** A category outside every list. */
  other: boolean;
}

/** All cells of a feature, and what cells in a row are called together. */
export interface FeatureCells {
  cells: readonly Cell[];
  join(cells: readonly number[], element: Element): Attribute[];
}

const readingsOf = (predicate: Predicate): Reading[] => {
  if (predicate.kind === "constant") return [];
  return predicate.kind === "compound" ? predicate.of.flatMap(readingsOf) : [predicate.reading];
};

/** The one raw feature that a characteristic bins. @throws CredenceError CRD-1103 for none, or several. */
export function rawFeature(parts: readonly (Predicate | Reading)[], element: Element): string {
  const readings = parts.flatMap((part) => (isPredicate(part) ? readingsOf(part) : [part]));
  const features = [...new Set(readings.flatMap(featuresOfReading))];
  const [feature, second] = features;
  if (feature === undefined) throw refuse(element, "CRD-1103", "It bins no field of the record; expected one.");
  if (second !== undefined)
    throw refuse(
      element,
      "CRD-1103",
      `It bins ${features.join(" and ")} together, and a characteristic is of one feature; expected one field, or a TreeModel.`,
    );
  return feature;
}

const isPredicate = (part: Predicate | Reading): part is Predicate =>
  part.kind === "number" ? "test" in part : part.kind === "constant" ? typeof part.value === "boolean" : part.kind !== "finite";

/** The value of a reading in a cell. */
export function valueAt(reading: Reading, { value, other }: Cell): Constant {
  if (reading.kind === "constant") return reading.value;
  if (value === undefined && !other) return reading.missing;
  if (reading.kind === "number") return reading.rounded ? Math.fround(value as number) : value;
  const { base, at, others } = reading;
  if (base.kind === "category") return other ? others : at[base.values.indexOf(value as string)];
  const number = base.rounded ? Math.fround(value as number) : (value as number);
  return at[base.edges.filter((edge) => edge <= number).length];
}

/** Whether a predicate is true of the records of a cell; undefined is unknown. */
export function holdsAt(predicate: Predicate, cell: Cell): boolean | undefined {
  switch (predicate.kind) {
    case "constant":
      return predicate.value;
    case "number": {
      const value = valueAt(predicate.reading, cell);
      return typeof value === "number" ? meets(predicate.test, value) : undefined;
    }
    case "missing":
      return valueAt(predicate.reading, cell) === undefined ? predicate.whenMissing : predicate.whenPresent;
    case "value":
      return predicate.holds(valueAt(predicate.reading, cell));
    case "compound": {
      const outcomes = predicate.of.map((part) => holdsAt(part, cell));
      if (predicate.operator === "surrogate") return outcomes.find((outcome) => outcome !== undefined);
      if (predicate.operator === "xor") return outcomes.includes(undefined) ? undefined : outcomes.filter((outcome) => outcome === true).length % 2 === 1;
      const decisive = predicate.operator === "or";
      if (outcomes.includes(decisive)) return decisive;
      return outcomes.includes(undefined) ? undefined : !decisive;
    }
  }
}

/** The least float64 that is rounded to a float32 or above. */
function firstDouble(edge: number): number {
  const before = -nextUp(-edge, "float32");
  const middle = (before + edge) / 2;
  return Math.fround(middle) >= edge ? middle : nextUp(middle, "float64");
}

/** Where a raw number passes from one cell to the next, each a float64 that belongs to the upper one. */
function edgesOf(readings: readonly Reading[], tests: readonly Predicate[], element: Element): number[] {
  const edges = new Set<number>();
  const add = (edge: number, rounded: boolean) => edges.add(rounded ? firstDouble(edge) : edge);
  for (const reading of readings) {
    const steps = reading.kind === "number" ? reading.steps : reading.kind === "finite" && reading.base.kind === "stretch" ? reading.base.steps : undefined;
    if (steps !== undefined && (steps.kind !== "number" || Object.keys(steps).length > 2)) {
      throw refuse(element, "CRD-1103", "It bins a number that is clipped, scaled or joined with others; expected a field of the record as it stands.");
    }
    if (reading.kind === "finite" && reading.base.kind === "stretch") for (const edge of reading.base.edges) add(edge, reading.base.rounded);
  }
  for (const test of tests) {
    if (test.kind === "compound") for (const edge of edgesOf([], test.of, element)) edges.add(edge);
    if (test.kind !== "number") continue;
    const {
      reading,
      test: { value },
    } = test;
    add(value, reading.rounded);
    add(nextUp(value, reading.rounded ? "float32" : "float64"), reading.rounded);
  }
  return [...edges].sort((a, b) => a - b);
}

/** A float64 edge as an interval ends or starts there: where the float64 just below it stands in the document, the interval is told by that one. */
function edgeAt(edges: readonly number[], i: number, side: "from" | "to"): IntervalEdge {
  const edge = edges[i];
  if (edge === undefined) return { at: side === "from" ? "-inf" : "inf", closed: false };
  const before = edges[i - 1];
  const after = before !== undefined && nextUp(before, "float64") === edge;
  return after ? { at: `${before}`, closed: side === "to" } : { at: `${edge}`, closed: side === "from" };
}

function numberCells(edges: readonly number[]): FeatureCells {
  const first = edges[0];
  const values = first === undefined ? [0] : [first - Math.max(1, Math.abs(first)), ...edges];
  const missing = values.length;
  return {
    cells: [...values, undefined].map((value) => ({ value, other: false })),
    join(cells, { line, column }) {
      const place = { line, column };
      const attributes: Attribute[] = [];
      cells.forEach((cell, i) => {
        if (cell === missing) attributes.push({ kind: "missing", text: "(missing)", place, optional: true });
        else if (i === 0 || cells[i - 1] !== cell - 1) {
          let last = i;
          while (cells[last + 1] === (cells[last] as number) + 1 && cells[last + 1] !== missing) last += 1;
          const [from, to] = [edgeAt(edges, cell - 1, "from"), edgeAt(edges, cells[last] as number, "to")];
          const text = `${from.closed ? "[" : "("}${from.at},${to.at}${to.closed ? "]" : ")"}`;
          attributes.push({ kind: "interval", text, place, optional: true, from, to });
        }
      });
      return attributes;
    },
  };
}

function categoryCells(values: readonly string[], open: boolean): FeatureCells {
  const cells: Cell[] = [
    ...values.map((value) => ({ value, other: false })),
    { value: undefined, other: false },
    ...(open ? [{ value: undefined, other: true }] : []),
  ];
  return {
    cells,
    join: (taken, { line, column }) =>
      taken.map((i): Attribute => {
        const { value, other } = cells[i] as Cell;
        const common = { place: { line, column }, optional: true };
        if (other) return { kind: "other", text: "(other)", ...common };
        return value === undefined ? { kind: "missing", text: "(missing)", ...common } : { kind: "value", text: `${value}`, ...common };
      }),
  };
}

/** The cells of the feature that a characteristic bins. @throws CredenceError CRD-1103 */
export function cellsOf(parts: readonly { predicate: Predicate; reading: Reading | undefined }[], element: Element): FeatureCells {
  const readings = parts.flatMap(({ predicate, reading }) => [...readingsOf(predicate), ...(reading === undefined ? [] : [reading])]);
  const category = readings.find((reading) => reading.kind === "finite" && reading.base.kind === "category");
  if (category?.kind === "finite" && category.base.kind === "category") return categoryCells(category.base.values, category.base.open);
  return numberCells(
    edgesOf(
      readings,
      parts.map(({ predicate }) => predicate),
      element,
    ),
  );
}
