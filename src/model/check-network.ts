import { cardinality } from "../record/schema.ts";
import { faultOfMarginPolicy } from "./check-margin-policy.ts";
import { networkBounds } from "./network-margin.ts";
import type { NetworkInput, QuantisedNetwork } from "./quantised-network.ts";

/** No sum of a network reaches it: far above what floats add up, far below half the field. */
const LARGEST_SUM = 1n << 200n;
/** Shifts and places beyond it are of no float. */
const MOST_BITS = 200;

function faultOfInput({ feature, reason, pieces }: NetworkInput, { schema, policy, first }: QuantisedNetwork): string | undefined {
  const raw = schema.features[feature];
  if (raw === undefined) return "reads a feature that the schema does not have";
  if (policy.reasons[reason] === undefined) return "has a reason that the policy does not have";
  const ascend = pieces.every(({ from }, i) => (i === 0 ? from === 0n : from > (pieces[i - 1] as { from: bigint }).from));
  if (pieces.length === 0 || !ascend || (pieces.at(-1) as { from: bigint }).from >= cardinality(raw))
    return "has pieces that do not ascend from 0 within its codes";
  const { length } = first.biases;
  return pieces.every(({ slopes, offsets }) => slopes.length === length && offsets.length === length)
    ? undefined
    : "does not add to each neuron of the first layer";
}

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
  const { inputs, policy } = model;
  if (inputs.length === 0) return "it has no input";
  for (const [position, input] of inputs.entries()) {
    const fault = faultOfInput(input, model);
    if (fault !== undefined) return `input ${position} ${fault}`;
    const before = inputs[position - 1];
    if (before !== undefined && before.feature > input.feature) return `input ${position} is out of order`;
  }
  const fault =
    faultOfLayers(model) ??
    faultOfMarginPolicy(
      model,
      inputs.map(({ feature }) => feature),
    );
  if (fault !== undefined) return fault;
  const large = largeLayer(model);
  if (large > 0) return `a sum of layer ${large} reaches 2^200`;
  const unused = policy.reasons.findIndex((_, position) => inputs.every(({ reason }) => reason !== position));
  return unused < 0 ? undefined : `no input has the reason ${policy.reasons[unused]?.code}`;
}
