// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "at-least.circom";

/*
 * States      decision = 1 (approve) if score >= approveFrom, else 3 (refer) if score >= referFrom, else 2 (decline).
 * Assumes     both cut-offs are bound to a committed model by the caller, and within 2^width of score. Where they share an element with other numbers, score is a small integer by a RangeCheck
 *             of the caller's, so that theirs is the only way to unpack it.
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
