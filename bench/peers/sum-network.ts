import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import { type Cut, exact, type Network, spreadOf, stepOf } from "./network.ts";

/** What a function of a code that is constant between some codes adds: at code 0, and at each cut. */
function stepsOf(feature: number, pieces: readonly { from: bigint; value: bigint }[]): { start: bigint; cuts: Cut[]; deltas: number[] } {
  const turns = pieces.slice(1).flatMap(({ from, value }, i) => {
    const delta = value - (pieces[i]?.value ?? 0n);
    return delta === 0n ? [] : [{ from, delta }];
  });
  return {
    start: pieces[0]?.value ?? 0n,
    cuts: turns.map(({ from }): Cut => [feature, exact(from)]),
    deltas: turns.map(({ delta }) => exact(delta)),
  };
}

export function scorecardNetwork(model: QuantisedScorecard): Network {
  const parts = model.characteristics.map(({ feature, bins }) => {
    const pieces = bins.flatMap(({ ranges, points }) => ranges.map(([from]) => ({ from, value: points }))).sort((a, b) => (a.from < b.from ? -1 : 1));
    return stepsOf(feature, pieces);
  });
  const cuts = parts.flatMap((part) => part.cuts);
  return {
    kind: "sum",
    steps: model.schema.features.map(stepOf),
    divisor: 10 ** model.pointsScale,
    start: exact(parts.reduce((sum, { start }) => sum + start, model.initialPoints)),
    cuts,
    spread: spreadOf(model.schema, cuts),
    deltas: parts.flatMap(({ deltas }) => deltas),
    slopes: [],
  };
}

/** Terms are lines, or constant between some codes. */
export function linearNetwork(model: QuantisedLinear): Network {
  const lines = model.terms.filter(({ pieces }) => pieces.length === 1);
  const parts = model.terms.map(({ feature, pieces }) => {
    if (pieces.length > 1 && pieces.some(({ slope }) => slope !== 0n)) throw new RangeError(`expected one line or steps, found both of feature ${feature}`);
    return stepsOf(
      feature,
      pieces.map(({ from, offset }) => ({ from, value: offset })),
    );
  });
  const cuts = parts.flatMap((part) => part.cuts);
  return {
    kind: "sum",
    steps: model.schema.features.map(stepOf),
    divisor: exact(model.marginDivisor * 2n ** BigInt(model.marginBits)),
    start: exact(parts.reduce((sum, { start }) => sum + start, model.initialMargin)),
    cuts,
    spread: spreadOf(model.schema, cuts),
    deltas: parts.flatMap(({ deltas }) => deltas),
    slopes: lines.map(({ feature, pieces }) => [feature, exact(pieces[0]?.slope ?? 0n)]),
  };
}
