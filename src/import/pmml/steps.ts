import { type Element, refuse } from "./element.ts";
import { decimalText } from "./raw-reading.ts";
import type { NumberReading, NumberSteps } from "./reading.ts";
import { withMissing } from "./treatment.ts";

type Weights = Record<string, number>;

const isSteps = (steps: NumberReading["steps"]): steps is NumberSteps => steps.kind === "number";

/** The reading with other steps, and its missing value taken along. */
const changed = (reading: NumberReading, steps: NumberReading["steps"], change: (value: number) => number): NumberReading => ({
  kind: "number",
  steps,
  type: "float64",
  rounded: false,
  missing: reading.missing === undefined ? undefined : change(reading.missing),
  imputed: reading.imputed,
});

function scaled(reading: NumberReading, scale: Scale, change: (value: number) => number, element: Element): NumberReading {
  const { steps } = reading;
  if (reading.rounded)
    throw refuse(
      element,
      "CRD-1103",
      "It counts with a float among doubles, and the pipeline has one kind of float a column; expected a field of the type double.",
    );
  const joined = isSteps(steps) && steps.limits === undefined ? joinedScale(steps.scale ?? {}, scale) : undefined;
  if (joined === undefined)
    throw refuse(element, "CRD-1103", "It takes more steps than the pipeline has; expected (x - a) * b + c or (x - a) / b + c of a raw number, then a clip.");
  return changed(reading, { ...(steps as NumberSteps), scale: joined }, change);
}

type Scale = NonNullable<NumberSteps["scale"]>;

/** (value - subtract) * multiply + add, or / divide, is what the pipeline has, in this order: one scale after another, where that is one, too. */
function joinedScale(known: Scale, next: Scale): Scale | undefined {
  if (known.add !== undefined) return undefined;
  const isFactor = next.multiply !== undefined || next.divide !== undefined;
  const isScaled = known.multiply !== undefined || known.divide !== undefined;
  if (isFactor && (isScaled || (known.subtract !== undefined && next.subtract !== undefined))) return undefined;
  if (isFactor || next.subtract === undefined || (!isScaled && known.subtract === undefined)) return { ...known, ...next };
  return { ...known, add: decimalText(-Number(next.subtract.text)) };
}

function notZero(value: number, element: Element): number {
  if (value === 0) throw refuse(element, "CRD-1103", "It multiplies or divides by 0; expected another number.");
  return value;
}

/** Steps on one number. Each is the tool's own float operation, in its order. */
export const step = {
  /** number op constant */
  right(name: string, reading: NumberReading, value: number, element: Element): NumberReading {
    if (
      reading.steps.kind === "sum" &&
      name === "/" &&
      Number.isInteger(value) &&
      value > 0 &&
      reading.steps.divisor === undefined &&
      reading.type !== "integer"
    ) {
      return changed(reading, { ...reading.steps, divisor: value }, (found) => found / value);
    }
    if (name === "+") return scaled(reading, { subtract: decimalText(-value) }, (found) => found + value, element);
    if (name === "-") return scaled(reading, { subtract: decimalText(value) }, (found) => found - value, element);
    if (name === "*") return scaled(reading, { multiply: decimalText(notZero(value, element)) }, (found) => found * value, element);
    return scaled(reading, { divide: decimalText(notZero(value, element)) }, (found) => found / value, element);
  },
  /** constant op number */
  left(name: string, value: number, reading: NumberReading, element: Element): NumberReading {
    if (name === "+" || name === "*") return step.right(name, reading, value, element);
    // What is shifted already is turned first: -x + a and a - x are rounded alike.
    const turned = isSteps(reading.steps) && reading.steps.scale?.subtract !== undefined ? { add: decimalText(value) } : { subtract: decimalText(value) };
    if (name === "-") return scaled(reading, { ...turned, multiply: decimalText(-1) }, (found) => value - found, element);
    throw refuse(element, "CRD-1103", "It divides a constant by a number, and the pipeline has no such column; expected a ratio of numbers.");
  },
  /** @param missing whether a missing number stays missing, or is as if it were not there. */
  clip(name: "min" | "max", reading: NumberReading, value: number, element: Element, missing: "kept" | "ignored"): NumberReading {
    const { steps } = reading;
    if (!isSteps(steps) || (reading.rounded && Math.fround(value) !== value)) {
      throw refuse(element, "CRD-1103", "It clips what is derived from several numbers, or at no float; expected a clip of one number.");
    }
    const place = steps.scale === undefined ? "clip" : "limits";
    const change = name === "min" ? (found: number) => Math.min(found, value) : (found: number) => Math.max(found, value);
    const clip = { ...steps[place] };
    if (name === "min") clip.to = decimalText(clip.to === undefined ? value : change(Number(clip.to.text)));
    else clip.from = decimalText(clip.from === undefined ? value : change(Number(clip.from.text)));
    // A clip at one end moves the other one along where it lies beyond.
    if (clip.from !== undefined && clip.to !== undefined && Number(clip.from.text) > Number(clip.to.text)) {
      if (name === "min") clip.from = clip.to;
      else clip.to = clip.from;
    }
    const clipped = { ...changed(reading, { ...steps, [place]: clip }, change), type: reading.type, rounded: reading.rounded };
    // A missing number does not count: what is left is the constant.
    return clipped.missing === undefined && missing === "ignored" ? withMissing(clipped, value) : clipped;
  },
  impute: withMissing,
  /** What a missing value becomes after all steps. */
  fallBack: (reading: NumberReading, value: number): NumberReading => {
    const plain = reading.steps.kind === "sum" || (reading.steps.kind === "number" && reading.steps.scale === undefined && reading.steps.clip === undefined);
    return { ...reading, missing: value, imputed: plain ? `${value}` : undefined };
  },
};

/** A number as a weighted sum of raw ones. */
function weightsOf(reading: NumberReading, element: Element): Weights {
  const { steps, missing, rounded } = reading;
  if (missing === undefined && !rounded) {
    if (steps.kind === "sum" && steps.divisor === undefined) return steps.terms;
    if (isSteps(steps) && steps.clip === undefined && steps.limits === undefined && steps.replace === undefined) {
      const { subtract, multiply, divide, add } = steps.scale ?? {};
      const weight = multiply === undefined ? 1 : Number(multiply.text);
      if ([subtract, divide, add].every((part) => part === undefined) && Number.isInteger(weight)) return { [steps.feature]: weight };
    }
  }
  throw refuse(element, "CRD-1103", "It adds or divides numbers that are imputed, clipped, scaled or floats; expected raw numbers with whole weights.");
}

const entriesOf = (weights: Weights) => Object.entries(weights);

/** Two numbers in one: their sum, difference or ratio. */
export function combine(name: string, a: NumberReading, b: NumberReading, element: Element): NumberReading {
  const [one, other] = [weightsOf(a, element), weightsOf(b, element)];
  const [[characteristic] = [""]] = entriesOf(one);
  const whole = a.type === "integer" && b.type === "integer";
  const base = { kind: "number", rounded: false, missing: undefined, imputed: undefined } as const;
  if (name === "/") {
    if (whole)
      throw refuse(element, "CRD-1103", "It divides an integer by an integer, which tools round in ways of their own; expected a field of the type double.");
    return { ...base, type: "float64", steps: { kind: "ratio", numerator: one, denominator: other, characteristic, otherwise: "missing" } };
  }
  if (name === "*")
    throw refuse(element, "CRD-1103", "It multiplies two numbers of the record, and the pipeline has no such column; expected a sum, difference or ratio.");
  const terms: Weights = Object.assign(Object.create(null), one);
  for (const [feature, weight] of entriesOf(other)) terms[feature] = (terms[feature] ?? 0) + (name === "-" ? -weight : weight);
  if (Object.values(terms).includes(0)) throw refuse(element, "CRD-1103", "A number of the sum cancels itself; expected weights other than 0.");
  return { ...base, type: whole ? "integer" : "float64", steps: { kind: "sum", terms: { ...terms }, characteristic } };
}
