import type { FeaturePlan } from "./feature-plan.ts";

/** One constant key of the order: the reason and the atoms in which it has just this shortfall. */
export interface ReasonStep {
  /** Position in the list of feature plans. */
  feature: number;
  /** Whether the reason is present in each atom of the feature. */
  present: readonly boolean[];
  /** 1-based position in the policy's reasons. */
  code: number;
  /** Where the list would outgrow a field element: how many digits it has at most before it is cut to its four lowest, ahead of this step. */
  cut: number | undefined;
}

export type ReasonPlan =
  | { kind: "none"; cost: 0 }
  /** Every reason is read from one feature, so that all keys are constants: they are pushed in ascending order. */
  | { kind: "ordered"; digit: number; steps: readonly ReasonStep[]; digits: number; cost: number }
  /** Some reason sums characteristics of several features: its shortfall is a wire. `codes` in document order. */
  | { kind: "compared"; codes: readonly number[]; least: bigint; most: bigint; cost: number };

/** A list of reasons is one field element: no more bits than always fit below the order. */
const LIST_BITS = 252;

const bits = (value: bigint) => value.toString(2).length;

function planOrdered(features: readonly FeaturePlan[]): ReasonPlan {
  const keys: { shortfall: bigint; reason: number; feature: number; present: boolean[] }[] = [];
  features.forEach(({ shortfall }, feature) => {
    for (const [reason, values] of shortfall) {
      for (const value of new Set(values.filter((d) => d > 0n))) {
        keys.push({ shortfall: value, reason, feature, present: values.map((d) => d === value) });
      }
    }
  });
  if (keys.length === 0) return { kind: "none", cost: 0 };
  // Ascending keys (d + K) n + (n - 1 - reason): of two reasons with the same shortfall the later in the document is the smaller.
  keys.sort((a, b) => (a.shortfall === b.shortfall ? b.reason - a.reason : a.shortfall < b.shortfall ? -1 : 1));

  const digit = bits(BigInt(Math.max(...keys.map(({ reason }) => reason)) + 1));
  const steps: ReasonStep[] = [];
  let digits = 0;
  let since = new Set<number>();
  let cost = -1;
  for (const { reason, feature, present } of keys) {
    const last = steps.at(-1);
    // Neighbouring keys of one reason exclude each other and push the same digit: one step.
    if (last && last.code === reason + 1) {
      steps[steps.length - 1] = { ...last, present: last.present.map((was, atom) => was || (present[atom] as boolean)) };
      continue;
    }
    const grows = since.has(reason) ? 0 : 1;
    const cut = (digits + grows) * digit > LIST_BITS ? digits : undefined;
    if (cut !== undefined) {
      cost += cut * digit;
      digits = 4;
      since = new Set();
    }
    steps.push({ feature, present, code: reason + 1, cut });
    if (!since.has(reason)) digits += 1;
    since.add(reason);
    cost += 1;
  }
  return { kind: "ordered", digit, steps, digits, cost: cost + digits * digit };
}

function planCompared(features: readonly FeaturePlan[]): ReasonPlan {
  const least = new Map<number, bigint>();
  const most = new Map<number, bigint>();
  for (const { shortfall } of features) {
    for (const [reason, values] of shortfall) {
      least.set(reason, (least.get(reason) ?? 0n) + values.reduce((a, b) => (b < a ? b : a)));
      most.set(reason, (most.get(reason) ?? 0n) + values.reduce((a, b) => (b > a ? b : a)));
    }
  }
  // A reason whose shortfall is never positive is never given.
  const codes = [...most]
    .filter(([, top]) => top > 0n)
    .map(([reason]) => reason + 1)
    .sort((a, b) => a - b);
  if (codes.length === 0) return { kind: "none", cost: 0 };
  const largest = codes.reduce((top, code) => ((most.get(code - 1) as bigint) > top ? (most.get(code - 1) as bigint) : top), 0n);
  const smallest = codes.reduce((low, code) => ((least.get(code - 1) as bigint) < low ? (least.get(code - 1) as bigint) : low), 0n);
  const stride = BigInt(codes.length + 4);
  const positive = bits((largest + 1n) * stride - 1n);
  const all = bits((largest - smallest + 1n) * stride - 1n);
  return { kind: "compared", codes, least: smallest, most: largest, cost: 4 * (codes.length + 1) + 4 * positive + codes.length * (all + 1) };
}

/** Plans the four principal reasons. */
export function planReasons(features: readonly FeaturePlan[]): ReasonPlan {
  const seen = new Set<number>();
  for (const { shortfall } of features) {
    for (const reason of shortfall.keys()) {
      if (seen.has(reason)) return planCompared(features);
      seen.add(reason);
    }
  }
  return planOrdered(features);
}
