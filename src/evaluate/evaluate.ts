import type { Evaluation } from "../model/evaluation.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import { openLinearEvaluator } from "./evaluate-linear.ts";
import { openNetworkEvaluator } from "./evaluate-network.ts";
import { openScorecardEvaluator } from "./evaluate-scorecard.ts";
import { openTreesEvaluator } from "./evaluate-trees.ts";

/**
 * The reference evaluator: the one meaning of a model, in exact integers. Circuits, proofs and the page are held to it.
 * @returns a function from one record's codes, in schema order, to its evaluation; it throws CredenceError CRD-1018 for a code outside its feature.
 */
export function openEvaluator(model: QuantisedModel): (codes: readonly bigint[]) => Evaluation {
  switch (model.kind) {
    case "scorecard":
      return openScorecardEvaluator(model);
    case "linear":
      return openLinearEvaluator(model);
    case "trees":
      return openTreesEvaluator(model);
    case "network":
      return openNetworkEvaluator(model);
  }
}

/** Evaluates one record; {@link openEvaluator} is for many. */
export const evaluate = (model: QuantisedModel, codes: readonly bigint[]): Evaluation => openEvaluator(model)(codes);
