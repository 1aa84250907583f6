import { CredenceError } from "../errors/credence-error.ts";
import { faultyCode } from "../model/column-cell.ts";
import { contributionOf } from "../model/linear-margin.ts";
import type { QuantisedLinear } from "../model/quantised-linear.ts";
import { type MarginEvaluation, marginEvaluation } from "./margin-evaluation.ts";

/**
 *   margin = initialMargin + sum over the terms of what the code of its feature adds
 *   d_g    = sum over the terms of reason g of what the record's code adds less what the reference's does
 *
 * @throws CredenceError CRD-1018 (of the function returned) for a code outside its feature.
 */
export function openLinearEvaluator(model: QuantisedLinear): (codes: readonly bigint[]) => MarginEvaluation {
  const { schema, terms, initialMargin, policy } = model;
  const features = [...new Set(terms.map(({ feature }) => feature))];
  const atReference = terms.map(({ feature, pieces }) => contributionOf(pieces, policy.reference[feature] as bigint));
  return (codes) => {
    const faulty = faultyCode(schema, features, codes);
    if (faulty !== undefined) {
      throw new CredenceError("CRD-1018", `Found ${codes[faulty]}, expected a code that the schema ${schema.name} has.`, {
        place: `feature ${schema.features[faulty]?.name}`,
      });
    }
    const added = terms.map(({ feature, pieces }) => contributionOf(pieces, codes[feature] as bigint));
    const margin = added.reduce((sum, value) => sum + value, initialMargin);
    return marginEvaluation(
      policy,
      margin,
      terms.map(({ reason }, i) => [reason, (added[i] as bigint) - (atReference[i] as bigint)]),
    );
  };
}
