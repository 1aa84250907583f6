import { marginDecision } from "../../evaluate/margin-evaluation.ts";
import { contributionOf } from "../../model/linear-margin.ts";
import type { LinearTerm, QuantisedLinear } from "../../model/quantised-linear.ts";
import { cardinality, type Feature } from "../../record/schema.ts";
import { roundTo } from "./round-to.ts";
import { type AmountOf, type Examined, FRACTIONAL_BITS } from "./rounding.ts";

/** In 2^-FINEST of the model's unit all that is rounded is whole. */
const FINEST = BigInt(Math.max(...FRACTIONAL_BITS));

/** How many pieces of a term add something that is no multiple of the step for some code. */
function piecesOff({ feature, pieces }: LinearTerm, { schema }: QuantisedLinear, step: bigint): number {
  const size = cardinality(schema.features[feature] as Feature);
  const off = pieces.filter(({ from, slope, offset }, i) => {
    const single = (pieces[i + 1]?.from ?? size) - from === 1n;
    return ((slope * from + offset) << FINEST) % step !== 0n || (!single && (slope << FINEST) % step !== 0n);
  });
  return off.length;
}

/**
 * A linear model with what each of its terms adds rounded, and the margin that all start from. Its slopes are not rounded themselves: they count codes, and how many bits serve them depends on a
 * feature's unit alone.
 */
export function examineLinear(model: QuantisedLinear): Examined {
  const { terms, initialMargin, policy } = model;
  const perOne = (model.marginDivisor << BigInt(model.marginBits)) << FINEST;
  const finer = { ...policy, approveBelow: policy.approveBelow << FINEST, declineFrom: policy.declineFrom << FINEST };
  const open =
    (round: (value: bigint) => bigint): AmountOf =>
    (codes) => {
      const added = terms.map(({ feature, pieces }) => contributionOf(pieces, codes[feature] as bigint));
      const amount = [initialMargin, ...added].reduce((sum, value) => sum + round(value << FINEST), 0n);
      return { amount, decision: marginDecision(finer, amount) };
    };
  const roundings = FRACTIONAL_BITS.map((bits) => {
    const step = perOne >> BigInt(bits);
    const start = (initialMargin << FINEST) % step === 0n ? 0 : 1;
    return {
      what: "contributions" as const,
      to: `2^-${bits}`,
      changes: terms.reduce((sum, term) => sum + piecesOff(term, model, step), start),
      amountOf: open((value) => roundTo(value, step)),
    };
  });
  return { perOne, amountOf: open((value) => value), roundings };
}
