import type { Evaluation } from "../../../src/model/evaluation.ts";
import type { QuantisedNetwork } from "../../../src/model/quantised-network.ts";

const floor = (a: bigint, b: bigint) => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** What a code adds to each neuron, by walking the pieces. */
function added({ pieces }: QuantisedNetwork["inputs"][number], code: bigint): bigint[] {
  let values: bigint[] = [];
  for (const { from, slopes, offsets } of pieces) if (code >= from) values = slopes.map((slope, k) => code * slope + (offsets[k] as bigint));
  return values;
}

/** The sums of each layer and the margin at last, of codes that each input may take of another record. */
export function naiveSums(model: QuantisedNetwork, codeOf: (input: QuantisedNetwork["inputs"][number]) => bigint): { layers: bigint[][]; margin: bigint } {
  let sums = [...model.first.biases];
  for (const input of model.inputs) sums = added(input, codeOf(input)).map((value, k) => value + (sums[k] as bigint));
  const layers = [sums];
  let shift = model.first.shift;
  const next = ({ bias, weights }: QuantisedNetwork["output"]) => {
    let sum = bias;
    for (const [i, weight] of weights.entries()) {
      const floored = floor(sums[i] as bigint, 2n ** BigInt(shift));
      if (floored > 0n) sum += floored * weight;
    }
    return sum;
  };
  for (const layer of model.hidden) {
    const made = layer.neurons.map(next);
    [sums, shift] = [made, layer.shift];
    layers.push(sums);
  }
  return { layers, margin: next(model.output) };
}

export const naiveMargin = (model: QuantisedNetwork, codes: readonly bigint[]): bigint => naiveSums(model, ({ feature }) => codes[feature] as bigint).margin;

/** What the margin loses, reason by reason, when the inputs of that reason alone read the reference. */
export const naiveLosses = (model: QuantisedNetwork, codes: readonly bigint[]): bigint[] =>
  model.policy.reasons.map((_, left) => {
    const { margin } = naiveSums(model, ({ feature, reason }) => (reason === left ? model.policy.reference : codes)[feature] as bigint);
    return naiveMargin(model, codes) - margin;
  });

/** A second reading of what a network says, written down apart from the evaluator. */
export function naiveNetwork(model: QuantisedNetwork, codes: readonly bigint[]): Evaluation & { margin: bigint } {
  const { policy } = model;
  const margin = naiveMargin(model, codes);
  const score = floor(policy.score.offset - policy.score.slope * margin, policy.score.divisor);
  const keys = naiveLosses(model, codes).map((loss, g) => ({ loss, g }));
  keys.sort((a, b) => (a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : a.g - b.g));
  return {
    margin,
    score,
    decision: margin >= policy.declineFrom ? "decline" : margin >= policy.approveBelow ? "refer" : "approve",
    disclosedScore: floor(score, policy.bandWidth) * policy.bandWidth,
    reasons: keys
      .filter(({ loss }) => loss > 0n)
      .slice(0, 4)
      .map(({ g }) => g + 1),
  };
}
