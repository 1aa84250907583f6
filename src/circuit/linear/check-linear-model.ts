import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import { checkScores, checkStretches } from "../check-margin-model.ts";
import type { MarginPlan } from "../margin-plan.ts";
import { checkSlots, refuse } from "../model-limits.ts";
import type { ShortfallsPlan, TermsPlan } from "./plan-terms.ts";

/** Contributions of more bits are no log-odds, and beyond what TopFour takes. */
const LARGEST_SHORTFALL = 1n << 200n;

/**
 * Refuses a linear model that no circuit can be made for: numbers that do not fit their slots or a field element.
 * @throws CredenceError CRD-3001 with the feature or policy entry, what was found and what was expected.
 */
export function checkLinearModel(model: QuantisedLinear, { features }: TermsPlan, margin: MarginPlan, shortfalls: ShortfallsPlan): void {
  checkSlots(model);
  for (const { name, table } of features) checkStretches(table?.atoms.length ?? 1, "pieces", `feature ${name}`);
  if (shortfalls.most - shortfalls.least >= LARGEST_SHORTFALL) refuse("Contributions reach 2^200, expected less.", "marginBits");
  checkScores(model, margin);
}
