import { addedBy } from "../../model/network-margin.ts";
import type { Neuron, QuantisedNetwork } from "../../model/quantised-network.ts";
import { type CircuitSource, list } from "../circuit-source.ts";
import { planMargin } from "../margin-plan.ts";
import { checkWhole } from "../model-limits.ts";
import type { RecordLayout } from "../record-layout.ts";
import { type OpenedFeature, steps, writeFeatures } from "../write-features.ts";
import { writeMarginDecision } from "../write-margin-decision.ts";
import { writeRecord } from "../write-record.ts";
import { checkNetworkModel } from "./check-network-model.ts";
import { type InputPlan, type InputsPlan, planInputs } from "./plan-inputs.ts";
import { type NetworkPlan, planNetwork } from "./plan-network.ts";

/** The templates that the circuit of a network is made of, beside the shell. */
export const NETWORK_INCLUDES = [
  "range/range-check.circom",
  "range/below.circom",
  "bins/atoms.circom",
  "bins/lookup.circom",
  "bins/thermometer.circom",
  "network/relu.circom",
  "decision/band.circom",
  "decision/quotient.circom",
  "reasons/top-four.circom",
  "reasons/pack-reasons.circom",
];

/** `weight * signal`, but for weights of 0. */
const weighted = (weight: bigint, signal: string): string[] => (weight === 0n ? [] : [`${signal} * (${weight})`]);

/** Writes what an input adds to each sum of the first layer: added<input>_0, added<input>_1, ... Each list of slopes but the first takes one product, all else is linear. */
function writeInput(source: CircuitSource, { name }: OpenedFeature, { feature, slopes, choice, offsets }: InputPlan, input: number): void {
  const [base = [], ...others] = slopes;
  others.forEach((_, other) => {
    const counts = steps(
      name,
      choice.map((own) => (own === other + 1 ? 1n : 0n)),
    );
    source.sum(`counts${input}_${other}`, counts);
    source.add(`signal moved${input}_${other} <== counts${input}_${other} * code[${feature}];`);
  });
  base.forEach((slope, k) => {
    const moved = others.flatMap((own, other) => weighted((own[k] as bigint) - slope, `moved${input}_${other}`));
    const constant = steps(
      name,
      offsets.map((own) => own[k] as bigint),
    );
    source.sum(`added${input}_${k}`, [...weighted(slope, `code[${feature}]`), ...moved, ...constant]);
  });
}

function writeInputs(source: CircuitSource, { features, inputs }: InputsPlan): void {
  source.add("// What each feature adds to each sum of the first layer: slope times code, and an offset.");
  inputs.forEach((plan, i) => {
    writeInput(source, features[plan.feature] as OpenedFeature, plan, i);
  });
  source.add("");
}

/** Writes the activations of a layer from its sums, `sum<pass>_<layer>_<neuron>`: `act` for `sum`. @returns their names. */
function writeActivations(source: CircuitSource, { layers }: NetworkPlan, pass: string, layer: number): string[] {
  const { shift, neurons } = layers[layer] as NetworkPlan["layers"][number];
  return neurons.map((plan, k) => {
    const at = `${pass}_${layer}_${k}`;
    source.add(plan === undefined ? `signal act${at} <== 0;` : `signal act${at} <== Relu(${plan.width}, ${shift})(sum${at});    // ${plan.width + 2}`);
    return `act${at}`;
  });
}

/** Whether a record can wake a neuron: of others no sum is written, since nothing reads it. */
const wakes = ({ layers }: NetworkPlan, layer: number, neuron: number): boolean => layers[layer]?.neurons[neuron] !== undefined;

const termsOf = ({ bias, weights }: Neuron, activations: readonly string[]): string[] => [
  `${bias}`,
  ...weights.flatMap((weight, i) => weighted(weight, activations[i] as string)),
];

/** Writes the layers behind the sums of the first, down to the margin of that name. */
function writeLayers(source: CircuitSource, { hidden, output }: QuantisedNetwork, plan: NetworkPlan, pass: string, margin: string): void {
  let activations = writeActivations(source, plan, pass, 0);
  hidden.forEach(({ neurons }, i) => {
    neurons.forEach((neuron, k) => {
      if (wakes(plan, i + 1, k)) source.sum(`sum${pass}_${i + 1}_${k}`, termsOf(neuron, activations));
    });
    activations = writeActivations(source, plan, pass, i + 1);
  });
  source.sum(margin, termsOf(output, activations));
  source.add("");
}

/** Writes the margin with the inputs of one reason at the reference. */
function writeLeftOut(source: CircuitSource, model: QuantisedNetwork, plan: NetworkPlan, reason: number): void {
  const { inputs, first, policy } = model;
  const own = inputs.flatMap((input, i) => (input.reason === reason ? [{ i, at: addedBy(input, policy.reference[input.feature] as bigint) }] : []));
  const pass = `Without${reason + 1}`;
  source.add(`// The same, with reason ${reason + 1} at the reference.`);
  first.biases.forEach((_, k) => {
    const moved = own.map(({ i, at }) => `${at[k]} - added${i}_${k}`);
    if (wakes(plan, 0, k)) source.sum(`sum${pass}_0_${k}`, [`sum_0_${k}`, ...moved]);
  });
  writeLayers(source, model, plan, pass, `margin${pass}`);
}

function writeReasons(source: CircuitSource, model: QuantisedNetwork, plan: NetworkPlan): void {
  const codes = model.policy.reasons.map((_, reason) => reason + 1);
  const most = plan.margin.most - plan.margin.least;
  codes.forEach((_, reason) => {
    writeLeftOut(source, model, plan, reason);
  });
  source.add("// What each reason adds to the margin, against the reference: grouped leave-one-out.", `signal shortfall[${codes.length}];`);
  codes.forEach((code, i) => {
    source.add(`shortfall[${i}] <== margin - marginWithout${code};`);
  });
  source.add(`signal slot[4] <== TopFour(${codes.length}, ${-most}, ${most}, ${list(codes)})(shortfall);`);
  source.add("signal packedReasons <== PackReasons()(slot);", "");
}

/**
 * Writes what makes the decision of a network: from the codes to the packed elements, score, decision, disclosedScore and packedReasons.
 * @throws CredenceError CRD-3001 for a model that no circuit can be made for.
 */
export function writeNetwork(source: CircuitSource, model: QuantisedNetwork, layout: RecordLayout, reasons: "principal" | "none"): void {
  checkWhole(model);
  const [inputs, network] = [planInputs(model), planNetwork(model)];
  const margin = planMargin(network.margin, model.policy);
  checkNetworkModel(model, inputs, network, margin, reasons === "principal" ? 1 + model.policy.reasons.length : 1);
  writeFeatures(source, inputs.features);
  writeRecord(source, layout);
  writeInputs(source, inputs);
  source.add("// The network: one sum a neuron, and of each what lies above 0, in whole units.");
  model.first.biases.forEach((bias, k) => {
    source.sum(`sum_0_${k}`, [`${bias}`, ...inputs.inputs.map((_, i) => `added${i}_${k}`)]);
  });
  writeLayers(source, model, network, "", "margin");
  if (reasons === "principal") writeReasons(source, model, network);
  else source.add("// No reasons.", "signal packedReasons <== 0;", "");
  writeMarginDecision(source, model.policy, margin);
  source.add("");
}
