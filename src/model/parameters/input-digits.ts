import type { QuantisedModel } from "../quantised.ts";
import { linearInputDigits } from "./linear-sections.ts";
import { networkInputDigits } from "./network-sections.ts";
import { scorecardInputDigits } from "./scorecard-sections.ts";
import { treesInputDigits } from "./trees-sections.ts";

/** The digits of a model's inputs section: for each time that it reads a raw feature its position in the schema, from 1; 0 where a scorecard leaves room. */
export function inputDigits(model: QuantisedModel): bigint[] {
  switch (model.kind) {
    case "scorecard":
      return scorecardInputDigits(model);
    case "linear":
      return linearInputDigits(model);
    case "trees":
      return treesInputDigits(model);
    case "network":
      return networkInputDigits(model);
  }
}
