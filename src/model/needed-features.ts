import type { QuantisedModel } from "./quantised.ts";

/** Positions in the schema of the features that a model reads. */
export const neededFeatures = ({ characteristics }: QuantisedModel): ReadonlySet<number> => new Set(characteristics.map(({ feature }) => feature));
