import { faultyCode } from "./column-cell.ts";
import type { QuantisedMarginModel } from "./quantised-margin-model.ts";

/** What is wrong with the unit or the policy of a model whose margin decides, or undefined. @param features positions in the schema of those that the model reads. */
export function faultOfMarginPolicy(
  { schema, marginError, marginDivisor, policy }: Pick<QuantisedMarginModel, "schema" | "marginError" | "marginDivisor" | "policy">,
  features: readonly number[],
): string | undefined {
  if (policy.approveBelow > policy.declineFrom) return "approveBelow lies above declineFrom";
  if (policy.bandWidth < 1n || policy.score.slope < 1n || policy.score.divisor < 1n) return "the score or its band is not positive";
  if (marginError < 0n || marginDivisor < 1n) return "a scale or an error is not positive";
  if (policy.reference.length !== schema.features.length || faultyCode(schema, features, policy.reference) !== undefined) {
    return "the reference is no record of the schema";
  }
  return undefined;
}
