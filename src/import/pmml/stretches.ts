import type { Element } from "./element.ts";
import { refuse } from "./element.ts";
import { type FloatType, nextUp } from "./numbers.ts";
import type { Constant, FiniteBase, FiniteReading, NumberReading } from "./reading.ts";

const floatsOf = ({ rounded }: Pick<NumberReading, "rounded">): FloatType => (rounded ? "float32" : "float64");

/** The edges that tell the values below, at and above a number apart. */
export const edgesAround = (reading: NumberReading, values: readonly number[]): number[] =>
  [...new Set(values.flatMap((value) => [value, nextUp(value, floatsOf(reading))]))].sort((a, b) => a - b);

/**
 * What a function makes of a number, where it is the same all over each stretch [edge, next edge).
 * @param edges ascending.
 */
export function stretched(reading: NumberReading, edges: readonly number[], change: (value: number | undefined) => Constant): FiniteReading {
  const first = edges[0];
  // One value stands for its stretch; below the first edge any smaller one does.
  const at = first === undefined ? [change(0)] : [change(below(first)), ...edges.map(change)];
  return {
    kind: "finite",
    base: { kind: "stretch", steps: reading.steps, rounded: reading.rounded, edges },
    at,
    others: undefined,
    missing: change(reading.missing),
  };
}

const below = (edge: number) => edge - Math.max(1, Math.abs(edge));

/** A finite value on more edges than its own: the same value, told of more stretches. */
function refine(reading: FiniteReading, edges: readonly number[]): FiniteReading {
  if (reading.base.kind !== "stretch") return reading;
  const own = reading.base.edges;
  const at = [reading.at[0], ...edges.map((edge) => reading.at[own.filter((known) => known <= edge).length])];
  return { ...reading, base: { ...reading.base, edges }, at };
}

const sameBase = (a: FiniteBase, b: FiniteBase) =>
  a.kind === "category" || b.kind === "category"
    ? JSON.stringify(a) === JSON.stringify(b)
    : JSON.stringify([a.steps, a.rounded]) === JSON.stringify([b.steps, b.rounded]);

/** Finite values on one base. @throws CredenceError CRD-1103 where they are made of different raw features, or of one in different ways. */
export function onOneBase(readings: readonly FiniteReading[], element: Element): FiniteReading[] {
  const [first, ...rest] = readings;
  if (first === undefined) return [];
  const stranger = rest.find(({ base }) => !sameBase(first.base, base));
  if (stranger !== undefined)
    throw refuse(element, "CRD-1103", "It joins fields that are made of different inputs, and the pipeline has no such column; expected one input.");
  const edges = [...new Set(readings.flatMap(({ base }) => (base.kind === "stretch" ? base.edges : [])))].sort((a, b) => a - b);
  return readings.map((reading) => refine(reading, edges));
}
