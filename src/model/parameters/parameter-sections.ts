import type { ParameterSections } from "../../statement/parameters-hash.ts";
import type { QuantisedModel } from "../quantised.ts";
import { linearSections } from "./linear-sections.ts";
import { networkSections } from "./network-sections.ts";
import { scorecardSections } from "./scorecard-sections.ts";
import { treesSections } from "./trees-sections.ts";

/**
 * A model's parameters in the sections that its commitment is made of. Models of one meaning have the same; models of two never do, but for what trees and networks bind by the document's digest alone.
 * @throws RangeError for a number beyond its slot.
 */
export function parameterSections(model: QuantisedModel): ParameterSections {
  switch (model.kind) {
    case "scorecard":
      return scorecardSections(model);
    case "linear":
      return linearSections(model);
    case "trees":
      return treesSections(model);
    case "network":
      return networkSections(model);
  }
}
