import { readArray } from "./arrays.ts";
import { allow, attribute, childrenNamed, type Element, onlyChild, quote, refuse, unexpected, word } from "./element.ts";
import { FUNCTIONS, same } from "./functions.ts";
import { finite } from "./numbers.ts";
import type { Constant, NumberReading, Reading } from "./reading.ts";
import type { Scope } from "./scope.ts";

export const PREDICATES = ["SimplePredicate", "CompoundPredicate", "SimpleSetPredicate", "True", "False"];

/** A comparison with one number: `below`, `at-most` or `equal`, or its opposite. */
export interface NumberTest {
  comparison: "below" | "at-most" | "equal";
  value: number;
  opposite: boolean;
}

/** A condition on fields with three outcomes: true, false, and unknown where a field is missing. */
export type Predicate =
  | { kind: "constant"; value: boolean }
  /** What a field's value makes of it: undefined is unknown. A number is compared, and nothing else is asked of it. */
  | { kind: "number"; reading: NumberReading; test: NumberTest }
  | { kind: "missing"; reading: Reading; whenMissing: boolean | undefined; whenPresent: boolean }
  | { kind: "value"; reading: Exclude<Reading, NumberReading>; holds(value: Constant): boolean | undefined }
  | { kind: "compound"; operator: "and" | "or" | "xor" | "surrogate"; of: readonly Predicate[] };

const ORDERS = {
  equal: { comparison: "equal", opposite: false },
  notEqual: { comparison: "equal", opposite: true },
  lessThan: { comparison: "below", opposite: false },
  greaterOrEqual: { comparison: "below", opposite: true },
  lessOrEqual: { comparison: "at-most", opposite: false },
  greaterThan: { comparison: "at-most", opposite: true },
} as const;

/** True where a number meets a test. */
export function meets({ comparison, value, opposite }: NumberTest, number: number): boolean {
  const holds = comparison === "below" ? number < value : comparison === "at-most" ? number <= value : number === value;
  return holds !== opposite;
}

/** A number that a field of numbers is compared with, in the field's own floats. */
function comparedNumber(element: Element, text: string, reading: NumberReading): number {
  const value = finite(element, "value", text, reading.type === "float32" ? "float32" : "float64");
  if (reading.type === "integer" && !Number.isInteger(value)) throw unexpected(element, "value", "a whole number, as the field is an integer");
  return value;
}

function simple(element: Element, scope: Scope): Predicate {
  allow(element, ["field", "operator", "value"], []);
  attribute(element, "operator");
  const operator = word(element, "operator", [...(Object.keys(ORDERS) as (keyof typeof ORDERS)[]), "isMissing", "isNotMissing"], "equal");
  const reading = scope.read(attribute(element, "field"), element);
  if (operator === "isMissing" || operator === "isNotMissing") {
    if (element.attributes.has("value")) throw unexpected(element, "value", `none, as ${operator} compares with nothing`);
    const opposite = operator === "isNotMissing";
    return { kind: "missing", reading, whenMissing: !opposite, whenPresent: opposite };
  }
  const text = attribute(element, "value");
  // Every number lies on one side of infinity: scikit-learn splits missing values from the others by it.
  if (reading.kind === "number" && /^-?INF$/.test(text)) {
    const infinity = text === "INF" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return { kind: "missing", reading, whenMissing: undefined, whenPresent: meets({ ...ORDERS[operator], value: infinity }, 0) };
  }
  if (reading.kind === "number") return { kind: "number", reading, test: { ...ORDERS[operator], value: comparedNumber(element, text, reading) } };
  const ordering = operator !== "equal" && operator !== "notEqual";
  const values = reading.kind === "constant" ? [reading.value] : [...reading.at, reading.others, reading.missing];
  if (ordering && values.some((value) => typeof value === "string")) {
    throw unexpected(element, "operator", `equal or notEqual: ${quote(attribute(element, "field"))} has categories, which have no order`);
  }
  const compared: Constant = ordering ? finite(element, "value", text) : text;
  const { of } = FUNCTIONS[operator] as (typeof FUNCTIONS)[string];
  const typed = (value: Constant) => (typeof value === "boolean" && !ordering ? `${value}` : value);
  return { kind: "value", reading, holds: (value) => of([typed(value), compared]) as boolean | undefined };
}

function simpleSet(element: Element, scope: Scope): Predicate {
  allow(element, ["field", "booleanOperator"], ["Array"]);
  attribute(element, "booleanOperator");
  const isIn = word(element, "booleanOperator", ["isIn", "isNotIn"], "isIn") === "isIn";
  const reading = scope.read(attribute(element, "field"), element);
  const array = onlyChild(element, "Array");
  const texts = readArray(array);
  if (texts.length === 0) throw refuse(array, "CRD-1101", "It has no value; expected at least one.");
  if (reading.kind === "number") {
    const equal = texts.map(
      (text): Predicate => ({ kind: "number", reading, test: { comparison: "equal", value: comparedNumber(array, text, reading), opposite: !isIn } }),
    );
    return equal.length === 1 ? (equal[0] as Predicate) : { kind: "compound", operator: isIn ? "or" : "and", of: equal };
  }
  const typed = (value: Constant) => (typeof value === "boolean" ? `${value}` : value);
  return { kind: "value", reading, holds: (value) => (value === undefined ? undefined : texts.some((text) => same(typed(value), text) === true) === isIn) };
}

function compound(element: Element, scope: Scope): Predicate {
  allow(element, ["booleanOperator"], PREDICATES);
  attribute(element, "booleanOperator");
  const operator = word(element, "booleanOperator", ["and", "or", "xor", "surrogate"], "and");
  const of = childrenNamed(element, ...PREDICATES).map((child) => readPredicate(child, scope));
  if (of.length < 2) throw refuse(element, "CRD-1101", `Found ${of.length} predicates, expected at least 2.`);
  return { kind: "compound", operator, of };
}

/** @throws CredenceError CRD-1101, CRD-1103, CRD-1105 with the predicate's place. */
function readPredicate(element: Element, scope: Scope): Predicate {
  switch (element.name) {
    case "SimplePredicate":
      return simple(element, scope);
    case "SimpleSetPredicate":
      return simpleSet(element, scope);
    case "CompoundPredicate":
      return compound(element, scope);
  }
  allow(element, [], []);
  return { kind: "constant", value: element.name === "True" };
}

/** The predicate of a node, segment or attribute. @throws CredenceError CRD-1101 where it has none or two. */
export const predicateOf = (element: Element, scope: Scope): Predicate => {
  const [first, second] = childrenNamed(element, ...PREDICATES);
  if (first === undefined) throw refuse(element, "CRD-1101", `${element.name} has no predicate; expected one of ${PREDICATES.join(", ")}.`);
  if (second !== undefined) throw refuse(second, "CRD-1101", `Found a second predicate in ${element.name}, expected one.`);
  return readPredicate(first, scope);
};
