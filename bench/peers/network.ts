import { cardinality, type Feature, type RecordSchema } from "../../src/record/schema.ts";

/** A test: the feature at this position has at least this code. */
export type Cut = readonly [feature: number, from: number];

/** Sums of one layer, one weight a number of the layer before. */
export interface DenseLayer {
  weights: number[][];
  biases: number[];
  /** What a weight and a sum of 1 are in whole numbers. */
  weightUnit: number;
  sumUnit: number;
}

/**
 * A model as bench/peers/network.py writes it into a graph: whole numbers of 1 / divisor points or log-odds, from the codes of a record.
 *
 *   sum    output = start + sum over the cuts that are reached of their delta + sum of slope * code
 *   trees  output = start + sum over the trees of the leaf that their tests lead to
 *   dense  output = start + the last layer's sum / finer, each layer but the first reading max(0, sum) of the one before
 */
export type Network = {
  /** What one step of each feature's code is in the feature's own unit. */
  steps: number[];
  divisor: number;
  start: number;
  cuts: Cut[];
  /** More than any two numbers that are compared are apart. */
  spread: number;
} & (
  | { kind: "sum"; deltas: number[]; slopes: [feature: number, slope: number][] }
  /** Trees filled up to one depth: for each level the cuts asked, from left to right a tree, and the leaves. */
  | { kind: "trees"; levels: number[][][]; leaves: number[][] }
  /** Layers without a rounding between them; `origins` are the codes that are 0 in natural units. */
  | { kind: "dense"; layers: DenseLayer[]; finer: number; origins: number[] }
);

/** @throws RangeError where a number is none that floats keep. */
export function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`expected a whole number below 2^53, found ${value}`);
  return number;
}

export const stepOf = (feature: Feature) => (feature.type === "number" ? 10 ** -feature.scale : 1);

export const spreadOf = (schema: RecordSchema, cuts: readonly Cut[]) =>
  Math.max(...cuts.map(([feature]) => exact(cardinality(schema.features[feature] as Feature))));
