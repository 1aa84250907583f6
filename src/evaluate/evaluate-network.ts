import { CredenceError } from "../errors/credence-error.ts";
import { faultyCode } from "../model/column-cell.ts";
import { addedBy, marginOfSums } from "../model/network-margin.ts";
import type { QuantisedNetwork } from "../model/quantised-network.ts";
import type { Decision } from "../statement/outcome.ts";
import { type MarginEvaluation, marginDecision, marginEvaluation } from "./margin-evaluation.ts";

/** What a network says of a record before anything is explained. */
interface NetworkDecision {
  /** What each input adds to each sum of the first layer. */
  added: readonly (readonly bigint[])[];
  /** Of the first layer. */
  sums: readonly bigint[];
  margin: bigint;
  decision: Decision;
}

/** Decision without score and reasons, for many rows. @throws CredenceError CRD-1018 (of the function returned) for a code outside its feature. */
export function openNetworkDecision(model: QuantisedNetwork): (codes: readonly bigint[]) => NetworkDecision {
  const { schema, inputs, first, policy } = model;
  const features = [...new Set(inputs.map(({ feature }) => feature))];
  return (codes) => {
    const faulty = faultyCode(schema, features, codes);
    if (faulty !== undefined) {
      throw new CredenceError("CRD-1018", `Found ${codes[faulty]}, expected a code that the schema ${schema.name} has.`, {
        place: `feature ${schema.features[faulty]?.name}`,
      });
    }
    const added = inputs.map((input) => addedBy(input, codes[input.feature] as bigint));
    const sums = first.biases.map((bias, k) => added.reduce((sum, values) => sum + (values[k] as bigint), bias));
    const margin = marginOfSums(model, sums);
    return { added, sums, margin, decision: marginDecision(policy, margin) };
  };
}

/** Opens what each reason contributes: grouped leave-one-out to the policy's reference, in units of the margin. */
export function openLeaveOneOut(model: QuantisedNetwork): (decided: Pick<NetworkDecision, "added" | "sums" | "margin">) => bigint[] {
  const { inputs, policy } = model;
  const atReference = inputs.map((input) => addedBy(input, policy.reference[input.feature] as bigint));
  return ({ added, sums, margin }) =>
    policy.reasons.map((_, reason) => {
      const moved = sums.map((sum, k) =>
        inputs.reduce((rest, input, i) => (input.reason === reason ? rest - (added[i]?.[k] as bigint) + (atReference[i]?.[k] as bigint) : rest), sum),
      );
      return margin - marginOfSums(model, moved);
    });
}

/**
 *   margin = what the network makes of the record (quantised-network.ts)
 *   d_g    = margin - what the margin would be with the inputs of reason g at the reference's codes
 */
export function openNetworkEvaluator(model: QuantisedNetwork): (codes: readonly bigint[]) => MarginEvaluation {
  const decide = openNetworkDecision(model);
  const contributions = openLeaveOneOut(model);
  return (codes) => {
    const decided = decide(codes);
    return marginEvaluation(model.policy, decided.margin, contributions(decided).entries());
  };
}
