import { CredenceError } from "../errors/credence-error.ts";
import type { CellRange, Fraction } from "../model/quantised-trees.ts";
import type { MissingRule, NumberRule, SplitRule } from "../model/trees-ir.ts";
import type { RecordSchema } from "../record/schema.ts";
import type { AxisTest, ColumnAxis } from "./column-axis.ts";
import type { DerivedColumn } from "./column-sources.ts";
import type { ColumnStep } from "./column-step.ts";
import { firstFloat } from "./float64.ts";
import { commonDivisor, linearForm, rescale, type ScaledForm } from "./linear-form.ts";
import { neighbours, type RoundedBoundary, reaches, roundedBoundary } from "./rational-cut.ts";
import { boundariesOf, goesToYes } from "./split-rule.ts";

/** Whole numbers below it are float64 without rounding. */
const EXACT = 1n << 53n;

/** A column over several features: a numerator over a denominator that is positive, or else the record is in the last cell. */
export interface FormAxis extends ColumnAxis<Fraction, ColumnStep | undefined> {
  numerator: ScaledForm;
  /** Undefined where the axis is a sum: its cuts have denominator 1. */
  denominator: ScaledForm | undefined;
  /** True where a record can be in the last cell: a feature is missing, or the denominator is not positive. */
  hasLastCell: boolean;
}

/** Bound of the tool's rounding, relative to the value: 0 where all that it computes with are whole numbers that a float64 holds. */
function relativeError(column: DerivedColumn, forms: readonly ScaledForm[]): { parts: bigint; of: bigint } {
  const exact = forms.every(({ scale, magnitude }) => scale === 0 && magnitude < EXACT);
  if (exact) return { parts: 0n, of: EXACT };
  if (forms.every(({ form }) => form.terms.length === 1)) return { parts: 8n, of: EXACT };
  throw new CredenceError(
    "CRD-1109",
    column.kind === "ratio"
      ? "A ratio of sums of numbers with decimal places, or beyond 2^53, has no exact value in float64."
      : "A sum of such numbers leaves its float64 value open.",
    { place: `column ${column.name}` },
  );
}

/** The numerator and denominator in whole numbers without a common divisor, and the error of what the tool makes of them. */
function formsOf(column: DerivedColumn, schema: RecordSchema): { numerator: ScaledForm; denominator: ScaledForm | undefined; divisor: bigint } {
  if (column.kind === "sum") {
    const numerator = linearForm(column.terms, schema, column.name);
    return { numerator, denominator: undefined, divisor: BigInt(column.divisor ?? 1) * 10n ** BigInt(numerator.scale) };
  }
  const numerator = linearForm(column.numerator, schema, column.name);
  const denominator = linearForm(column.denominator, schema, column.name);
  return { numerator, denominator, divisor: 1n };
}

/** The first whole number n with n / divisor at or above a boundary. */
function firstWhole(boundary: RoundedBoundary, divisor: bigint): bigint {
  const { numerator, denominator } = boundary.at;
  const near = (numerator * divisor) / denominator;
  let first = near - 2n;
  while (!reaches(boundary, first, divisor)) first += 1n;
  return first;
}

/**
 * Axis of a sum or ratio. Its cuts are exact: the tool rounds the value to float64 and compares it, and since rounding is monotone the records on either side of each of its thresholds are
 * those on either side of one fraction, the least at or above the threshold among all that records can give. Where the tool adds or divides numbers that are themselves rounded, the two
 * fractions next to the threshold must lie further from it than its error, or the column is refused.
 * @throws CredenceError CRD-1108 (features), CRD-1109 (rounding).
 */
export function openFormAxis(column: DerivedColumn, schema: RecordSchema): FormAxis {
  const { divisor, ...given } = formsOf(column, schema);
  let { numerator, denominator } = given;
  const error =
    column.kind === "sum" && numerator.scale > 0
      ? { parts: 4n * BigInt(numerator.form.terms.length + 1), of: EXACT }
      : relativeError(column, [numerator, ...(denominator ? [denominator] : [])]);
  const magnitude = numerator.magnitude;
  if (denominator !== undefined) {
    const common = 10n ** BigInt(denominator.scale);
    const other = 10n ** BigInt(numerator.scale);
    numerator = rescale(numerator, common, 1n);
    denominator = rescale(denominator, other, 1n);
    const shared = commonDivisor(numerator, denominator);
    numerator = rescale(numerator, 1n, shared);
    denominator = rescale(denominator, 1n, shared);
    if (denominator.most < 1n) {
      throw new CredenceError("CRD-1108", "Its denominator is never positive.", { place: `column ${column.name}` });
    }
  }
  const hasLastCell = numerator.mayBeMissing || (denominator !== undefined && (denominator.mayBeMissing || denominator.least < 1n));
  const fallback = column.kind === "sum" ? column.whenMissing : column.otherwise === "missing" ? undefined : column.otherwise;
  const lastValue = fallback === undefined ? Number.NaN : Number(fallback.text);
  const interned = new Map<string, Fraction>();

  const unsure = (threshold: string) =>
    new CredenceError("CRD-1109", `Values next to ${threshold} may fall on either side of it as the tool rounds; expected a column of whole numbers.`, {
      place: `column ${column.name}`,
    });

  /** Refuses a boundary that the two values next to it are not further from than the tool's error. `slack` is that error in units of value / scaleOf. */
  const checkSlack = (boundary: RoundedBoundary, below: Fraction, above: Fraction) => {
    if (error.parts === 0n) return;
    const size = (f: Fraction) => (denominator === undefined ? { numerator: magnitude, denominator: divisor } : f);
    const shifted = (f: Fraction, sign: bigint): Fraction => {
      const s = size(f);
      const amount = { numerator: (s.numerator < 0n ? -s.numerator : s.numerator) * error.parts, denominator: s.denominator * error.of };
      return { numerator: f.numerator * amount.denominator + sign * amount.numerator * f.denominator, denominator: f.denominator * amount.denominator };
    };
    const low = shifted(above, -1n);
    const high = shifted(below, 1n);
    const spell = `${Number(boundary.at.numerator) / Number(boundary.at.denominator)}`;
    if (!reaches(boundary, low.numerator, low.denominator) || reaches(boundary, high.numerator, high.denominator)) throw unsure(spell);
  };

  /** The cut of a boundary; undefined where all records lie on one side of it. */
  const cutAt = (holds: (value: number) => boolean): Fraction | undefined => {
    const boundary = roundedBoundary(holds);
    if (boundary === undefined) return undefined;
    if (denominator === undefined) {
      const first = firstWhole(boundary, divisor);
      if (first <= numerator.least || first > numerator.most) return undefined;
      checkSlack(boundary, { numerator: first - 1n, denominator: divisor }, { numerator: first, denominator: divisor });
      return { numerator: first, denominator: 1n };
    }
    // Where the tool's error counts, every value that there is may be the nearest to the threshold.
    const largest = error.parts === 0n ? largestDenominator(boundary, numerator, denominator) : denominator.most;
    const { below, above } = neighbours(boundary, largest);
    checkSlack(boundary, below, above);
    return above;
  };

  const valueAt = ({ numerator: p, denominator: q }: Fraction) => Number(p) / (denominator === undefined ? Number(divisor) : Number(q));
  const order = (a: Fraction, b: Fraction) => {
    const difference = a.numerator * b.denominator - b.numerator * a.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };

  return {
    numerator,
    denominator,
    hasLastCell,
    test(rule: SplitRule, through: ColumnStep | undefined): AxisTest {
      const goes = (value: number) => goesToYes(rule, through === undefined ? value : through.of(value));
      if (rule.kind === "category") {
        throw new CredenceError("CRD-1108", "The model splits it by category; expected a column over one feature.", { place: `column ${column.name}` });
      }
      const found = new Map<string, Fraction>();
      for (const holds of conditionsOf(rule, through)) {
        const cut = cutAt(holds);
        if (cut !== undefined) found.set(`${cut.numerator}/${cut.denominator}`, cut);
      }
      const cuts = [...found.values()].sort(order);
      // One value of each stretch between cuts stands for all; below the first cut the least that there is.
      const lowest = denominator === undefined ? Number(numerator.least) / Number(divisor) : Number.NEGATIVE_INFINITY;
      const branches = [lowest, ...cuts.map(valueAt)].map(goes);
      const last = hasLastCell ? goes(lastValue) : undefined;
      const changes = cuts.filter((_, i) => branches[i] !== branches[i + 1]);
      for (const cut of changes) interned.set(`${cut.numerator}/${cut.denominator}`, cut);
      const first = branches[0] as boolean;
      return {
        always: changes.length === 0 && (last === undefined || last === first) ? first : undefined,
        cells(all) {
          const keys = (all as readonly Fraction[]).map(({ numerator: p, denominator: q }) => `${p}/${q}`);
          const ends = [...(first ? [0] : []), ...changes.map(({ numerator: p, denominator: q }) => keys.indexOf(`${p}/${q}`) + 1)];
          if (ends.length % 2 === 1) ends.push(all.length + 1);
          const ranges: [number, number][] = [];
          for (let i = 0; i < ends.length; i += 2) ranges.push([ends[i] as number, ends[i + 1] as number]);
          if (last === true) {
            const end = ranges.at(-1);
            if (end !== undefined && end[1] === all.length + 1) end[1] += 1;
            else ranges.push([all.length + 1, all.length + 2]);
          }
          return ranges as CellRange[];
        },
      };
    },
    cuts: () => [...interned.values()].sort(order),
  };
}

/**
 * Conditions on the value of a form, false below and true above, between which a rule takes one branch: the rule's own, or where the model reads the form through a step, the breaks of that
 * step and the values at which what it makes of them changes branch.
 */
function conditionsOf(rule: NumberRule | MissingRule, through: ColumnStep | undefined): ((value: number) => boolean)[] {
  const boundaries = boundariesOf(rule);
  if (through === undefined) return boundaries;
  const breaks = through.breaks.map(firstFloat).filter((first) => first !== undefined);
  const starts = [...new Set([Number.NEGATIVE_INFINITY, ...breaks])].sort((a, b) => a - b);
  const within = starts.flatMap((from, i) => {
    const to = starts[i + 1] ?? Number.POSITIVE_INFINITY;
    return boundaries.map((holds) => {
      const first = holds(through.of(from));
      return (value: number) => value >= to || (value > from && holds(through.of(value)) !== first);
    });
  });
  return [...through.breaks, ...within];
}

/** The largest denominator that can matter: above a positive boundary only fractions whose numerator stays within its range. */
function largestDenominator({ at }: RoundedBoundary, numerator: ScaledForm, denominator: ScaledForm): bigint {
  if (at.numerator <= 0n || numerator.most <= 0n) return denominator.most;
  const enough = (numerator.most * at.denominator) / at.numerator + 1n;
  return enough < denominator.most ? enough : denominator.most;
}
