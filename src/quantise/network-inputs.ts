import type { LinearMargin } from "../model/linear-ir.ts";
import { firstBounds } from "../model/network-margin.ts";
import type { LinearPiece } from "../model/quantised-linear.ts";
import type { NetworkPiece } from "../model/quantised-network.ts";
import { cardinality, type Feature, type RecordSchema } from "../record/schema.ts";
import { ascending } from "./column-value.ts";
import type { Floats } from "./line.ts";
import { constantOf, type LinearParts, sumOfLargest, type WeighedColumn } from "./linear-parts.ts";
import { countPieces } from "./linear-unit.ts";
import { ACTIVATION_BITS, type CountedLayer, FEWEST_BITS, MOST_LOST, upward } from "./network-layers.ts";
import { atMost, largest, minus, nearest, plus, type Rational, rational, rationalOf, size, sumOf, times, ZERO } from "./rational.ts";
import { roundingOfSum } from "./rounding-of-sum.ts";

/** A network input before a policy gives it a reason. */
export interface OpenInput {
  feature: number;
  characteristic: string;
  pieces: readonly NetworkPiece[];
}

/** A neuron of the first layer as the linear model that it is. */
interface Summed {
  terms: readonly LinearParts[];
  /** With what features add that add the same to every record. */
  intercept: Rational;
  /** The most that the tool is off the exact sum. */
  ofTool: Rational;
}

function summed({ intercept, weights }: LinearMargin, partsOf: (columns: readonly WeighedColumn[]) => LinearParts[], floats: Floats): Summed {
  const all = partsOf(weights.map((weight, position) => ({ position, weight, sign: 1n })).filter(({ weight }) => weight !== 0));
  const constants = all.map(constantOf);
  const products = sumOfLargest(all, ({ products }) => rational(BigInt(products)));
  const magnitude = plus(
    size(rationalOf(intercept)),
    sumOfLargest(all, ({ magnitude }) => magnitude),
  );
  return {
    terms: all.filter((_, i) => constants[i] === undefined),
    intercept: sumOf([rationalOf(intercept), ...constants.filter((constant) => constant !== undefined)]),
    ofTool: plus(
      sumOfLargest(all, ({ error }) => error),
      roundingOfSum(Number(products.numerator) + 1, magnitude, floats),
    ),
  };
}

/** A neuron in units of 2^-bits, and the most that its sum is off by it. */
function count({ terms, intercept }: Summed, schema: RecordSchema, bits: number) {
  const perOne = 1n << BigInt(bits);
  const { pieces, error } = countPieces(terms, schema, perOne);
  const bias = nearest(times(intercept, rational(perOne)));
  const lost = plus(times(error, rational(1n, perOne)), size(minus(intercept, rational(bias, perOne))));
  return { pieces, bias, lost };
}

/** Bits with which no sum can lose more than MOST_LOST: a slope is off by half a unit at most, and that from the middle of its piece. */
function enoughBits(neurons: readonly Summed[], schema: RecordSchema): number {
  const units = neurons.map(({ terms }) =>
    terms.reduce((sum, { feature, parts }) => {
      const end = cardinality(schema.features[feature] as Feature);
      return sum + parts.reduce((most, { from }, i) => ((parts[i + 1]?.from ?? end) - from > most ? (parts[i + 1]?.from ?? end) - from : most), 0n) + 1n;
    }, 1n),
  );
  return FEWEST_BITS + units.reduce((most, count) => (count > most ? count : most), 1n).toString(2).length;
}

const pieceAt = (pieces: readonly LinearPiece[], code: bigint): LinearPiece => pieces.findLast(({ from }) => from <= code) as LinearPiece;

/** What each feature adds to all neurons, of what it adds to each of them. */
function gather(neurons: readonly Summed[], counted: readonly ReturnType<typeof count>[], schema: RecordSchema): OpenInput[] {
  const open = new Map<string, { feature: number; characteristic: string; own: Map<number, readonly LinearPiece[]> }>();
  for (const [k, { terms }] of neurons.entries()) {
    for (const [i, { feature, characteristic }] of terms.entries()) {
      const key = `${feature} ${characteristic}`;
      const known = open.get(key) ?? { feature, characteristic, own: new Map<number, readonly LinearPiece[]>() };
      known.own.set(k, counted[k]?.pieces[i] as readonly LinearPiece[]);
      open.set(key, known);
    }
  }
  const order = (name: string) => schema.features.findIndex((feature) => feature.name === name);
  return [...open.values()]
    .sort((a, b) => a.feature - b.feature || order(a.characteristic) - order(b.characteristic))
    .map(({ feature, characteristic, own }) => ({
      feature,
      characteristic,
      pieces: ascending([...own.values()].flatMap((pieces) => pieces.map(({ from }) => from))).map((from): NetworkPiece => {
        const lines = neurons.map((_, k) => pieceAt(own.get(k) ?? [{ from: 0n, slope: 0n, offset: 0n }], from));
        return { from, slopes: lines.map(({ slope }) => slope), offsets: lines.map(({ offset }) => offset) };
      }),
    }));
}

/**
 * The first layer, whose neurons are linear models of the raw features: in as few bits as lose little enough, and how far the tool's sums may be from its own.
 * @throws what the parts of a linear model throw (linear-parts.ts).
 */
export function countInputs(
  margins: readonly LinearMargin[],
  partsOf: (columns: readonly WeighedColumn[]) => LinearParts[],
  schema: RecordSchema,
  floats: Floats,
): CountedLayer & { inputs: OpenInput[]; biases: bigint[] } {
  const neurons = margins.map((margin) => summed(margin, partsOf, floats));
  const tally = (bits: number) => neurons.map((neuron) => count(neuron, schema, bits));
  const worst = (counted: ReturnType<typeof tally>) => counted.reduce((most, { lost }) => largest(most, lost), ZERO);
  let bits = enoughBits(neurons, schema);
  let counted = tally(bits);
  while (bits > FEWEST_BITS) {
    const fewer = tally(bits - 1);
    if (!atMost(worst(fewer), MOST_LOST)) break;
    counted = fewer;
    bits -= 1;
  }
  const shift = bits - ACTIVATION_BITS;
  // Floor after half a unit was added: to the nearest.
  const half = shift > 0 ? 1n << BigInt(shift - 1) : 0n;
  const biases = counted.map(({ bias }) => bias + half);
  const inputs = gather(neurons, counted, schema);
  return {
    bits,
    inputs,
    biases,
    bounds: firstBounds({ schema, inputs: inputs.map((input) => ({ ...input, reason: 0 })), first: { shift, biases } }),
    errors: counted.map(({ lost }, k) => upward(plus(lost, (neurons[k] as Summed).ofTool))),
  };
}
