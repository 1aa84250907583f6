import type { QuantisedLinear } from "../model/quantised-linear.ts";
import { openLinearEvaluator } from "./evaluate-linear.ts";
import type { ExpectedRow } from "./expected-rows.ts";
import { distance, marginAsRead, type RowParity, referredWithinError, sameReasons, unitsPerOne } from "./row-parity.ts";

/** The tool's margin may be off the model's by the bound that was proved for every record. */
export function openLinearParity(model: QuantisedLinear): (codes: readonly bigint[], expected: ExpectedRow) => RowParity {
  const evaluate = openLinearEvaluator(model);
  const perOne = unitsPerOne(model);
  const bound = Number(model.marginError) / Number(perOne);
  return (codes, expected) => {
    const { margin, decision, reasons } = evaluate(codes);
    const read = marginAsRead(model, expected);
    const difference = read === undefined ? 0 : distance(margin, perOne, read);
    return {
      decision,
      withinError: referredWithinError(model, margin, decision, expected),
      score: undefined,
      leaves: undefined,
      margin: read === undefined ? undefined : { difference, bound, equal: difference <= bound },
      reasons: expected.reasons && sameReasons(model, reasons, expected.reasons),
    };
  };
}
