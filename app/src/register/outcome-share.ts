import type { Decision } from "../../../src/statement/outcome.ts";
import { formatCount } from "../format/number.ts";
import { OUTCOME_WORDS, OUTCOMES } from "./outcome-words.ts";

export type OutcomeCounts = Record<Decision, number>;

/** Where each outcome's part of a bar of width 100 begins, and how wide it is. Outcomes that never occurred have none. */
export function outcomeShares(counts: OutcomeCounts): { decision: Decision; from: number; width: number; count: number }[] {
  const total = OUTCOMES.reduce((sum, decision) => sum + counts[decision], 0);
  let from = 0;
  return OUTCOMES.filter((decision) => counts[decision] > 0).map((decision) => {
    const part = { decision, from, width: (100 * counts[decision]) / total, count: counts[decision] };
    from += part.width;
    return part;
  });
}

/** What the bar shows, in a sentence: "7 of 12 decisions approve, 2 refer and 3 decline". */
export function outcomeFinding(counts: OutcomeCounts, locale: string): string {
  const total = OUTCOMES.reduce((sum, decision) => sum + counts[decision], 0);
  if (total === 0) return "No decision has been settled";
  const present = OUTCOMES.filter((decision) => counts[decision] > 0);
  if (present.length === 1 && present[0])
    return total === 1
      ? `The only decision was ${OUTCOME_WORDS[present[0]].verb}`
      : `All ${formatCount(total, locale)} decisions were ${OUTCOME_WORDS[present[0]].verb}`;
  const parts = present.map(
    (decision, i) =>
      `${formatCount(counts[decision], locale)}${i === 0 ? ` of ${formatCount(total, locale)} decisions were` : ""} ${OUTCOME_WORDS[decision].verb}`,
  );
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
