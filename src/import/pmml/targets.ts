import { allow, childrenNamed, type Element, optionalChild, refuse } from "./element.ts";
import { type FloatType, finite } from "./numbers.ts";

/** value * factor + constant */
export interface Rescale {
  factor: number;
  constant: number;
}

/** How a model of numbers rescales what it gives. @throws CredenceError CRD-1101, CRD-1103 for what is no straight line, CRD-1105 */
export function readTargets(model: Element, floats: FloatType): Rescale {
  const targets = optionalChild(model, "Targets");
  if (targets === undefined) return { factor: 1, constant: 0 };
  allow(targets, [], ["Target"]);
  const [target, second] = childrenNamed(targets, "Target");
  if (target === undefined) return { factor: 1, constant: 0 };
  if (second !== undefined) throw refuse(second, "CRD-1103", "Found a second target, expected one.");
  allow(target, ["field", "optype", "castInteger", "min", "max", "rescaleConstant", "rescaleFactor"], ["TargetValue"]);
  for (const name of ["castInteger", "min", "max"]) {
    if (target.attributes.has(name))
      throw refuse(
        target,
        "CRD-1103",
        `Found ${name} of Target: cut or rounded, a margin no longer rises with the model; expected rescaleFactor and rescaleConstant only.`,
      );
  }
  for (const value of childrenNamed(target, "TargetValue")) allow(value, ["value", "displayValue", "priorProbability", "defaultValue"], ["Partition"]);
  const number = (name: string, otherwise: number) => {
    const text = target.attributes.get(name);
    return text === undefined ? otherwise : finite(target, name, text, floats);
  };
  const factor = number("rescaleFactor", 1);
  if (factor === 0) throw refuse(target, "CRD-1103", "Its rescaleFactor is 0; expected a model that says something.");
  return { factor, constant: number("rescaleConstant", 0) };
}
