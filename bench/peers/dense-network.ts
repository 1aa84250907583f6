import { boundsOfSum, firstBounds, type SumBounds } from "../../src/model/network-margin.ts";
import type { QuantisedNetwork } from "../../src/model/quantised-network.ts";
import type { DenseLayer, Network } from "./network.ts";

/** Mean and standard deviation of each feature's codes. */
function spreadOfCodes(rows: readonly (readonly bigint[])[]): { origins: number[]; steps: number[] } {
  const columns = (rows[0] ?? []).map((_, feature) => rows.map((codes) => Number(codes[feature])));
  const origins = columns.map((codes) => codes.reduce((sum, code) => sum + code, 0) / codes.length);
  const deviations = columns.map((codes, i) => Math.sqrt(codes.reduce((sum, code) => sum + (code - (origins[i] as number)) ** 2, 0) / codes.length));
  return { origins, steps: deviations.map((deviation) => 1 / (deviation || 1)) };
}

const above = ({ least, most }: SumBounds): SumBounds => ({ least: least > 0n ? least : 0n, most: most > 0n ? most : 0n });

/** The largest size of any sum that a ReLU reads. */
const largestOf = (layers: readonly (readonly SumBounds[])[]): bigint =>
  layers.flat().reduce((largest, { least, most }) => [largest, -least, most].reduce((a, b) => (a < b ? b : a)), 0n);

/**
 * The network's own weights, without the floors between its layers: activations keep all their digits instead, and sums are finer from layer to layer. Every feature adds one line to each neuron.
 * In natural units features are counted in standard deviations of these applicants from their mean, as networks are usually fed.
 */
export function denseNetwork(model: QuantisedNetwork, rows: readonly (readonly bigint[])[]): Network {
  const { schema, inputs, first, hidden, output, activationBits, marginBits, marginDivisor } = model;
  if (inputs.some(({ pieces }) => pieces.length !== 1)) throw new RangeError("expected one line of every feature, found pieces");
  const offsetOf = (neuron: number) => inputs.reduce((sum, { pieces }) => sum + (pieces[0]?.offsets[neuron] ?? 0n), 0n);
  const firstUnit = 2 ** (activationBits + first.shift);
  const layers: DenseLayer[] = [
    {
      weights: first.biases.map((_, k) =>
        schema.features.map((_, feature) =>
          inputs.reduce((sum, input) => (input.feature === feature ? sum + Number(input.pieces[0]?.slopes[k] ?? 0n) : sum), 0),
        ),
      ),
      biases: first.biases.map((bias, k) => Number(bias + offsetOf(k))),
      weightUnit: firstUnit,
      sumUnit: firstUnit,
    },
  ];
  const sums = [firstBounds(model)];
  let finer = first.shift;
  for (const { shift, neurons } of [...hidden, { shift: undefined, neurons: [output] }]) {
    const scaled = neurons.map(({ bias, weights }) => ({ bias: bias << BigInt(finer), weights }));
    const activations = (sums.at(-1) as SumBounds[]).map(above);
    if (shift !== undefined) sums.push(scaled.map((neuron) => boundsOfSum(neuron, activations)));
    const before = layers.at(-1) as DenseLayer;
    const weightUnit = shift === undefined ? Number(marginDivisor) * 2 ** (marginBits - activationBits) : 2 ** shift;
    layers.push({
      weights: scaled.map(({ weights }) => weights.map(Number)),
      biases: scaled.map(({ bias }) => Number(bias)),
      weightUnit,
      sumUnit: before.sumUnit * weightUnit,
    });
    finer += shift ?? 0;
  }
  return {
    kind: "dense",
    ...spreadOfCodes(rows),
    divisor: Number(marginDivisor) * 2 ** marginBits,
    start: 0,
    cuts: [],
    spread: Number(largestOf(sums)),
    finer: 2 ** finer,
    layers,
  };
}
