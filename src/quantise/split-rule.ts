import type { SplitRule } from "../model/trees-ir.ts";

/** LightGBM's kZeroThreshold: the float32 nearest to 1e-35. */
const NEAR_ZERO = Math.fround(1e-35);

const nearZero = (value: number) => value >= -NEAR_ZERO && value <= NEAR_ZERO;

/** Which branch the tool takes for the float64 value of a column, NaN where it is missing. */
export function goesToYes(rule: SplitRule, value: number): boolean {
  if (rule.kind === "missing") return Number.isNaN(value);
  if (rule.kind === "category") {
    if (Number.isNaN(value)) return rule.missingToYes;
    return rule.categories.includes(Math.trunc(value)) === rule.setToYes;
  }
  const read = Number.isNaN(value) && rule.missing !== "nan" ? 0 : value;
  if (Number.isNaN(read) || (rule.missing === "zero" && nearZero(read))) return rule.missingToYes;
  const compared = rule.comparison.startsWith("float32") ? Math.fround(read) : read;
  if (rule.comparison.endsWith("below")) return compared < rule.threshold;
  return rule.comparison.endsWith("at-most") ? compared <= rule.threshold : compared === rule.threshold;
}

/** Monotone conditions on a value, false below and true above: between two neighbouring ones a rule takes one branch. */
export function boundariesOf(rule: SplitRule): ((value: number) => boolean)[] {
  if (rule.kind === "missing") return [];
  // A number is the category that is its whole part: from that on, or from above the number before, where that is 0.
  if (rule.kind === "category") return rule.categories.flatMap((category) => [startOf(category), startOf(category + 1)]);
  const { comparison, threshold, missing } = rule;
  const rounded = comparison.startsWith("float32") ? Math.fround : (value: number) => value;
  const from = (value: number) => rounded(value) >= threshold;
  const above = (value: number) => rounded(value) > threshold;
  const edges = comparison.endsWith("below") ? [from] : comparison.endsWith("at-most") ? [above] : [from, above];
  return missing === "zero" ? [...edges, (value) => value >= -NEAR_ZERO, (value) => value > NEAR_ZERO] : edges;
}

const startOf = (category: number) => (category > 0 ? (value: number) => value >= category : (value: number) => value > category - 1);

/** One text a rule, so that equal rules are found once. */
export function ruleKey(rule: SplitRule): string {
  if (rule.kind === "missing") return "missing";
  if (rule.kind === "number") return `${rule.comparison} ${rule.threshold} ${rule.missing} ${rule.missingToYes}`;
  return `${rule.setToYes} ${rule.missingToYes} ${[...rule.categories].sort((a, b) => a - b).join(",")}`;
}
