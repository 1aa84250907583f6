import type { RecordSchema } from "../record/schema.ts";
import type { QuantisedLinear } from "./quantised-linear.ts";
import type { QuantisedNetwork } from "./quantised-network.ts";
import type { QuantisedTrees } from "./quantised-trees.ts";

/** Half-open range [from, to) of a feature's codes. */
export type CodeRange = readonly [from: bigint, to: bigint];

export interface QuantisedBin {
  label: string;
  /** The codes of this bin; the bins of a characteristic partition [0, cardinality) exactly. */
  ranges: readonly CodeRange[];
  /** Points in units of 10^-pointsScale. */
  points: bigint;
}

export interface QuantisedCharacteristic {
  name: string;
  /** Position of the raw feature in the schema. */
  feature: number;
  /** Position (from 0) in `policy.reasons`; characteristics that share one are summed. */
  reason: number;
  /** Baseline points that this characteristic is compared with, in units of 10^-pointsScale. */
  baseline: bigint;
  bins: readonly QuantisedBin[];
}

/** An adverse reason that the model can give: the code that the receipt opens and the sentence of the lender's own notice. */
export interface ReasonEntry {
  code: string;
  sentence: string;
}

export interface QuantisedPolicy {
  name: string;
  /** Scores at or above it are approved. In units of 10^-pointsScale. */
  approveFrom: bigint;
  /** Scores below `approveFrom` and at or above this are referred; below it they are declined. Equal to `approveFrom` where nothing is referred. */
  referFrom: bigint;
  /** Width of the disclosed score band in units of 10^-pointsScale; 1 discloses the exact score. Bands start at multiples of the width. */
  bandWidth: bigint;
  /** How the baseline was made, for the record. */
  baselineMethod: "mean-at-cut-off" | "mean" | "max";
  /** At most 255, in the document order that breaks ties. */
  reasons: readonly ReasonEntry[];
}

/** A scorecard in integers only: the meaning of the model, exact. */
export interface QuantisedScorecard {
  format: "credence.model/1";
  kind: "scorecard";
  name: string;
  version: string;
  /** sha256 of the imported file, hex. */
  sourceSha256: string;
  schema: RecordSchema;
  /** Decimal places of points and scores. */
  pointsScale: number;
  /** Points that every applicant starts from. */
  initialPoints: bigint;
  characteristics: readonly QuantisedCharacteristic[];
  policy: QuantisedPolicy;
  /** What the committed tables are padded to, so that a later version of other bins fits the same universal circuit; left out, just what the model has. */
  shape?: TableShape | undefined;
}

/** Room for so many characteristics, of so many runs of codes each. */
export interface TableShape {
  characteristics: number;
  rows: number;
}

/** A model in integers only, of any kind. What every kind has: format, name, version, source, schema, `pointsScale`, and a policy with a name, a band width and reasons. */
export type QuantisedModel = QuantisedScorecard | QuantisedLinear | QuantisedTrees | QuantisedNetwork;
