import type { QuantisedMarginModel } from "./quantised-margin-model.ts";

/** From a code on, up to the next piece: slope * code + offset for each neuron of the first layer, in that layer's units. */
export interface NetworkPiece {
  from: bigint;
  slopes: readonly bigint[];
  offsets: readonly bigint[];
}

/**
 * What one raw feature adds to the sums of the first layer. Whatever the model makes of the feature (imputed, clipped, scaled, one value of a category, a missing indicator) is folded into it: a
 * function of its code that is linear between some codes; the missing marker is the last code. A feature of a sum that is told as another has an input more.
 */
export interface NetworkInput {
  /** Position of the raw feature in the schema. */
  feature: number;
  /** Position (from 0) in `policy.reasons`: inputs that share one are put at the reference together. */
  reason: number;
  /** Ascending, the first from code 0. */
  pieces: readonly NetworkPiece[];
}

/** bias + sum of weight * activation, one weight a neuron of the layer before. */
export interface Neuron {
  bias: bigint;
  weights: readonly bigint[];
}

/**
 * A dense network with ReLU between its layers, in integers only: the meaning of the model.
 *
 *   first layer   sum_k = biases[k] + sum over the inputs of what the code of its feature adds to k
 *   activation    max(0, floor(sum / 2^shift)), a number of 2^-activationBits
 *   later layers  sum_k = bias + sum of weight * activation
 *   margin        = the output's bias + sum of weight * activation of the last hidden layer
 *
 * in units of 1 / (marginDivisor * 2^marginBits) log-odds (or of the target's own unit), a higher one a higher risk. The tool's own margin is never further from it than `marginError`, for any
 * record of the schema.
 *
 * What a reason contributes is grouped leave-one-out to the reference: the margin, less what it would be if the inputs of that reason, and no others, had the reference's codes.
 */
export interface QuantisedNetwork extends QuantisedMarginModel {
  kind: "network";
  activationBits: number;
  /** Proved: weights, values and activations that were rounded, and the tool's own rounding. */
  marginError: bigint;
  /** In schema order. */
  inputs: readonly NetworkInput[];
  first: { shift: number; biases: readonly bigint[] };
  /** Hidden layers after the first. */
  hidden: readonly { shift: number; neurons: readonly Neuron[] }[];
  output: Neuron;
}
