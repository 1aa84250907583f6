import type { QuantisedNetwork } from "../../model/quantised-network.ts";
import { checkScores, checkStretches } from "../check-margin-model.ts";
import type { MarginPlan } from "../margin-plan.ts";
import { checkSlots, refuse } from "../model-limits.ts";
import type { InputsPlan } from "./plan-inputs.ts";
import type { NetworkPlan } from "./plan-network.ts";

/** Passes through the network may cost so much together: beyond it a proof takes minutes, and no lender's decision waits for it. */
const MOST_CONSTRAINTS = 1 << 17;

/**
 * Refuses a network that no circuit can be made for: numbers that do not fit their slots or a field element, or more passes through it than can be proven.
 * @param passes how often the network is gone through: once, and once more for each reason.
 * @throws CredenceError CRD-3001 with the feature or policy entry, what was found and what was expected.
 */
export function checkNetworkModel(model: QuantisedNetwork, { features }: InputsPlan, network: NetworkPlan, margin: MarginPlan, passes: number): void {
  checkSlots(model);
  for (const { name, table } of features) checkStretches(table?.atoms.length ?? 1, "pieces", `feature ${name}`);
  const estimate = network.cost * passes;
  if (estimate > MOST_CONSTRAINTS) {
    const found = `The network takes about ${network.cost.toLocaleString("en")} constraints`;
    refuse(
      passes === 1
        ? `${found}, expected at most ${MOST_CONSTRAINTS.toLocaleString("en")}.`
        : `${found}, and is gone through once more for each of ${passes - 1} reasons, about ${estimate.toLocaleString("en")} in all; expected at most ${MOST_CONSTRAINTS.toLocaleString("en")}: fewer reasons, of several features each, or a smaller network.`,
      passes === 1 ? `model ${model.name}` : "policy.reasons",
    );
  }
  checkScores(model, margin);
}
