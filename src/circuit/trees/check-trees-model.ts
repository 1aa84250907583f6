import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { checkScores, checkStretches } from "../check-margin-model.ts";
import type { MarginPlan } from "../margin-plan.ts";
import { checkSlots, LARGEST, refuse } from "../model-limits.ts";
import type { ColumnsPlan } from "./plan-columns.ts";
import type { ContributionsPlan } from "./plan-contributions.ts";

/**
 * Refuses an ensemble that no circuit can be made for: one that does not hold together, and numbers that do not fit their slots or a field element.
 * @throws CredenceError CRD-3001 with the column or policy entry, what was found and what was expected.
 */
export function checkTreesModel(model: QuantisedTrees, columns: ColumnsPlan, margin: MarginPlan, contributions: ContributionsPlan): void {
  checkSlots(model);
  for (const { name, table } of columns.axes) checkStretches(table?.atoms.length ?? 1, "cuts", `feature ${name}`);
  columns.columns.forEach((plan, position) => {
    const place = `column ${model.columns[position]?.name}`;
    if (plan.kind === "sum") {
      checkStretches(plan.table?.atoms.length ?? 1, "cuts", place);
      if (plan.bounds.most >= LARGEST || plan.bounds.least <= -LARGEST) refuse("Its sums reach 2^250, expected less.", place);
    }
    if (plan.kind === "ratio") {
      checkStretches(plan.ratio.cuts.length, "cuts", place);
      if (plan.ratio.largest >= LARGEST) refuse("Its products reach 2^250, expected less.", place);
    }
  });
  // The keys of TopFour.
  if ((2n * contributions.most + 1n) * BigInt(contributions.codes.length + 4) >= LARGEST) refuse("Contributions reach 2^250, expected less.", "reasonScale");
  checkScores(model, margin);
}
