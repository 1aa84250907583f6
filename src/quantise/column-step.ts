import { CredenceError } from "../errors/credence-error.ts";
import type { PipelineColumn } from "../model/pipeline.ts";
import { type Ends, type Line, roundedLine, shiftedLine, stretchedLine } from "./line.ts";
import { inverse, rationalOf } from "./rational.ts";

/** What a column reads: a category's text, or a number as float64, which of a date is its days since 1970-01-01; NaN where it is missing. */
export type Cell = string | number;

/** A column over one input, as the tool computes it. */
export interface ColumnStep {
  /** The float64 that the column makes of a cell of its input, NaN for a missing one. */
  of(cell: Cell): number;
  /**
   * Conditions on a number of the input, false below and true above: from one to the next the column stays, or is one line over the input but for the tool's rounding. So it stays, or rises
   * all along, or falls all along.
   */
  breaks: readonly ((value: number) => boolean)[];
  /** The line that the column is where its input is a line, on a stretch on which it does not stay. */
  along(line: Line, ends: Ends): Line;
}

export type SingleColumn = Exclude<PipelineColumn, { kind: "sum" | "ratio" }>;

/** What a step is to read: a feature of the schema or a column, and the texts that it may have where it is a category. */
export interface StepInput {
  name: string;
  type: "number" | "category" | "date";
  values?: readonly string[];
}

/** Makes the error of a column that does not fit what it reads. */
type Refuse = (message: string) => CredenceError;

function numberStep({ replace, whenMissing, clip, scale, limits, bins, ...column }: Extract<SingleColumn, { kind: "number" }>, refuse: Refuse): ColumnStep {
  const rounded = column.arithmetic === "float32" ? Math.fround : (value: number) => value;
  const read = (given: { text: string } | undefined, otherwise: number) => (given === undefined ? otherwise : rounded(Number(given.text)));
  const replaced = new Map((replace ?? []).map(({ from, to }) => [read(from, 0), to === "missing" ? Number.NaN : read(to, 0)]));
  const imputed = read(whenMissing, Number.NaN);
  const clipper = (given: typeof clip) => {
    const [from, to] = [read(given?.from, Number.NEGATIVE_INFINITY), read(given?.to, Number.POSITIVE_INFINITY)];
    if (from > to) throw refuse(`It is clipped from ${from} to ${to}; expected the start below the end.`);
    return { ends: [from, to].filter(Number.isFinite), of: (value: number) => Math.min(Math.max(value, from), to) };
  };
  const [before, after] = [clipper(clip), clipper(limits)];
  const subtract = read(scale?.subtract, 0);
  const [multiply, divide] = [read(scale?.multiply, 1), read(scale?.divide, 1)];
  const add = read(scale?.add, 0);
  const edges = bins?.edges.map((edge) => read(edge, 0));
  if (edges?.some((edge, i) => i > 0 && edge <= (edges[i - 1] as number))) throw refuse("The edges of its bins do not ascend.");
  const values = bins?.values?.map((value) => read(value, 0));

  const scaled = (value: number) => rounded(rounded(rounded(rounded(before.of(value) - subtract) * multiply) / divide) + add);
  const reaches = (value: number, edge: number) => (bins?.closed === "left" ? edge <= value : edge < value);
  const rising = multiply > 0 === divide > 0;
  const ofReplaced = [...replaced.keys()].flatMap((at) => [(value: number) => rounded(value) >= at, (value: number) => rounded(value) > at]);
  const ofClip = before.ends.flatMap((at) => [(value: number) => rounded(value) >= at, (value: number) => rounded(value) > at]);
  // Limits and bins are met in their own order by values that rise, in the opposite by values that fall; a value that is replaced has breaks of its own.
  const ofLimits = after.ends.flatMap((at) => [
    (value: number) => scaled(rounded(value)) >= at === rising,
    (value: number) => scaled(rounded(value)) > at === rising,
  ]);
  const ofBins = (edges ?? []).map((edge) => (value: number) => reaches(after.of(scaled(rounded(value))), edge) === rising);
  return {
    breaks: [...ofReplaced, ...ofClip, ...ofLimits, ...ofBins],
    along(line, ends) {
      const floats = column.arithmetic ?? "float64";
      const read = floats === "float32" ? roundedLine(line, ends, floats) : line;
      const shifted = shiftedLine(read, -subtract, ends, floats);
      const stretched = stretchedLine(stretchedLine(shifted, rationalOf(multiply), ends, floats), inverse(rationalOf(divide)), ends, floats);
      return shiftedLine(stretched, add, ends, floats);
    },
    of(cell) {
      const read = rounded(cell as number);
      const given = replaced.get(read) ?? read;
      const value = after.of(scaled(Number.isNaN(given) ? imputed : given));
      if (Number.isNaN(value) || edges === undefined) return value;
      const bin = countReached(edges, (edge) => reaches(value, edge));
      return values === undefined ? bin : (values[bin] as number);
    },
  };
}

/** Of a column that stays between its breaks. */
const noLine = (): never => {
  throw new RangeError("a column of few values is asked for a line");
};

/** How many of ascending edges a value reaches. */
function countReached(edges: readonly number[], reaches: (edge: number) => boolean): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reaches(edges[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The positions of a list's values: texts as they stand, or numbers where the input has them. */
function positionsOf(listed: readonly string[], input: StepInput, refuse: Refuse): { position: Map<Cell, number>; breaks: ColumnStep["breaks"] } {
  if (input.type === "category") return { position: new Map(listed.map((value, i) => [value, i])), breaks: [] };
  const numbers = listed.map((value) => (value.trim() === "" ? Number.NaN : Number(value)));
  const other = numbers.findIndex((number) => !Number.isFinite(number));
  if (other >= 0) throw refuse(`Found the value ${JSON.stringify(listed[other])}, expected a number as ${input.name} is.`);
  return { position: new Map(numbers.map((value, i) => [value, i])), breaks: numbers.flatMap((at) => [(value) => value >= at, (value) => value > at]) };
}

function categoryStep(column: Extract<SingleColumn, { kind: "category" }>, input: StepInput, refuse: Refuse): ColumnStep {
  const listed = column.values ?? input.values;
  if (listed === undefined) throw refuse(`${input.name} is a ${input.type} in the schema, expected a category, or the values that it may have.`);
  const outside = input.values?.find((value) => !listed.includes(value));
  if (outside !== undefined && column.others === undefined) {
    throw refuse(`The schema's value ${JSON.stringify(outside)} of ${input.name} has no number; list it, or say "others": "missing".`);
  }
  if (input.type !== "category" && column.others === undefined) throw refuse(`${input.name} has other numbers, too; say "others": "missing".`);
  const { position, breaks } = positionsOf(listed, input, refuse);
  const numbers = column.numbers?.map(({ text }) => Number(text));
  const whenMissing =
    column.whenMissing === undefined ? Number.NaN : Number(typeof column.whenMissing === "number" ? column.whenMissing : column.whenMissing.text);
  const others = column.others === undefined || column.others === "missing" ? whenMissing : Number(column.others.text);
  return {
    breaks,
    along: noLine,
    of(cell) {
      const at = position.get(cell);
      if (at === undefined) return Number.isNaN(cell) ? whenMissing : others;
      return numbers === undefined ? at : (numbers[at] as number);
    },
  };
}

function oneHotStep(column: Extract<SingleColumn, { kind: "one-hot" }>, input: StepInput, refuse: Refuse): ColumnStep {
  const unknown = column.values.find((value) => input.values?.includes(value) === false);
  if (unknown !== undefined) throw refuse(`The schema has no value ${JSON.stringify(unknown)} of ${input.name}.`);
  const { position, breaks } = positionsOf(column.values, input, refuse);
  return { breaks, along: noLine, of: (cell) => (position.has(cell) ? 1 : 0) };
}

/**
 * @param place where the column stands, for messages.
 * @throws CredenceError CRD-1108 where column and input do not fit.
 */
export function columnStep(column: SingleColumn, input: StepInput, place: string): ColumnStep {
  const refuse = (message: string) => new CredenceError("CRD-1108", message, { place });
  switch (column.kind) {
    case "number":
      if (input.type === "category") throw refuse(`${input.name} is a category in the schema, expected a number or a date.`);
      return numberStep(column, refuse);
    case "category":
      return categoryStep(column, input, refuse);
    case "one-hot":
      return oneHotStep(column, input, refuse);
    case "missing":
      return { breaks: [], along: noLine, of: (cell) => (Number.isNaN(cell) ? 1 : 0) };
  }
}
