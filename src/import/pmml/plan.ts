import type { SplitRule } from "../../model/trees-ir.ts";
import type { Columns } from "./columns.ts";
import { type Element, placeOf, refuse } from "./element.ts";
import {
  columnOfBase,
  columnOfNumber,
  type Facts,
  joinParts,
  missingOpen,
  numberParts,
  type Outcome,
  type Part,
  type PositionPart,
  positionParts,
} from "./facts.ts";
import type { Predicate } from "./predicate.ts";
import { featuresOfReading, type Reading } from "./reading.ts";

/** What a tree gives: a leaf's prediction; undefined is none. */
export type Plan<P> =
  | { kind: "leaf"; prediction: P | undefined; place: string }
  /** To be gone on with at a place of the tree: two plans that go to the same place need no test between them. */
  | { kind: "goto"; to: object; facts: Facts; enter(facts: Facts): Plan<P> }
  | {
      kind: "split";
      column: number;
      rule: SplitRule;
      yes: Plan<P>;
      no: Plan<P> /** Raw features that the column is made of. */;
      features: readonly string[];
      element: Element;
    };

/** What to do on each outcome of a predicate. */
export interface Outcomes<P> {
  yes(facts: Facts): Plan<P>;
  no(facts: Facts): Plan<P>;
  unknown(facts: Facts): Plan<P>;
}

/** What a model is compiled with: its columns, and how many splits it may still take. */
export interface Planning {
  columns: Columns;
  /** Counts one more split. @throws CredenceError CRD-1102 */
  count(element: Element): void;
}

const MOST_SPLITS = 1 << 20;

export function openPlanning(columns: Columns): Planning {
  let splits = 0;
  return {
    columns,
    count(element) {
      splits += 1;
      if (splits > MOST_SPLITS) throw refuse(element, "CRD-1102", `The model needs more than ${MOST_SPLITS} splits of two branches.`);
    },
  };
}

const same = <P>(a: Plan<P>, b: Plan<P>) =>
  (a.kind === "goto" && b.kind === "goto" && a.to === b.to) || (a.kind === "leaf" && b.kind === "leaf" && a.prediction === b.prediction);
const known = <P>(plan: Plan<P>, facts: Facts): Plan<P> => (plan.kind === "goto" ? { ...plan, facts } : plan);

const outcomeOf = <P>(outcomes: Outcomes<P>, { outcome, facts }: Part) =>
  outcome === undefined ? outcomes.unknown(facts) : outcome ? outcomes.yes(facts) : outcomes.no(facts);

function askNumber<P>(predicate: Extract<Predicate, { kind: "number" }>, facts: Facts, outcomes: Outcomes<P>, planning: Planning, element: Element): Plan<P> {
  const { reading, test } = predicate;
  const column = columnOfNumber(reading, planning.columns);
  const { yes, no, missing } = numberParts(reading, test, column, facts);
  const features = featuresOfReading(reading);
  const split = (rule: SplitRule, one: Plan<P>, other: Plan<P>): Plan<P> => {
    planning.count(element);
    return { kind: "split", column, rule, yes: one, no: other, features, element };
  };
  const rule = (missingToYes: boolean): SplitRule => ({
    kind: "number",
    comparison: `${reading.rounded ? "float32" : "float64"}-${test.comparison}`,
    threshold: test.value,
    missing: "nan",
    missingToYes,
  });
  const absent = missing && outcomeOf(outcomes, missing);
  const one = yes && outcomeOf(outcomes, yes);
  const other = no && outcomeOf(outcomes, no);
  if (one === undefined || other === undefined || same(one, other)) {
    const present = one ?? other;
    if (present === undefined || absent === undefined) return known((present ?? absent) as Plan<P>, facts);
    return same(present, absent) ? known(present, facts) : split({ kind: "missing" }, absent, present);
  }
  if (absent === undefined) return split(rule(false), one, other);
  if (same(absent, other)) return split(rule(false), one, known(other, missingOpen((no as Part).facts, column)));
  if (same(absent, one)) return split(rule(true), known(one, missingOpen((yes as Part).facts, column)), other);
  return split({ kind: "missing" }, absent, split(rule(false), one, other));
}

/** Splits the positions of a finite value: where missing ones go a way of their own by the missing marker, the others by sets. */
function askPositions<P>(
  reading: Extract<Reading, { kind: "finite" }>,
  holds: Parameters<typeof positionParts>[1],
  facts: Facts,
  outcomes: Outcomes<P>,
  planning: Planning,
  element: Element,
): Plan<P> {
  const column = columnOfBase(reading, planning.columns, element);
  const features = featuresOfReading(reading);
  const ways: { part: PositionPart; plan: Plan<P> }[] = [];
  for (const part of positionParts(reading, holds, column, facts)) {
    const plan = outcomeOf(outcomes, part);
    const way = ways.find((found) => same(found.plan, plan));
    if (way === undefined) ways.push({ part, plan });
    else {
      way.part = joinParts(way.part, part, column, facts);
      way.plan = known(plan, way.part.facts);
    }
  }
  const split = (rule: SplitRule, yes: Plan<P>, no: Plan<P>): Plan<P> => {
    planning.count(element);
    return { kind: "split", column, rule, yes, no, features, element };
  };
  const only = ways.find(({ part }) => part.missing && part.positions.length === 0 && !part.others);
  const [first, ...rest] = only === undefined ? ways : ways.filter((way) => way !== only);
  if (first === undefined) return (only as (typeof ways)[number]).plan;
  // The set is one without the categories outside the list, which go the other way.
  const sets = (left: readonly (typeof ways)[number][]): Plan<P> => {
    const named = left.find(({ part }) => !part.others && part.positions.length > 0) ?? left[0];
    const others = left.filter((way) => way !== named);
    if (named === undefined || others.length === 0) return (named as (typeof ways)[number]).plan;
    const rule: SplitRule = { kind: "category", categories: named.part.positions, setToYes: true, missingToYes: named.part.missing };
    return split(rule, named.plan, sets(others));
  };
  const present = sets([first, ...rest]);
  return only === undefined ? present : split({ kind: "missing" }, only.plan, present);
}

function askMissing<P>(predicate: Extract<Predicate, { kind: "missing" }>, facts: Facts, outcomes: Outcomes<P>, planning: Planning, element: Element): Plan<P> {
  const { reading } = predicate;
  const onOutcome = (outcome: Outcome) => (known: Facts) => outcomeOf(outcomes, { outcome, facts: known });
  const [whenMissing, whenPresent] = [onOutcome(predicate.whenMissing), onOutcome(predicate.whenPresent)];
  if (reading.kind === "constant") return (reading.value === undefined ? whenMissing : whenPresent)(facts);
  if (reading.kind === "finite") {
    return askPositions(reading, (value) => (value === undefined ? predicate.whenMissing : predicate.whenPresent), facts, outcomes, planning, element);
  }
  if (reading.missing !== undefined) return whenPresent(facts);
  const column = columnOfNumber(reading, planning.columns);
  // Any test tells the parts: what is missing is in the third.
  const { yes, no, missing } = numberParts(reading, { comparison: "below", value: 0, opposite: false }, column, facts);
  if (missing === undefined) return whenPresent(facts);
  if (yes === undefined && no === undefined) return whenMissing(facts);
  const fact = facts.get(column);
  const present = new Map(facts).set(
    column,
    fact?.kind === "number" ? { ...fact, missing: false } : { kind: "number", low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, missing: false },
  );
  const [one, other] = [whenMissing(missing.facts), whenPresent(present)];
  if (same(one, other)) return known(one, facts);
  planning.count(element);
  return { kind: "split", column, rule: { kind: "missing" }, yes: one, no: other, features: featuresOfReading(reading), element };
}

function askCompound<P>(
  { operator, of }: Extract<Predicate, { kind: "compound" }>,
  facts: Facts,
  outcomes: Outcomes<P>,
  planning: Planning,
  element: Element,
): Plan<P> {
  /** @param odd of xor: whether an odd number was true; of the others: whether one was unknown. */
  const from = (i: number, odd: boolean, at: Facts): Plan<P> => {
    const part = of[i];
    if (part === undefined) {
      if (operator === "surrogate") return outcomes.unknown(at);
      if (operator === "xor") return odd ? outcomes.yes(at) : outcomes.no(at);
      if (odd) return outcomes.unknown(at);
      return operator === "and" ? outcomes.yes(at) : outcomes.no(at);
    }
    const next = (now: boolean) => (then: Facts) => from(i + 1, now, then);
    const steps: Outcomes<P> =
      operator === "and"
        ? { yes: next(odd), no: outcomes.no, unknown: next(true) }
        : operator === "or"
          ? { yes: outcomes.yes, no: next(odd), unknown: next(true) }
          : operator === "xor"
            ? { yes: next(!odd), no: next(odd), unknown: outcomes.unknown }
            : { yes: outcomes.yes, no: outcomes.no, unknown: next(false) };
    return ask(part, at, steps, planning, element);
  };
  return from(0, false, facts);
}

/** Asks a predicate of the records that the facts leave. @throws CredenceError CRD-1102, CRD-1103 */
export function ask<P>(predicate: Predicate, facts: Facts, outcomes: Outcomes<P>, planning: Planning, element: Element): Plan<P> {
  switch (predicate.kind) {
    case "constant":
      return predicate.value ? outcomes.yes(facts) : outcomes.no(facts);
    case "number":
      return askNumber(predicate, facts, outcomes, planning, element);
    case "missing":
      return askMissing(predicate, facts, outcomes, planning, element);
    case "value": {
      const { reading, holds } = predicate;
      if (reading.kind === "constant") return outcomeOf(outcomes, { outcome: holds(reading.value), facts });
      return askPositions(reading, holds, facts, outcomes, planning, element);
    }
    case "compound":
      return askCompound(predicate, facts, outcomes, planning, element);
  }
}

export const leaf = <P>(prediction: P | undefined, element: Element): Plan<P> => ({ kind: "leaf", prediction, place: placeOf(element) });

/** The outcome that all records have which the facts leave, if they all have the same. */
export function decided(predicate: Predicate, facts: Facts, planning: Planning, element: Element): { outcome: Outcome } | undefined {
  const verdict = (outcome: Outcome) => {
    const plan: Plan<Outcome> = { kind: "leaf", prediction: outcome, place: "" };
    return () => plan;
  };
  const asked = ask(
    predicate,
    facts,
    { yes: verdict(true), no: verdict(false), unknown: verdict(undefined) },
    { columns: planning.columns, count: () => {} },
    element,
  );
  return asked.kind === "leaf" ? { outcome: asked.prediction } : undefined;
}
