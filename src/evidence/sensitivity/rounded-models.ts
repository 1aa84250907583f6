import { floorDivide } from "../../model/floor-divide.ts";
import type { QuantisedScorecard } from "../../model/quantised.ts";
import type { Neuron, QuantisedNetwork } from "../../model/quantised-network.ts";
import type { Fraction, QuantisedColumn, QuantisedTrees } from "../../model/quantised-trees.ts";
import { cardinality, decimalToUnits, type Feature, type RecordSchema } from "../../record/schema.ts";
import { roundTo } from "./round-to.ts";
import { FRACTIONAL_BITS } from "./rounding.ts";
import type { Sensitivity } from "./sensitivity.ts";

/** Models whose rounded form is a model of their kind. */
export type RoundableModel = QuantisedScorecard | QuantisedTrees | QuantisedNetwork;

/** A model that some of its numbers were rounded in: a quantised model too, which the reference evaluator gives its meaning. */
export interface RoundedModel {
  what: Sensitivity["roundings"][number]["what"];
  to: string;
  model: RoundableModel;
}

/** The least fraction that is rounded, to `bits` fractional bits, to what this one is rounded to. */
function leastAlike({ numerator, denominator }: Fraction, bits: number): Fraction {
  const one = 1n << BigInt(bits + 1);
  const nearest = floorDivide(numerator * one + denominator, 2n * denominator);
  return { numerator: 2n * nearest - 1n, denominator: one };
}

/**
 * Where a feature's code is compared with a cut, both rounded: the least code that is rounded to what the cut is. A category, a date and the missing marker have no fraction to round.
 */
function roundCut(cut: bigint, feature: Feature, bits: number): bigint {
  if (feature.type !== "number" || (feature.missing === "marker" && cut === cardinality(feature) - 1n)) return cut;
  const least = decimalToUnits(feature.min, feature.scale) as bigint;
  const perOne = 10n ** BigInt(feature.scale);
  const { numerator, denominator } = leastAlike({ numerator: cut + least, denominator: perOne }, bits);
  const code = -floorDivide(-numerator * perOne, denominator) - least;
  return code < 0n ? 0n : code;
}

function roundColumn(column: QuantisedColumn, { features }: RecordSchema, bits: number): QuantisedColumn {
  if (column.kind === "ratio") return { ...column, cuts: column.cuts.map((cut) => leastAlike(cut, bits)) };
  // A sum counts whole units of its own.
  if (column.kind === "sum") return column;
  return { ...column, cuts: column.cuts.map((cut) => roundCut(cut, features[column.feature] as Feature, bits)) };
}

function roundEdges(model: QuantisedScorecard, bits: number): QuantisedScorecard {
  const characteristics = model.characteristics.map((characteristic) => {
    const feature = model.schema.features[characteristic.feature] as Feature;
    const last = cardinality(feature);
    const edge = (code: bigint) => (code === 0n || code === last ? code : roundCut(code, feature, bits));
    const bins = characteristic.bins.map((bin) => ({
      ...bin,
      ranges: bin.ranges.map(([from, to]) => [edge(from), edge(to)] as const).filter(([from, to]) => from < to),
    }));
    return { ...characteristic, bins };
  });
  return { ...model, characteristics };
}

function roundPoints(model: QuantisedScorecard, places: number): QuantisedScorecard {
  const step = 10n ** BigInt(model.pointsScale - places);
  const characteristics = model.characteristics.map((characteristic) => ({
    ...characteristic,
    bins: characteristic.bins.map((bin) => ({ ...bin, points: roundTo(bin.points, step) })),
  }));
  return { ...model, initialPoints: roundTo(model.initialPoints, step), characteristics };
}

function roundLeaves(model: QuantisedTrees, bits: number): QuantisedTrees {
  if (bits >= model.marginBits) return model;
  const step = 1n << BigInt(model.marginBits - bits);
  const trees = model.trees.map(({ nodes }) => ({
    nodes: nodes.map((node) => (node.kind === "leaf" ? { ...node, value: roundTo(node.value, step) } : node)),
  }));
  return { ...model, initialMargin: roundTo(model.initialMargin, step), trees };
}

/** The weights of the layers that read activations; what features add to the first layer is no weight, but times their codes. */
function roundWeights(model: QuantisedNetwork, bits: number): QuantisedNetwork {
  const rounded = ({ bias, weights }: Neuron, weightBits: number): Neuron => ({
    bias,
    weights: bits >= weightBits ? weights : weights.map((weight) => roundTo(weight, 1n << BigInt(weightBits - bits))),
  });
  return {
    ...model,
    // Activations have as many places before a layer as behind it: what it shifts by are its weights'.
    hidden: model.hidden.map(({ shift, neurons }) => ({ shift, neurons: neurons.map((neuron) => rounded(neuron, shift)) })),
    output: rounded(model.output, model.marginBits - model.activationBits),
  };
}

/** Places of points from one fewer than the model's own down to tens. */
const fewerPlaces = ({ pointsScale }: QuantisedScorecard) => Array.from({ length: pointsScale + 1 }, (_, i) => pointsScale - 1 - i);

/** A model with its numbers rounded, one kind of them at a time. */
export function roundedModels(model: RoundableModel): RoundedModel[] {
  if (model.kind === "scorecard") {
    return [
      ...fewerPlaces(model).map((places) => ({ what: "points" as const, to: `10^${-places}`, model: roundPoints(model, places) })),
      ...FRACTIONAL_BITS.map((bits) => ({ what: "comparisons" as const, to: `2^-${bits}`, model: roundEdges(model, bits) })),
    ];
  }
  if (model.kind === "network") return FRACTIONAL_BITS.map((bits) => ({ what: "weights" as const, to: `2^-${bits}`, model: roundWeights(model, bits) }));
  return [
    ...FRACTIONAL_BITS.map((bits) => ({ what: "leaves" as const, to: `2^-${bits}`, model: roundLeaves(model, bits) })),
    ...FRACTIONAL_BITS.map((bits) => ({
      what: "comparisons" as const,
      to: `2^-${bits}`,
      model: { ...model, columns: model.columns.map((column) => roundColumn(column, model.schema, bits)) },
    })),
  ];
}
