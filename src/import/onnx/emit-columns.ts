import { CredenceError } from "../../errors/credence-error.ts";
import type { ModelColumn, ModelInput } from "../../model/model-column.ts";
import { Pipeline } from "../../model/pipeline.ts";
import { type CategoryCell, type Cell, isUnscaled, type NumberCell } from "./cell.ts";

const decimal = (value: number): string => `${value}`;

/** True for a number of the record as it stands, rounded at most to the floats in which the model compares. */
const isPlain = (cell: NumberCell): boolean => isUnscaled(cell) && cell.replace.length === 0 && cell.whenMissing === undefined;

function numberColumn({ feature, arithmetic, replace, whenMissing, subtract, factor, add, limits, bins }: NumberCell): object {
  const scale = {
    ...(subtract === undefined ? {} : { subtract: decimal(subtract) }),
    ...(factor === undefined ? {} : { [factor.kind]: decimal(factor.by) }),
    ...(add === undefined ? {} : { add: decimal(add) }),
  };
  const ends = Object.entries(limits ?? {}).filter(([, value]) => Number.isFinite(value));
  return {
    kind: "number",
    feature,
    arithmetic,
    ...(replace.length === 0 ? {} : { replace: replace.map(({ from, to }) => ({ from: decimal(from), to: decimal(to) })) }),
    ...(whenMissing === undefined ? {} : { whenMissing: decimal(whenMissing) }),
    ...(Object.keys(scale).length === 0 ? {} : { scale }),
    ...(ends.length === 0 ? {} : { limits: Object.fromEntries(ends.map(([end, value]) => [end, decimal(value)])) }),
    ...(bins === undefined ? {} : { bins: { edges: bins.edges.map(decimal), closed: "left", values: bins.values.map(decimal) } }),
  };
}

/** The categories that a column is 1 of, where it is 0 of all others and of a missing cell. */
function chosenOf({ values, numbers, others, whenMissing }: CategoryCell): string[] | undefined {
  if (others !== 0 || whenMissing !== 0 || numbers.some((number) => number !== 0 && number !== 1)) return undefined;
  const chosen = values.filter((_, i) => numbers[i] === 1);
  return chosen.length === 0 ? undefined : chosen;
}

function categoryColumn(cell: CategoryCell): object {
  const { feature, values, numbers, others, whenMissing } = cell;
  const chosen = chosenOf(cell);
  if (chosen !== undefined) return { kind: "one-hot", feature, values: chosen };
  if (others === 0 && whenMissing === 1 && numbers.every((number) => number === 0)) return { kind: "missing", feature };
  const isMissing = Number.isNaN(whenMissing);
  // What is not listed and missing, where a missing cell itself has a number, is refused, as the tool may refuse all others.
  const rest = others === "refused" || Number.isNaN(others) ? (isMissing ? { others: "missing" } : {}) : { others: decimal(others) };
  return { kind: "category", feature, values, numbers: numbers.map(decimal), ...rest, ...(isMissing ? {} : { whenMissing: decimal(whenMissing) }) };
}

function describe(cell: Exclude<Cell, { kind: "text" }>): { name: string; column: object } {
  if (cell.kind === "missing") return { name: `${cell.feature} missing`, column: cell };
  if (cell.kind === "number") return { name: cell.feature, column: numberColumn(cell) };
  const flags = [...cell.numbers, cell.whenMissing].every((number) => number === 0 || number === 1);
  const ones = [...cell.values.filter((_, i) => cell.numbers[i] === 1), ...(cell.whenMissing === 1 ? ["missing"] : [])];
  return { name: flags ? `${cell.feature}=${ones.join("|")}` : cell.feature, column: categoryColumn(cell) };
}

/**
 * A number that is cut off to a whole one, where it is one already: what the model asks of it.
 * @throws CredenceError CRD-1103 where another step may have made a fraction of it.
 */
function wholeInput(cell: NumberCell, place: string): NumberCell {
  const { truncated: _, ...number } = cell;
  const made = [number.whenMissing ?? 0, ...number.replace.map(({ to }) => to)];
  if (isUnscaled(number) && made.every(Number.isInteger)) return number;
  throw new CredenceError("CRD-1103", `The column of ${cell.feature} is cut off to whole numbers after other steps; expected whole numbers before it.`, {
    place,
  });
}

/** What the model asks of its inputs for the sake of its columns, once each. */
function askedOf(cells: readonly Cell[], place: string): ModelInput[] {
  const asked = new Map<string, ModelInput>();
  for (const cell of cells) {
    if (cell.kind !== "number" && cell.kind !== "category") continue;
    for (const input of cell.present ?? []) asked.set(input.name, { ...asked.get(input.name), ...input });
    if (cell.kind === "number" && cell.truncated) asked.set(cell.feature, { name: cell.feature, place, ...asked.get(cell.feature), whole: true });
  }
  return [...asked.values()];
}

/**
 * The columns of a model and the pipeline inside its file. Columns that are made alike are one. An input as it stands is no column of the pipeline.
 * @param place of the model in its file, for messages.
 * @returns `position` gives the column of each cell, `inputs` what the model asks of what they read.
 * @throws CredenceError CRD-1103 for a column of text, CRD-1102 for more than the pipeline holds.
 */
export function emitColumns(given: readonly Cell[], place: string): { columns: ModelColumn[]; pipeline?: Pipeline; inputs?: ModelInput[]; position: number[] } {
  const asked = askedOf(given, place);
  const inputs = asked.length === 0 ? {} : { inputs: asked };
  const cells = given.map((cell) => (cell.kind === "number" && cell.truncated ? wholeInput(cell, place) : cell));
  const columns: ModelColumn[] = [];
  const made: object[] = [];
  const known = new Map<string, number>();
  const names = new Set<string>(cells.flatMap((cell) => (cell.kind === "number" && isPlain(cell) ? [cell.feature] : [])));
  const position = cells.map((cell): number => {
    if (cell.kind === "text") throw new CredenceError("CRD-1103", `Found the column ${cell.feature} of text, expected numbers.`, { place });
    const plain = cell.kind === "number" && isPlain(cell);
    const { name, column } = describe(cell);
    const key = plain ? `plain ${name}` : JSON.stringify(column);
    const at = known.get(key);
    if (at !== undefined) return at;
    let own = name;
    for (let i = 2; !plain && names.has(own); i++) own = `${name} (${i})`;
    names.add(own);
    columns.push({ name: own });
    if (!plain) made.push({ name: own, ...column });
    known.set(key, columns.length - 1);
    return columns.length - 1;
  });
  if (made.length === 0) return { columns, ...inputs, position };
  const pipeline = Pipeline.safeParse({ format: "credence.pipeline/1", columns: made });
  if (pipeline.success) return { columns, pipeline: pipeline.data, ...inputs, position };
  const [issue] = pipeline.error.issues;
  throw new CredenceError(
    "CRD-1102",
    `The columns that the file makes are more, or longer, than a pipeline holds: ${issue?.message} at ${issue?.path.join(".")}.`,
    { place },
  );
}
