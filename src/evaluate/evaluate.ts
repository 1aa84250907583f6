import type { Evaluation } from "../model/evaluation.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import { openScorecardEvaluator } from "./evaluate-scorecard.ts";
import { openTreesEvaluator } from "./evaluate-trees.ts";

/**
 * The reference evaluator: the one meaning of a model, in exact integers. Circuits, proofs and the page are held to it.
 * @returns a function from one record's codes, in schema order, to its evaluation; it throws CredenceError CRD-1018 for a code outside its feature.
 */
export const openEvaluator = (model: QuantisedModel): ((codes: readonly bigint[]) => Evaluation) =>
  model.kind === "scorecard" ? openScorecardEvaluator(model) : openTreesEvaluator(model);

/** Evaluates one record; {@link openEvaluator} is for many. */
export const evaluate = (model: QuantisedModel, codes: readonly bigint[]): Evaluation => openEvaluator(model)(codes);
