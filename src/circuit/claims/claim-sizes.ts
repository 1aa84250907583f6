import { inputDigits } from "../../model/parameters/input-digits.ts";
import { lossTables } from "../../model/parameters/loss-rows.ts";
import { parameterSections } from "../../model/parameters/parameter-sections.ts";
import { NARROW, rowLayout, tableSize } from "../../model/parameters/scorecard-sections.ts";
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
  const { head } = parameterSections(model);
  const inputs = inputDigits(model).length;
  if (model.kind !== "scorecard") return { head, inputs, elements: undefined };
  const layout = rowLayout(model);
  return { head, inputs, elements: layout === NARROW ? tableSize(model, lossTables(model), layout).elements : undefined };
}
