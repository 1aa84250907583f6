import type { NumberRule, SplitRule } from "../model/trees-ir.ts";

/** LightGBM's kZeroThreshold: the float32 nearest to 1e-35. */
const NEAR_ZERO = Math.fround(1e-35);

const nearZero = (value: number) => value >= -NEAR_ZERO && value <= NEAR_ZERO;

/** Which branch the tool takes for the float64 value of a column, NaN where it is missing. */
export function goesToYes(rule: SplitRule, value: number): boolean {
  if (rule.kind === "category") {
    if (Number.isNaN(value)) return rule.missingToYes;
    return rule.categories.includes(Math.trunc(value)) === rule.setToYes;
  }
  const read = Number.isNaN(value) && rule.missing !== "nan" ? 0 : value;
  if (Number.isNaN(read) || (rule.missing === "zero" && nearZero(read))) return rule.missingToYes;
  return rule.comparison === "float32-below" ? Math.fround(read) < rule.threshold : read <= rule.threshold;
}

/** Monotone conditions on a value, false below and true above: between two neighbouring ones a rule of numbers takes one branch. */
export function boundariesOf({ comparison, threshold, missing }: NumberRule): ((value: number) => boolean)[] {
  const edge = comparison === "float32-below" ? (value: number) => Math.fround(value) >= threshold : (value: number) => value > threshold;
  return missing === "zero" ? [edge, (value) => value >= -NEAR_ZERO, (value) => value > NEAR_ZERO] : [edge];
}

/** One text a rule, so that equal rules are found once. */
export const ruleKey = (rule: SplitRule): string =>
  rule.kind === "number"
    ? `${rule.comparison} ${rule.threshold} ${rule.missing} ${rule.missingToYes}`
    : `${rule.setToYes} ${rule.missingToYes} ${[...rule.categories].sort((a, b) => a - b).join(",")}`;
