import { dyadicOf } from "../../model/dyadic.ts";
import type { Tree } from "../../model/trees-ir.ts";
import type { Element } from "./element.ts";
import { grow } from "./grow.ts";
import type { Inputs } from "./inputs.ts";
import type { Plan } from "./plan.ts";
import type { Prediction } from "./tree-model.ts";

/** A tree of a sum, before it is grown: a number for each of its predictions; undefined predictions outside a segment add nothing. */
export interface Addend {
  /** The class that it adds to, from 0. */
  group: number;
  plan: Plan<Prediction | "nothing">;
  leafNumber(prediction: Prediction): number;
  /** Factors that the tool multiplies the value by, one after the other. */
  factors: readonly number[];
  element: Element;
}

/** A sum of trees over a divisor, and what is added to it after the division. */
export interface Additive {
  groups: number;
  addends: readonly Addend[];
  /** Added to the quotient, one a class. */
  constants: readonly number[];
  divisor: number;
}

/** The product as float64, and whether it is exactly that. */
function times(a: number, b: number): { value: number; exact: boolean } {
  const value = a * b;
  if (value === 0 || !Number.isFinite(value)) return { value, exact: a === 0 || b === 0 };
  const [x, y, z] = [dyadicOf(a), dyadicOf(b), dyadicOf(value)];
  return { value, exact: x.mantissa * y.mantissa === z.mantissa && x.exponent + y.exponent === z.exponent };
}

/** The least power of two at or above a positive number. */
const powerAbove = (value: number) => 2 ** Math.ceil(Math.log2(value));

/** Multiplies all that a model gives. */
export const scaleBy = ({ addends, constants, ...rest }: Additive, factor: number): Additive =>
  factor === 1
    ? { ...rest, addends, constants }
    : {
        ...rest,
        addends: addends.map((addend) => ({ ...addend, factors: [...addend.factors, factor] })),
        constants: constants.map((constant) => constant * factor),
      };

export const shiftBy = (additive: Additive, by: readonly number[]): Additive => ({
  ...additive,
  constants: additive.constants.map((constant, group) => constant + (by[group] ?? 0)),
});

/** The trees of a sum with their leaves as float64, and a bound of what rounding them may add up to. */
export function growAdditive({ addends, constants, divisor }: Additive, inputs: Inputs): { trees: Tree[]; initialMargins: number[]; error: number } {
  let error = 0;
  const grownPlans = new Map<Addend["plan"], ReturnType<typeof grow<Prediction | "nothing">>>();
  const trees = addends.map(({ group, plan, leafNumber, factors, element }): Tree => {
    const grown = grownPlans.get(plan) ?? grow(plan, inputs, element);
    grownPlans.set(plan, grown);
    let largest = 0;
    const nodes = grown.nodes((prediction) => {
      if (prediction === "nothing") return { value: 0, source: 0 };
      const result = factors.reduce(
        (at, factor) => {
          const { value, exact } = times(at.value, factor);
          return { value, slack: at.slack * Math.abs(factor) + (exact ? 0 : Math.abs(value)) };
        },
        { value: leafNumber(prediction), slack: 0 },
      );
      largest = Math.max(largest, result.slack);
      // The usual one of the two zeros.
      return { value: result.value === 0 ? 0 : result.value, source: prediction.source };
    });
    error += largest * 2 ** -53;
    return { group, nodes };
  });
  const initialMargins = constants.map((constant) => {
    const { value, exact } = times(constant, divisor);
    if (!exact) error += Math.abs(value) * 2 ** -53;
    return value === 0 ? 0 : value;
  });
  return { trees, initialMargins, error: error === 0 ? 0 : powerAbove(error * (1 + 2 ** -20)) };
}
