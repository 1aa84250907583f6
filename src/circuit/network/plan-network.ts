import { networkBounds, type SumBounds } from "../../model/network-margin.ts";
import type { QuantisedNetwork } from "../../model/quantised-network.ts";
import { bitsToHold } from "../atoms.ts";

/** How a neuron's activation is made: its sum lies in [-2^width, 2^width). Undefined where no record wakes it, and it is 0. */
export type NeuronPlan = { width: number } | undefined;

export interface NetworkPlan {
  /** For each hidden layer, and each neuron of it. */
  layers: readonly { shift: number; neurons: readonly NeuronPlan[] }[];
  margin: SumBounds;
  /** Constraints of one pass from the sums of the first layer to the margin. */
  cost: number;
}

/** What `Relu` costs beyond its width. */
const RELU = 2;

function planNeuron({ least, most }: SumBounds, shift: number): NeuronPlan {
  if (most < 1n << BigInt(shift)) return undefined;
  return { width: Math.max(bitsToHold(-least), bitsToHold(most + 1n)) };
}

/** Plans the layers: every width comes from what the codes of the schema can lead to. */
export function planNetwork(model: QuantisedNetwork): NetworkPlan {
  const { sums, margin } = networkBounds(model);
  const layers = [model.first, ...model.hidden].map(({ shift }, layer) => ({
    shift,
    neurons: (sums[layer] as readonly SumBounds[]).map((bounds) => planNeuron(bounds, shift)),
  }));
  const cost = layers.flatMap(({ neurons }) => neurons).reduce((sum, plan) => (plan === undefined ? sum : sum + plan.width + RELU), 0);
  return { layers, margin, cost };
}
