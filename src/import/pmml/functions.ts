import type { Constant } from "./reading.ts";

const numbers = (change: (a: number, b: number) => number) => (args: readonly Constant[]) => {
  const [a, b] = args;
  return typeof a === "number" && typeof b === "number" ? change(a, b) : undefined;
};

/** Of the values that are there: a missing one does not count. */
const amongPresent =
  (pick: (...values: number[]) => number) =>
  (args: readonly Constant[]): Constant => {
    const present = args.filter((value) => typeof value === "number");
    return present.length === 0 ? undefined : pick(...present);
  };

const order = (holds: (a: number, b: number) => boolean) => (args: readonly Constant[]) => {
  const [a, b] = args.map((value) => (typeof value === "boolean" ? Number(value) : value));
  return typeof a === "number" && typeof b === "number" ? holds(a, b) : undefined;
};

/** Equality of values: a number that is written as text equals the number. */
export function same(a: Constant, b: Constant): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === typeof b) return a === b;
  return Number(a) === Number(b) && `${a}`.trim() !== "" && `${b}`.trim() !== "";
}

const negate = (value: boolean | undefined) => (value === undefined ? undefined : !value);

/** Kleene's three values: unknown is undefined. */
function all(args: readonly Constant[]): Constant {
  if (args.includes(false)) return false;
  return args.includes(undefined) ? undefined : true;
}

function anyOf(args: readonly Constant[]): Constant {
  if (args.includes(true)) return true;
  return args.includes(undefined) ? undefined : false;
}

const among = ([value, ...list]: readonly Constant[]): boolean | undefined =>
  value === undefined ? undefined : list.some((item) => same(value, item) === true);

/** Built-in functions of PMML on values, with how many arguments they take. */
export const FUNCTIONS: Readonly<Record<string, { least: number; most: number; of(args: readonly Constant[]): Constant }>> = {
  "+": { least: 2, most: 2, of: numbers((a, b) => a + b) },
  "-": { least: 2, most: 2, of: numbers((a, b) => a - b) },
  "*": { least: 2, most: 2, of: numbers((a, b) => a * b) },
  "/": { least: 2, most: 2, of: numbers((a, b) => a / b) },
  min: { least: 2, most: 2, of: amongPresent(Math.min) },
  max: { least: 2, most: 2, of: amongPresent(Math.max) },
  threshold: { least: 2, most: 2, of: numbers((a, b) => (a > b ? 1 : 0)) },
  equal: { least: 2, most: 2, of: ([a, b]) => same(a, b) },
  notEqual: { least: 2, most: 2, of: ([a, b]) => negate(same(a, b)) },
  lessThan: { least: 2, most: 2, of: order((a, b) => a < b) },
  lessOrEqual: { least: 2, most: 2, of: order((a, b) => a <= b) },
  greaterThan: { least: 2, most: 2, of: order((a, b) => a > b) },
  greaterOrEqual: { least: 2, most: 2, of: order((a, b) => a >= b) },
  isMissing: { least: 1, most: 1, of: ([value]) => value === undefined },
  isNotMissing: { least: 1, most: 1, of: ([value]) => value !== undefined },
  isIn: { least: 2, most: 1000, of: among },
  isNotIn: { least: 2, most: 1000, of: (args) => negate(among(args)) },
  and: { least: 2, most: 1000, of: all },
  or: { least: 2, most: 1000, of: anyOf },
  not: { least: 1, most: 1, of: ([value]) => (typeof value === "boolean" ? !value : undefined) },
  if: { least: 2, most: 3, of: ([condition, then, otherwise]) => (condition === true ? then : condition === false ? otherwise : undefined) },
};

/** Functions that compare a number with others, and so make stretches of it. */
export const COMPARING = ["threshold", "equal", "notEqual", "lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual", "isIn", "isNotIn"];

/** Functions of truth values. */
export const LOGICAL = ["and", "or", "not"];
