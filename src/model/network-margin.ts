import { cardinality, type Feature, type RecordSchema } from "../record/schema.ts";
import type { NetworkInput, NetworkPiece, Neuron, QuantisedNetwork } from "./quantised-network.ts";

/** The parts of a model that make its margin. */
export type NetworkMarginModel = Pick<QuantisedNetwork, "schema" | "inputs" | "first" | "hidden" | "output">;

/** The least and the greatest that a sum can be, both included. */
export interface SumBounds {
  least: bigint;
  most: bigint;
}

/** What an input adds to each sum of the first layer at a code. */
export function addedBy({ pieces }: Pick<NetworkInput, "pieces">, code: bigint): bigint[] {
  let low = 1;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle] as NetworkPiece).from <= code) low = middle + 1;
    else high = middle;
  }
  const { slopes, offsets } = pieces[low - 1] as NetworkPiece;
  return slopes.map((slope, k) => slope * code + (offsets[k] as bigint));
}

/** max(0, floor(sum / 2^shift)) */
export const activationOf = (sum: bigint, shift: number): bigint => (sum < 0n ? 0n : sum >> BigInt(shift));

const sumOf = ({ bias, weights }: Neuron, activations: readonly bigint[]): bigint =>
  weights.reduce((sum, weight, i) => sum + weight * (activations[i] as bigint), bias);

/** The margin that sums of the first layer lead to, in the model's units. */
export function marginOfSums({ first, hidden, output }: NetworkMarginModel, sums: readonly bigint[]): bigint {
  let activations = sums.map((sum) => activationOf(sum, first.shift));
  for (const { shift, neurons } of hidden) activations = neurons.map((neuron) => activationOf(sumOf(neuron, activations), shift));
  return sumOf(output, activations);
}

/** Makes the function from a record's codes, which must be the schema's, to its margin in the model's units. */
export const openNetworkMargin =
  (model: NetworkMarginModel): ((codes: readonly bigint[]) => bigint) =>
  (codes) => {
    const added = model.inputs.map((input) => addedBy(input, codes[input.feature] as bigint));
    return marginOfSums(
      model,
      model.first.biases.map((bias, k) => added.reduce((sum, values) => sum + (values[k] as bigint), bias)),
    );
  };

/** The least and the greatest that an input can add to each sum of the first layer. */
function inputBounds({ feature, pieces }: NetworkInput, schema: RecordSchema): SumBounds[] {
  const size = cardinality(schema.features[feature] as Feature);
  const ends = pieces.flatMap(({ from, slopes, offsets }, i) => {
    const last = (pieces[i + 1]?.from ?? size) - 1n;
    return [from, last].map((code) => slopes.map((slope, k) => slope * code + (offsets[k] as bigint)));
  });
  return (ends[0] as bigint[]).map((_, k) => {
    const values = ends.map((end) => end[k] as bigint);
    return { least: values.reduce((a, b) => (b < a ? b : a)), most: values.reduce((a, b) => (b > a ? b : a)) };
  });
}

/** The least and the greatest that activations between bounds make of a neuron's sum. */
export function boundsOfSum({ bias, weights }: Neuron, activations: readonly SumBounds[]): SumBounds {
  let [least, most] = [bias, bias];
  weights.forEach((weight, i) => {
    const { least: low, most: high } = activations[i] as SumBounds;
    least += weight * (weight < 0n ? high : low);
    most += weight * (weight < 0n ? low : high);
  });
  return { least, most };
}

export const activationBounds = ({ least, most }: SumBounds, shift: number): SumBounds => ({
  least: activationOf(least, shift),
  most: activationOf(most, shift),
});

/** Bounds of the sums of the first layer, whatever the codes of each input: of a record whose reasons are put at the reference, too. */
export function firstBounds({ schema, inputs, first }: Pick<NetworkMarginModel, "schema" | "inputs" | "first">): SumBounds[] {
  const each = inputs.map((input) => inputBounds(input, schema));
  return first.biases.map((bias, k) =>
    each.reduce(
      (sum, bounds) => {
        const { least, most } = bounds[k] as SumBounds;
        return { least: sum.least + least, most: sum.most + most };
      },
      { least: bias, most: bias },
    ),
  );
}

/** Bounds of the sums of every hidden layer, and of the margin, by interval arithmetic over the codes that the schema allows. */
export function networkBounds(model: NetworkMarginModel): { sums: readonly (readonly SumBounds[])[]; margin: SumBounds } {
  let sums = firstBounds(model);
  let activations = sums.map((bounds) => activationBounds(bounds, model.first.shift));
  const all = [sums];
  for (const { shift, neurons } of model.hidden) {
    const before = activations;
    sums = neurons.map((neuron) => boundsOfSum(neuron, before));
    activations = sums.map((bounds) => activationBounds(bounds, shift));
    all.push(sums);
  }
  return { sums: all, margin: boundsOfSum(model.output, activations) };
}
