import { CredenceError } from "../errors/credence-error.ts";
import { compareDecimals, type Decimal } from "../model/decimal.ts";
import { dyadicOf } from "../model/dyadic.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { Link } from "../model/model-column.ts";
import type { MarginPolicy } from "../model/policy.ts";
import type { ScoreMap } from "../model/quantised-margin-policy.ts";
import { ceilingOfLogarithm } from "./logarithm.ts";

/** What a margin counts in: `perOne` units make 1. */
export interface MarginUnit {
  perOne: bigint;
}

const refuse = (place: string, message: string) => new CredenceError("CRD-1013", message, { place });
const ten = (scale: number) => 10n ** BigInt(scale);

/** The least whole number of units at or above a decimal. */
const ceilingOf = ({ units, scale }: Decimal, { perOne }: MarginUnit) => -floorDivide(-units * perOne, ten(scale));

/**
 * The first margin that lies at or above a cut-off, in the model's units: margins below it are below the cut-off, exactly. A probability p is compared as its margin, ln(p / (1 - p)) / slope.
 */
function cutOff(at: Decimal, of: MarginPolicy["cutOffs"]["of"], link: Link, unit: MarginUnit, place: string): bigint {
  if (of === "margin") return ceilingOf(at, unit);
  if (link.kind !== "logistic") throw refuse("cutOffs.of", "The model gives no probability of its own; expected cut-offs of the margin.");
  const whole = ten(at.scale);
  if (at.units <= 0n || at.units >= whole) throw refuse(place, "Found a probability that nobody has; expected one above 0 and below 1.");
  const { mantissa, exponent } = dyadicOf(link.slope);
  const slope = exponent >= 0 ? { p: mantissa << BigInt(exponent), q: 1n } : { p: mantissa, q: 1n << BigInt(-exponent) };
  return ceilingOfLogarithm(at.units, whole - at.units, { numerator: unit.perOne * slope.q, denominator: slope.p });
}

/**
 * The policy's cut-offs in the model's units, with the error of the margin taken off: what is approved lies below `approveBelow` by more than the error, what is declined above
 * `declineFrom` by as much, and what lies within it is referred.
 * @throws CredenceError CRD-1013 with the entry of the policy.
 */
export function marginCutOffs(policy: MarginPolicy, link: Link, unit: MarginUnit, error: bigint): { approveBelow: bigint; declineFrom: bigint } {
  const { of, approveBelow, referBelow } = policy.cutOffs;
  if (compareDecimals(approveBelow, referBelow) > 0) throw refuse("cutOffs.referBelow", "Found less than approveBelow; expected at least as much.");
  return {
    approveBelow: cutOff(approveBelow, of, link, unit, "cutOffs.approveBelow") - error,
    declineFrom: cutOff(referBelow, of, link, unit, "cutOffs.referBelow") + error,
  };
}

function commonDivisor(...values: readonly bigint[]): bigint {
  let divisor = 0n;
  for (let value of values) while (value !== 0n) [divisor, value] = [value, divisor % value];
  return divisor < 0n ? -divisor : divisor;
}

/** offset - factor * margin as whole numbers over one divisor. @throws CredenceError CRD-1013 for a factor that is not positive. */
export function scoreMap({ score: { offset, factor } }: MarginPolicy, { perOne }: MarginUnit): ScoreMap {
  if (factor.units <= 0n) throw refuse("score.factor", "Found a factor that is not positive; expected points that fall as the risk rises.");
  const divisor = ten(offset.scale + factor.scale) * perOne;
  const parts = { offset: offset.units * ten(factor.scale) * perOne, slope: factor.units * ten(offset.scale), divisor };
  const shared = commonDivisor(parts.offset, parts.slope, parts.divisor);
  return { offset: parts.offset / shared, slope: parts.slope / shared, divisor: parts.divisor / shared };
}
