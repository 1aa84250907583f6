import type { QuantisedLinear } from "../model/quantised-linear.ts";
import type { QuantisedNetwork } from "../model/quantised-network.ts";
import type { ExpectedRow } from "./expected-rows.ts";
import type { MarginEvaluation } from "./margin-evaluation.ts";
import { distance, marginAsRead, type RowParity, referredWithinError, sameReasons, unitsPerOne } from "./row-parity.ts";

/** The tool's margin may be off the model's by the bound that was proved for every record. */
export function openBoundedParity(
  model: QuantisedLinear | QuantisedNetwork,
  evaluate: (codes: readonly bigint[]) => MarginEvaluation,
): (codes: readonly bigint[], expected: ExpectedRow) => RowParity {
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
