import type { Columns } from "./columns.ts";
import { baseColumn, numberColumn } from "./columns.ts";
import { type Element, refuse } from "./element.ts";
import { nextUp } from "./numbers.ts";
import { meets, type NumberTest } from "./predicate.ts";
import { type Constant, type FiniteReading, featuresOfReading, type NumberReading } from "./reading.ts";

/** What is known on a path of a number that is present: it lies in [low, high]; and whether it is missing, undefined where that is open. */
interface NumberFact {
  kind: "number";
  low: number;
  high: number;
  missing: boolean | undefined;
}

/** What is known of a base: the positions that are left. */
interface PositionFact {
  kind: "positions";
  left: ReadonlySet<number>;
}

/** What is known of each column on the path from the root. */
export type Facts = ReadonlyMap<number, NumberFact | PositionFact>;

/** True, false or, as undefined, unknown. */
export type Outcome = boolean | undefined;

/** Records that a test treats alike, with what they then are known to be. */
export interface Part {
  outcome: Outcome;
  facts: Facts;
}

const MISSING = -2;
const OTHERS = -1;

const withFact = (facts: Facts, column: number, fact: NumberFact | PositionFact): Facts => new Map(facts).set(column, fact);

/** The parts of a number's test: those that the rule sends to yes, those that it sends to no, and the missing ones. Parts that are empty on this path are left out. */
export function numberParts(reading: NumberReading, test: NumberTest, column: number, facts: Facts): { yes?: Part; no?: Part; missing?: Part } {
  const never = reading.imputed !== undefined;
  const known = facts.get(column) as NumberFact | undefined;
  const fact = known ?? { kind: "number", low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, missing: never ? false : undefined };
  const { comparison, value, opposite } = test;
  const type = reading.rounded ? "float32" : "float64";
  const [above, beneath] = [nextUp(value, type), -nextUp(-value, type)];
  const present = (low: number, high: number, outcome: boolean): Part | undefined => {
    const [from, to] = [Math.max(low, fact.low), Math.min(high, fact.high)];
    return from > to || fact.missing === true
      ? undefined
      : { outcome, facts: withFact(facts, column, { kind: "number", low: from, high: to, missing: false }) };
  };
  const parts: { yes?: Part | undefined; no?: Part | undefined } = {};
  if (comparison === "equal") {
    parts.yes = present(value, value, !opposite);
    const single = fact.low === fact.high && fact.low === value;
    parts.no =
      single || fact.missing === true ? undefined : present(fact.low === value ? above : fact.low, fact.high === value ? beneath : fact.high, opposite);
  } else {
    const below = comparison === "below";
    parts.yes = present(Number.NEGATIVE_INFINITY, below ? beneath : value, !opposite);
    parts.no = present(below ? value : above, Number.POSITIVE_INFINITY, opposite);
  }
  const missing: Part | undefined =
    fact.missing === false
      ? undefined
      : {
          outcome: reading.missing === undefined ? undefined : meets(test, reading.missing),
          facts: withFact(facts, column, { ...fact, missing: true }),
        };
  return { ...(parts.yes ? { yes: parts.yes } : {}), ...(parts.no ? { no: parts.no } : {}), ...(missing ? { missing } : {}) };
}

/** The positions of a finite value that a function takes to one outcome. */
export interface PositionPart extends Part {
  positions: readonly number[];
  others: boolean;
  missing: boolean;
}

/** The parts of a finite value: one for each outcome. */
export function positionParts(reading: FiniteReading, holds: (value: Constant) => Outcome, column: number, facts: Facts): PositionPart[] {
  const { base, at, others, missing } = reading;
  const known = facts.get(column) as PositionFact | undefined;
  const all = known?.left ?? new Set([...at.keys(), ...(base.kind === "category" && base.open ? [OTHERS] : []), MISSING]);
  const groups = new Map<Outcome, number[]>();
  for (const position of all) {
    const value = position === MISSING ? missing : position === OTHERS ? others : at[position];
    const outcome = holds(value);
    groups.set(outcome, [...(groups.get(outcome) ?? []), position]);
  }
  return [...groups].map(([outcome, positions]) => positionPart(positions, outcome, column, facts));
}

/** @param positions those of the part, the marks of others and missing among them. */
function positionPart(positions: readonly number[], outcome: Outcome, column: number, facts: Facts): PositionPart {
  return {
    outcome,
    positions: positions.filter((position) => position >= 0),
    others: positions.includes(OTHERS),
    missing: positions.includes(MISSING),
    facts: withFact(facts, column, { kind: "positions", left: new Set(positions) }),
  };
}

/** Two parts of one column in one. */
export const joinParts = (a: PositionPart, b: PositionPart, column: number, facts: Facts): PositionPart =>
  positionPart([...marked(a), ...marked(b)], a.outcome, column, facts);

const marked = ({ positions, others, missing }: PositionPart) => [...positions, ...(others ? [OTHERS] : []), ...(missing ? [MISSING] : [])];

/** What a column is known to be where two parts of a number come together again: missing or not, and within the number's own stretch. */
export function missingOpen(facts: Facts, column: number): Facts {
  const fact = facts.get(column);
  return fact?.kind === "number" ? withFact(facts, column, { ...fact, missing: undefined }) : facts;
}

/** The column of a number, called as its raw feature where nothing else is. */
export const columnOfNumber = (reading: NumberReading, columns: Columns): number => columns.add(numberColumn(reading), nameOf(featuresOfReading(reading)));

/** The column of a finite value's base. @throws CredenceError CRD-1103 for stretches of what the pipeline cannot cut into bins. */
export function columnOfBase({ base }: FiniteReading, columns: Columns, element: Element): number {
  const steps = baseColumn(base);
  if (steps === undefined)
    throw refuse(
      element,
      "CRD-1103",
      "It cuts a sum, a ratio or a scaled float into bins, and the pipeline has bins of one raw number; expected a comparison.",
    );
  return columns.add(steps, base.kind === "category" ? base.feature : `${nameOf(featuresOfReading({ kind: "finite", base } as FiniteReading))} in bins`);
}

const nameOf = (features: readonly string[]) => features.join(" ");
