import { openLeaveOneOut, openNetworkDecision } from "../../evaluate/evaluate-network.ts";
import { openContributions } from "../../evaluate/shapley.ts";
import { openBinLookup } from "../../model/bin-lookup.ts";
import { contributionOf } from "../../model/linear-margin.ts";
import type { QuantisedModel, QuantisedScorecard } from "../../model/quantised.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import type { QuantisedNetwork } from "../../model/quantised-network.ts";
import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { openCells, openTrees } from "../../model/tree-walk.ts";

/** What of a model contributes to a score: its characteristics, features or columns, by name. */
export interface Contributions {
  names: readonly string[];
  /** Of each part, in points or units of the margin: what a record loses against the baseline or the reference. */
  of(codes: readonly bigint[]): number[];
}

function scorecardContributions({ characteristics, pointsScale }: QuantisedScorecard): Contributions {
  const parts = characteristics.map(({ feature, baseline, bins }) => ({ feature, baseline, lookup: openBinLookup(bins) }));
  return {
    names: characteristics.map(({ name }) => name),
    of: (codes) => parts.map(({ feature, baseline, lookup }) => Number(baseline - (lookup(codes[feature] as bigint)?.points ?? baseline)) / 10 ** pointsScale),
  };
}

function treesContributions(model: QuantisedTrees): Contributions {
  const cellsOf = openCells(model);
  const values = openContributions(model, openTrees(model), cellsOf(model.policy.reference));
  const perOne = Number(model.reasonScale * (model.marginDivisor << BigInt(model.marginBits)));
  return { names: model.columns.map(({ name }) => name), of: (codes) => values(cellsOf(codes)).map((value) => Number(value) / perOne) };
}

function linearContributions({ schema, terms, policy, marginDivisor, marginBits }: QuantisedLinear): Contributions {
  const perOne = Number(marginDivisor << BigInt(marginBits));
  const features = [...new Set(terms.map(({ feature }) => feature))].map((feature) => ({ feature, own: terms.filter((term) => term.feature === feature) }));
  const added = (codes: readonly bigint[]) =>
    features.map(({ feature, own }) => own.reduce((sum, { pieces }) => sum + contributionOf(pieces, codes[feature] as bigint), 0n));
  const atReference = added(policy.reference);
  return {
    names: features.map(({ feature }) => schema.features[feature]?.name as string),
    of: (codes) => added(codes).map((value, i) => Number(value - (atReference[i] as bigint)) / perOne),
  };
}

/** By reason, since those are what is put at the reference together. */
function networkContributions(model: QuantisedNetwork): Contributions {
  const { policy, marginDivisor, marginBits } = model;
  const perOne = Number(marginDivisor << BigInt(marginBits));
  const [decide, contributions] = [openNetworkDecision(model), openLeaveOneOut(model)];
  return { names: policy.reasons.map(({ code }) => code), of: (codes) => contributions(decide(codes)).map((value) => Number(value) / perOne) };
}

/** Opens a model's contributions. */
export function openModelContributions(model: QuantisedModel): Contributions {
  switch (model.kind) {
    case "scorecard":
      return scorecardContributions(model);
    case "linear":
      return linearContributions(model);
    case "trees":
      return treesContributions(model);
    case "network":
      return networkContributions(model);
  }
}
