import type { LinearMargin } from "../model/linear-ir.ts";
import { activationBounds, boundsOfSum, type SumBounds } from "../model/network-margin.ts";
import type { Neuron } from "../model/quantised-network.ts";
import type { Floats } from "./line.ts";
import { atMost, ceiling, largest, minus, nearest, plus, type Rational, rational, rationalOf, size, sumOf, times, ZERO } from "./rational.ts";
import { roundingOfSum } from "./rounding-of-sum.ts";

/** Fractional bits of every activation. */
export const ACTIVATION_BITS = 16;
/** Weights have at least as many, */
export const FEWEST_BITS = 16;
/** and as many as leave a sum off by no more than this, whatever the activations before it. */
export const MOST_LOST = rational(1n, 1n << 16n);
/** Floor after half a unit was added: the nearest multiple of 2^-16. */
const FLOORED = rational(1n, 1n << BigInt(ACTIVATION_BITS + 1));

/** A layer in integers, and how far the tool's own floats may be from it. */
export interface CountedLayer {
  /** Fractional bits of the sums, */
  bits: number;
  bounds: readonly SumBounds[];
  /** and, for each sum, the most that the tool's is off it. */
  errors: readonly Rational[];
}

/** What a layer reads: bounds of its activations in units of 2^-16, and for each the most that the tool's own is off it. */
export interface Activations {
  bounds: readonly SumBounds[];
  errors: readonly Rational[];
}

/** An error in whole 2^-96, above it: what errors are reckoned in has no more digits than needed, and what products lose that underflow, 2^-149 at most each, is in it. */
export const upward = (error: Rational): Rational => rational(ceiling(times(error, rational(1n << 96n))) + 1n, 1n << 96n);

/** What the next layer reads of a layer of ReLU: neither max(0, .) nor the tool's is off by more than the sum was, and the rounding adds half a unit. */
export function activationsOf({ bits, bounds, errors }: CountedLayer): Activations {
  return {
    bounds: bounds.map((sum) => activationBounds(sum, bits - ACTIVATION_BITS)),
    errors: errors.map((error) => upward(plus(error, FLOORED))),
  };
}

/** The most that an activation is, as a number. */
const mostOf = ({ most }: SumBounds): Rational => rational(most, 1n << BigInt(ACTIVATION_BITS));

/** A sum of the tool's, exactly: of one class, or of two whose difference decides. */
export interface ExactSum {
  intercept: Rational;
  weights: readonly Rational[];
  /** What the tool adds up for it. */
  margins: readonly LinearMargin[];
}

const exactOf = (margin: LinearMargin): ExactSum => ({
  intercept: rationalOf(margin.intercept),
  weights: margin.weights.map(rationalOf),
  margins: [margin],
});

export const exactLayer = (margins: readonly LinearMargin[]): ExactSum[] => margins.map(exactOf);

/** The weights of a neuron in units of 2^-weightBits, and the most that a sum is off by it. */
function count({ intercept, weights }: ExactSum, weightBits: number, before: Activations): { neuron: Neuron; lost: Rational } {
  const perWeight = 1n << BigInt(weightBits);
  const perSum = perWeight << BigInt(ACTIVATION_BITS);
  const counted = weights.map((weight) => nearest(times(weight, rational(perWeight))));
  const bias = nearest(times(intercept, rational(perSum)));
  const off = counted.map((weight, i) => times(size(minus(weights[i] as Rational, rational(weight, perWeight))), mostOf(before.bounds[i] as SumBounds)));
  return { neuron: { bias, weights: counted }, lost: sumOf([...off, size(minus(intercept, rational(bias, perSum)))]) };
}

/** What the tool may be off its own exact sum: what its activations are off, and its rounding as it adds up each of its margins. */
function errorOfTool({ weights, margins }: ExactSum, { bounds, errors }: Activations, floats: Floats): Rational {
  const carried = weights.map((weight, i) => times(size(weight), errors[i] as Rational));
  const rounded = margins.map((margin) => {
    const products = margin.weights.map((weight, i) => times(size(rationalOf(weight)), plus(mostOf(bounds[i] as SumBounds), errors[i] as Rational)));
    return roundingOfSum(products.length, sumOf([...products, size(rationalOf(margin.intercept))]), floats);
  });
  return sumOf([...carried, ...rounded]);
}

/**
 * A layer that reads activations: its weights in as few bits as lose little enough, and how far the tool's sums may be from its own.
 * @param rounded whether its sums become activations: they are rounded to the nearest then.
 */
export function countLayer(sums: readonly ExactSum[], before: Activations, floats: Floats, rounded: boolean): CountedLayer & { neurons: Neuron[] } {
  const magnitude = sumOf(before.bounds.map(mostOf));
  // Each weight loses half a unit at most: with so many bits all of them together lose less than MOST_LOST.
  let weightBits = FEWEST_BITS + ceiling(plus(magnitude, rational(1n))).toString(2).length;
  const tally = (bits: number) => sums.map((sum) => count(sum, bits, before));
  const worst = (counted: ReturnType<typeof tally>) => counted.reduce((most, { lost }) => largest(most, lost), ZERO);
  let counted = tally(weightBits);
  while (weightBits > FEWEST_BITS) {
    const fewer = tally(weightBits - 1);
    if (!atMost(worst(fewer), MOST_LOST)) break;
    counted = fewer;
    weightBits -= 1;
  }
  const half = rounded ? 1n << BigInt(weightBits - 1) : 0n;
  const neurons = counted.map(({ neuron }) => ({ ...neuron, bias: neuron.bias + half }));
  return {
    bits: ACTIVATION_BITS + weightBits,
    neurons,
    bounds: neurons.map((neuron) => boundsOfSum(neuron, before.bounds)),
    errors: counted.map(({ lost }, k) => upward(plus(lost, errorOfTool(sums[k] as ExactSum, before, floats)))),
  };
}
