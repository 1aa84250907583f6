import { type Element, refuse } from "./element.ts";
import { COMPARING, FUNCTIONS, LOGICAL } from "./functions.ts";
import type { Inputs } from "./inputs.ts";
import { type Constant, type FiniteReading, featuresOfReading, type NumberReading, type Reading } from "./reading.ts";
import { combine, step } from "./steps.ts";
import { edgesAround, onOneBase, stretched } from "./stretches.ts";

/** What to do with a missing argument, and with a missing result. */
export interface Fallbacks {
  mapMissingTo: Constant;
  defaultValue: Constant;
}

const isNumber = (reading: Reading): reading is NumberReading => reading.kind === "number";
const isFiniteReading = (reading: Reading): reading is FiniteReading => reading.kind === "finite";

/** A function of values that take only so many forms is itself one: what it is at each form. */
function pointwise(name: string, args: readonly Reading[], { mapMissingTo, defaultValue }: Fallbacks, element: Element, inputs: Inputs): Reading {
  // With a missing argument some tools give a missing result and some none at all: such a record is asked not to be.
  if ((COMPARING.includes(name) || LOGICAL.includes(name)) && mapMissingTo === undefined) {
    const open = args.filter((arg) => arg.kind === "finite" && arg.missing === undefined);
    for (const feature of open.flatMap(featuresOfReading)) inputs.demand(feature, { present: true }, element);
  }
  const change = (values: readonly Constant[]): Constant => {
    if (mapMissingTo !== undefined && values.includes(undefined)) return mapMissingTo;
    const value = (FUNCTIONS[name] as (typeof FUNCTIONS)[string]).of(values) ?? defaultValue;
    if (typeof value === "number" && !Number.isFinite(value)) throw refuse(element, "CRD-1105", `It gives ${value} for some record; expected finite numbers.`);
    return value;
  };
  const finites = onOneBase(args.filter(isFiniteReading), element);
  const [first] = finites;
  if (first === undefined) return { kind: "constant", value: change(args.map((arg) => (arg as { value: Constant }).value)) };
  let next = 0;
  const sources = args.map((arg) => (arg.kind === "constant" ? arg : (finites[next++] as FiniteReading)));
  const at = (pick: (reading: FiniteReading) => Constant) => change(sources.map((source) => (source.kind === "constant" ? source.value : pick(source))));
  return { ...first, at: first.at.map((_, i) => at((reading) => reading.at[i])), others: at(({ others }) => others), missing: at(({ missing }) => missing) };
}

/** A number that is only compared with constants: the stretches between them. */
function asStretches(reading: NumberReading, constants: readonly Constant[], element: Element): FiniteReading {
  const values = constants.map((value) => {
    if (typeof value !== "number") throw refuse(element, "CRD-1103", "It compares a number with what is none; expected a number.");
    if (reading.rounded && Math.fround(value) !== value)
      throw refuse(element, "CRD-1103", `It compares a float with ${value}, which no float is; expected a number that a float has exactly.`);
    return value;
  });
  return stretched(reading, edgesAround(reading, values), (value) => value);
}

/** if(isMissing(x), c, x) and its like: a number with its missing cells imputed. */
function imputing([condition, then, otherwise]: readonly Reading[]): NumberReading | undefined {
  if (condition?.kind !== "finite" || condition.base.kind !== "stretch" || condition.base.edges.length > 0) return undefined;
  const [number, constant] = condition.missing === true ? [otherwise, then] : [then, otherwise];
  const missingGoesToConstant = condition.missing === true ? condition.at[0] === false : condition.missing === false && condition.at[0] === true;
  if (!missingGoesToConstant || number?.kind !== "number" || constant?.kind !== "constant" || typeof constant.value !== "number") return undefined;
  if (JSON.stringify(number.steps) !== JSON.stringify(condition.base.steps) || number.missing !== undefined) return undefined;
  return step.impute(number, constant.value);
}

const ARITHMETIC = ["+", "-", "*", "/"];

function arithmetic(name: string, [a, b]: readonly Reading[], fallbacks: Fallbacks, element: Element): NumberReading | undefined {
  const fallback = fallbacks.mapMissingTo ?? fallbacks.defaultValue;
  const filled = (reading: NumberReading) => (typeof fallback === "number" && reading.missing === undefined ? step.fallBack(reading, fallback) : reading);
  if (a === undefined || b === undefined) return undefined;
  if (isNumber(a) && isNumber(b)) return filled(combine(name, a, b, element));
  if (isNumber(a) && b.kind === "constant" && typeof b.value === "number") return filled(step.right(name, a, b.value, element));
  if (isNumber(b) && a.kind === "constant" && typeof a.value === "number") return filled(step.left(name, a.value, b, element));
  return undefined;
}

/** The value of a built-in function. @throws CredenceError CRD-1101, CRD-1103 for what the pipeline cannot hold exactly. */
export function applyFunction(name: string, args: readonly Reading[], fallbacks: Fallbacks, element: Element, inputs: Inputs): Reading {
  const given = FUNCTIONS[name];
  if (!Object.hasOwn(FUNCTIONS, name) || given === undefined) {
    throw refuse(element, "CRD-1103", `Found the function ${JSON.stringify(name)}, expected one of ${Object.keys(FUNCTIONS).join(", ")}.`);
  }
  if (args.length < given.least || args.length > given.most) {
    const expected = given.least === given.most ? `${given.least}` : `${given.least} to ${given.most}`;
    throw refuse(element, "CRD-1101", `Found ${args.length} arguments of ${name}, expected ${expected}.`);
  }
  const lazy = !ARITHMETIC.includes(name) && !COMPARING.includes(name) && name !== "min" && name !== "max";
  if (lazy && fallbacks.mapMissingTo !== undefined)
    throw refuse(element, "CRD-1103", `Found mapMissingTo of ${name}, expected none: the function itself says what a missing argument means.`);

  if (!args.some(isNumber)) return pointwise(name, args, fallbacks, element, inputs);
  if (name === "if") {
    const imputed = imputing(args);
    if (imputed !== undefined) return imputed;
  }
  if (name === "isMissing" || name === "isNotMissing") {
    const [reading] = args as [NumberReading];
    const plain = stretched(reading, [], (value) => value);
    return pointwise(name, [{ ...plain, at: [0] }], fallbacks, element, inputs);
  }
  if (COMPARING.includes(name)) {
    const constants = args.flatMap((arg) => (arg.kind === "constant" ? [arg.value] : []));
    if (constants.length === args.length - 1) {
      const sources = args.map((arg) => (isNumber(arg) ? asStretches(arg, constants, element) : arg));
      // One value stands for a whole stretch: the function must see which side of the constants it lies on.
      return pointwise(name, sources, fallbacks, element, inputs);
    }
  }
  if (ARITHMETIC.includes(name)) {
    const result = arithmetic(name, args, fallbacks, element);
    if (result !== undefined) return result;
  }
  if (name === "min" || name === "max") {
    const number = args.find(isNumber);
    const constant = args.find((arg) => arg.kind === "constant");
    if (number !== undefined && constant?.kind === "constant" && typeof constant.value === "number")
      return step.clip(name, number, constant.value, element, "ignored");
  }
  const read = [...new Set(args.flatMap(featuresOfReading))].join(", ");
  throw refuse(
    element,
    "CRD-1103",
    `The pipeline has no column for ${name} of ${read}; expected a ratio, difference, sum, clip, bin, one-hot, missing indicator or imputation.`,
  );
}
