// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";
include "../universal/at-least.circom";

/*
 * States      where counts is 1: no row that holds a code in [from, values) loses more than any row that holds a code below from.
 * Assumes     the rows are in order (OrderedRows), edges, from and values at most 2^width, from <= values; counts is 0 or 1, losses within lossBits with their sign. limit is the prover's:
 *             a loss that the ones do not exceed and the others do not fall short of.
 * Guarantees  the comparisons of edges are exact. Of a row below from, loss - limit is in [0, 2^lossBits); of one from it on, limit - loss is. A row that holds codes on both sides loses just the limit.
 *             Empty rows stand at the end, from values up.
 * Costs       rows (3 (width + 3) + 2 lossBits + 5).
 */
template NeverWorseRows(rows, width, lossBits) {
    assert(rows >= 1 && rows <= 12288);
    signal input edge[rows + 1];
    signal input loss[rows];
    signal input from;
    signal input values;
    signal input counts;
    signal input limit;

    signal late[rows];
    signal reaches[rows];
    signal outside[rows];
    signal younger[rows];
    signal older[rows];
    signal within[rows];
    signal above[rows];
    signal below[rows];
    for (var r = 0; r < rows; r++) {
        late[r] <== AtLeast(width + 1)(edge[r], from);
        reaches[r] <== AtLeast(width + 1)(edge[r + 1], from + 1);
        outside[r] <== AtLeast(width + 1)(edge[r], values);
        younger[r] <== counts * (1 - late[r]);
        within[r] <== reaches[r] * (1 - outside[r]);
        older[r] <== counts * within[r];
        below[r] <== younger[r] * (loss[r] - limit);
        above[r] <== older[r] * (limit - loss[r]);
        RangeCheck(lossBits)(below[r]);
        RangeCheck(lossBits)(above[r]);
    }
}
