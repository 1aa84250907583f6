// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "at-least.circom";

/*
 * States      decision = 1 (approve) if score >= approveFrom, else 3 (refer) if score >= referFrom, else 2 (decline).
 * Assumes     score is a small integer (a RangeCheck by the caller); both cut-offs are within 2^width of it and bound to a committed model by the caller.
 * Guarantees  the two comparisons are exact, and decision is 1, 2 or 3 whatever the cut-offs are.
 * Costs       2 (width + 2) + 1.
 */
template CutOffs(width) {
    signal input score;
    signal input approveFrom;
    signal input referFrom;
    signal output decision;

    signal approve <== AtLeast(width)(score, approveFrom);
    signal refer <== AtLeast(width)(score, referFrom);
    decision <== 2 + refer - approve * (1 + refer);
}
