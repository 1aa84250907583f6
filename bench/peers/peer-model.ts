import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import type { MarginEvaluation } from "../../src/evaluate/margin-evaluation.ts";
import type { QuantisedModel } from "../../src/model/quantised.ts";
import { denseNetwork } from "./dense-network.ts";
import { exact, type Network } from "./network.ts";
import { linearNetwork, scorecardNetwork } from "./sum-network.ts";
import { treesNetwork } from "./trees-network.ts";

export type PeerModel = Network & {
  /** Outputs, ascending, from which on the decision is the next one. */
  decidedAt: [number, number];
  /** Codes of applicants, and how many of `decidedAt` the model's own output of each has reached. */
  rows: number[][];
  decisions: number[];
};

function networkOf(model: QuantisedModel, rows: readonly bigint[][]): Network {
  switch (model.kind) {
    case "scorecard":
      return scorecardNetwork(model);
    case "linear":
      return linearNetwork(model);
    case "trees":
      return treesNetwork(model);
    case "network":
      return denseNetwork(model, rows);
  }
}

/** A model and what it says of these records. @throws RangeError for a model of which EZKL is given no graph. */
export function peerModel(model: QuantisedModel, rows: readonly bigint[][]): PeerModel {
  const evaluate = openEvaluator(model);
  const ascending = model.kind === "scorecard" ? [model.policy.referFrom, model.policy.approveFrom] : [model.policy.approveBelow, model.policy.declineFrom];
  const decidedAt = ascending.map(exact) as [number, number];
  const outputOf = (codes: bigint[]) => {
    const evaluation = evaluate(codes);
    return exact(model.kind === "scorecard" ? evaluation.score : (evaluation as MarginEvaluation).margin);
  };
  return {
    ...networkOf(model, rows),
    decidedAt,
    rows: rows.map((codes) => codes.map(exact)),
    decisions: rows.map((codes) => decidedAt.filter((value) => outputOf(codes) >= value).length),
  };
}
