import { faultOfMarginPolicy } from "./check-margin-policy.ts";
import { faultOfReaders, faultOfReasons } from "./check-pieces.ts";
import { networkBounds } from "./network-margin.ts";
import type { NetworkInput, QuantisedNetwork } from "./quantised-network.ts";

/** No sum of a network reaches it: far above what floats add up, far below half the field. */
const LARGEST_SUM = 1n << 200n;
/** Shifts and places beyond it are of no float. */
const MOST_BITS = 200;

/** Whether an input adds to each neuron of the first layer, in each of its pieces. */
const faultOfWidth = ({ pieces }: NetworkInput, { length }: readonly bigint[]): string | undefined =>
  pieces.every(({ slopes, offsets }) => slopes.length === length && offsets.length === length) ? undefined : "does not add to each neuron of the first layer";

function faultOfLayers({ first, hidden, output, activationBits, marginBits }: QuantisedNetwork): string | undefined {
  if (first.biases.length === 0) return "its first layer has no neuron";
  const bits = [activationBits, marginBits, first.shift, ...hidden.map(({ shift }) => shift)];
  if (bits.some((count) => count > MOST_BITS)) return `a number of bits is above ${MOST_BITS}`;
  let width = first.biases.length;
  for (const [i, { neurons }] of hidden.entries()) {
    if (neurons.length === 0 || neurons.some(({ weights }) => weights.length !== width)) return `hidden layer ${i + 2} does not read the one before it`;
    width = neurons.length;
  }
  return output.weights.length === width ? undefined : "the output does not read the last hidden layer";
}

/** The first layer, counted from 1, with a sum that reaches 2^200; the output is the last. */
function largeLayer(model: QuantisedNetwork): number {
  const { sums, margin } = networkBounds(model);
  return [...sums, [margin]].findIndex((layer) => layer.some(({ least, most }) => -least >= LARGEST_SUM || most >= LARGEST_SUM)) + 1;
}

/** What is wrong with a network that was read back, or undefined: whatever the evaluator and the circuits take for granted. */
export function faultOfNetwork(model: QuantisedNetwork): string | undefined {
  const { inputs, first } = model;
  const fault =
    faultOfReaders("input", inputs, model, (input) => faultOfWidth(input, first.biases)) ??
    faultOfLayers(model) ??
    faultOfMarginPolicy(
      model,
      inputs.map(({ feature }) => feature),
    );
  if (fault !== undefined) return fault;
  const large = largeLayer(model);
  return large > 0 ? `a sum of layer ${large} reaches 2^200` : faultOfReasons("input", inputs, model);
}
