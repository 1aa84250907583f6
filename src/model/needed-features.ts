import { featuresOf } from "./column-cell.ts";
import type { QuantisedModel } from "./quantised.ts";

function featuresRead(model: QuantisedModel): number[] {
  switch (model.kind) {
    case "scorecard":
      return model.characteristics.map(({ feature }) => feature);
    case "linear":
      return model.terms.map(({ feature }) => feature);
    case "trees":
      return model.columns.flatMap(featuresOf);
    case "network":
      return model.inputs.map(({ feature }) => feature);
  }
}

/** Positions in the schema of the features that a model reads. */
export const neededFeatures = (model: QuantisedModel): ReadonlySet<number> => new Set(featuresRead(model));
