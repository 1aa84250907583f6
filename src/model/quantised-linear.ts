import type { QuantisedMarginModel } from "./quantised-margin-model.ts";

/** From a code on, up to the next piece: slope * code + offset, in the model's units. */
export interface LinearPiece {
  from: bigint;
  slope: bigint;
  offset: bigint;
}

/**
 * What one raw feature adds to the margin. Whatever the model makes of the feature (imputed, clipped, scaled, binned, one value of a category, a missing indicator) is a function of its code that
 * is linear between some codes; the missing marker is the last code. A feature of a sum that is told as another has a term more.
 */
export interface LinearTerm {
  /** Position of the raw feature in the schema. */
  feature: number;
  /** Position (from 0) in `policy.reasons`: contributions of terms that share one are summed. */
  reason: number;
  /** Ascending, the first from code 0. */
  pieces: readonly LinearPiece[];
}

/** Room for so many terms, of so many rows each: runs of codes on one line. */
export interface TermShape {
  terms: number;
  rows: number;
}

/**
 * A linear or logistic regression in integers only: the meaning of the model.
 *
 *   margin = initialMargin + sum over the terms of what the code of its feature adds
 *
 * in units of 1 / (marginDivisor * 2^marginBits) log-odds (or of the target's own unit), a higher one a higher risk. The tool's own margin is never further from it than `marginError`, for
 * any record of the schema.
 *
 * What a reason contributes is the sum over its terms of what the record's code adds less what the reference's code adds.
 */
export interface QuantisedLinear extends QuantisedMarginModel {
  kind: "linear";
  /** Margin that every applicant starts from, in the model's units. */
  initialMargin: bigint;
  /** Proved: weights and values that were rounded, and the tool's own rounding. */
  marginError: bigint;
  /** In schema order. */
  terms: readonly LinearTerm[];
  /** What the committed tables are padded to, so that a later version of other terms or pieces fits the same universal circuit; left out, just what the model has. */
  shape?: TermShape | undefined;
}
