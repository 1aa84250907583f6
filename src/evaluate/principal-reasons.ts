/** At most this many principal reasons: more are not likely to be helpful (official commentary 9(b)(2)-1 to 12 CFR 1002). */
const MOST_REASONS = 4;

/**
 * The principal reasons, as 1-based positions: of the losses above zero the four largest, the largest first, ties in document order. That is the order of the keys
 * (d + K) * n + (n - 1 - g) for the loss d of the reason at position g, n reasons, and K that makes keys positive.
 */
export const principalReasons = (losses: readonly bigint[]): number[] =>
  losses
    .map((loss, position) => ({ loss, position }))
    .filter(({ loss }) => loss > 0n)
    .sort((a, b) => (a.loss === b.loss ? a.position - b.position : a.loss > b.loss ? -1 : 1))
    .slice(0, MOST_REASONS)
    .map(({ position }) => position + 1);
