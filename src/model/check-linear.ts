import { faultOfMarginPolicy } from "./check-margin-policy.ts";
import { faultOfReaders, faultOfReasons } from "./check-pieces.ts";
import { faultOfLinearShape } from "./parameters/committed-lines.ts";
import { faultOfLinearParameters } from "./parameters/linear-sections.ts";
import type { QuantisedLinear } from "./quantised-linear.ts";

/** What is wrong with a linear model that was read back, or undefined: whatever the evaluator and the circuits take for granted. */
export function faultOfLinear(model: QuantisedLinear): string | undefined {
  const { terms } = model;
  const fault =
    faultOfReaders("term", terms, model) ??
    faultOfMarginPolicy(
      model,
      terms.map(({ feature }) => feature),
    ) ??
    faultOfLinearParameters(model);
  if (fault !== undefined) return fault;
  const cramped = faultOfLinearShape(model);
  return cramped === undefined ? faultOfReasons("term", terms, model) : `${cramped.place}: ${cramped.message}`;
}
