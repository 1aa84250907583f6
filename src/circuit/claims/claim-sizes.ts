import { featuresOf } from "../../model/column-cell.ts";
import { lossTables } from "../../model/parameters/loss-rows.ts";
import { NARROW, rowLayout, scorecardHead, tableSize } from "../../model/parameters/scorecard-sections.ts";
import { treesHead } from "../../model/parameters/trees-sections.ts";
import type { QuantisedModel } from "../../model/quantised.ts";

/** What a claim's circuit is made of beside the claim: the sizes that the head of a commitment says. Whoever verifies a proven claim learns them. */
export interface ClaimSizes {
  head: bigint;
  /** Digits of the inputs section. */
  inputs: number;
  /** Elements of each characteristic's table, of three rows each; undefined for a model whose tables no circuit opens. */
  elements: number | undefined;
}

/** The sizes of a model's commitment. */
export function claimSizes(model: QuantisedModel): ClaimSizes {
  if (model.kind === "trees") {
    const inputs = model.columns.flatMap(featuresOf).length;
    return { head: treesHead(inputs), inputs, elements: undefined };
  }
  const layout = rowLayout(model);
  const { characteristics, elements } = tableSize(model, lossTables(model), layout);
  return { head: scorecardHead(characteristics, elements, layout), inputs: characteristics, elements: layout === NARROW ? elements : undefined };
}
