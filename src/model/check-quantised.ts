import { cardinality } from "../record/schema.ts";
import { faultOfLinear } from "./check-linear.ts";
import { faultOfNetwork } from "./check-network.ts";
import { faultOfTrees } from "./check-trees.ts";
import { faultOfParameters } from "./parameters/fault-of-parameters.ts";
import type { QuantisedCharacteristic, QuantisedModel, QuantisedScorecard } from "./quantised.ts";

function faultOfCharacteristic({ schema, policy }: QuantisedScorecard, { name, feature, reason, bins }: QuantisedCharacteristic): string | undefined {
  const raw = schema.features[feature];
  if (raw === undefined) return `characteristic ${name} reads a feature that the schema does not have`;
  if (policy.reasons[reason] === undefined) return `characteristic ${name} has a reason that the policy does not have`;
  let next = 0n;
  for (const [from, to] of bins.flatMap(({ ranges }) => ranges).sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    if (from !== next || to <= from) return `the bins of ${name} do not partition its codes at ${next}`;
    next = to;
  }
  if (next !== cardinality(raw)) return `the bins of ${name} end at code ${next}, and the feature has ${cardinality(raw)}`;
  return bins.some(({ ranges }) => ranges.length === 0) ? `${name} has a bin without codes` : undefined;
}

/** What is wrong with a quantised model that was read back, or undefined: whatever the evaluator and the circuits take for granted. */
export function faultOf(model: QuantisedModel): string | undefined {
  switch (model.kind) {
    case "scorecard":
      return faultOfScorecard(model);
    case "linear":
      return faultOfLinear(model);
    case "trees":
      return faultOfTrees(model);
    case "network":
      return faultOfNetwork(model);
  }
}

function faultOfScorecard(model: QuantisedScorecard): string | undefined {
  const { policy, characteristics } = model;
  if (characteristics.length === 0) return "it has no characteristic";
  if (policy.referFrom > policy.approveFrom) return "referFrom lies above approveFrom";
  if (policy.bandWidth < 1n) return "the band's width is not positive";
  for (const characteristic of characteristics) {
    const fault = faultOfCharacteristic(model, characteristic);
    if (fault !== undefined) return fault;
  }
  const unfit = faultOfParameters(model);
  if (unfit !== undefined) return `${unfit.place}: ${unfit.message}`;
  const unused = policy.reasons.findIndex((_, position) => characteristics.every(({ reason }) => reason !== position));
  return unused < 0 ? undefined : `no characteristic has the reason ${policy.reasons[unused]?.code}`;
}
