import type { ReasonEntry } from "./quantised.ts";

/** How the margin becomes the score: floor((offset - slope * margin) / divisor) whole points. */
export interface ScoreMap {
  offset: bigint;
  /** Positive: a higher margin is a higher risk and gives fewer points. */
  slope: bigint;
  divisor: bigint;
}

export interface QuantisedMarginPolicy {
  name: string;
  /** Margins below it are approved. In the model's units; every error that the margin may carry is taken off already. */
  approveBelow: bigint;
  /** Margins from it up are declined, those between are referred. Not below `approveBelow`. */
  declineFrom: bigint;
  score: ScoreMap;
  /** Width of the disclosed score band in points; 1 discloses the exact score. Bands start at multiples of the width. */
  bandWidth: bigint;
  /** How the reference was made, for the record. */
  referenceMethod: "median-at-cut-off" | "median" | "record";
  /** The record that an applicant is compared with to find the adverse reasons: codes in schema order, 0 where the model does not read the feature. */
  reference: readonly bigint[];
  /** At most 255, in the document order that breaks ties. */
  reasons: readonly ReasonEntry[];
}
