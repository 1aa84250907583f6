import { featuresOf } from "./column-cell.ts";
import type { QuantisedModel } from "./quantised.ts";

/** Positions in the schema of the features that a model reads. */
export const neededFeatures = (model: QuantisedModel): ReadonlySet<number> =>
  new Set(model.kind === "scorecard" ? model.characteristics.map(({ feature }) => feature) : model.columns.flatMap(featuresOf));
