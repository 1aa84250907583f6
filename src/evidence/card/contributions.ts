import { CredenceError } from "../../errors/credence-error.ts";
import { openContributions } from "../../evaluate/shapley.ts";
import { openBinLookup } from "../../model/bin-lookup.ts";
import type { QuantisedModel, QuantisedScorecard } from "../../model/quantised.ts";
import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { openCells, openTrees } from "../../model/tree-walk.ts";

/** What of a model contributes to a score: its characteristics or columns, by name. */
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

/** Opens a model's contributions. @throws CredenceError CRD-1203 for a kind of model that is not examined. */
export function openModelContributions(model: QuantisedModel): Contributions {
  if (model.kind === "scorecard") return scorecardContributions(model);
  if (model.kind === "trees") return treesContributions(model);
  throw new CredenceError("CRD-1203", `Found a model of the kind ${(model as QuantisedModel).kind}, expected a scorecard or an ensemble of trees.`);
}
