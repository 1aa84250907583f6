import { contributionOf } from "../../model/linear-margin.ts";
import type { LinearTerm } from "../../model/quantised-linear.ts";

/** What one feature adds to the margin at one of its codes. */
export interface ContributionEnd {
  code: bigint;
  added: bigint;
}

/**
 * What terms of one feature add together, at every code at which a piece of theirs begins or ends, ascending. From each to the next it is a line, or they are neighbours: nothing lies outside the two.
 * @param to codes below it are looked at.
 * @param from a code at which pieces are cut besides.
 */
export function contributionEnds(terms: readonly LinearTerm[], to: bigint, from = 0n): ContributionEnd[] {
  const starts = [from, ...terms.flatMap(({ pieces }) => pieces.map((piece) => piece.from))];
  const codes = [...starts, ...starts.map((start) => start - 1n), to - 1n].filter((code) => code >= 0n && code < to);
  return [...new Set(codes)]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((code) => ({ code, added: terms.reduce((sum, { pieces }) => sum + contributionOf(pieces, code), 0n) }));
}
