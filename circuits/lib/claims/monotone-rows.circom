// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";
include "../universal/at-least.circom";

/*
 * States      where counts is 1: of neighbouring rows whose later one begins below values, the later loses no more (decreasing = 0), or no less (decreasing = 1).
 * Assumes     the rows are in order (OrderedRows) and edges and values at most 2^width; counts and decreasing are 0 or 1, losses within lossBits with their sign.
 * Guarantees  AtLeast tells exactly which rows hold values, and a difference of losses in [0, 2^lossBits) is not negative. Empty rows stand at the end, from values up: they are not compared.
 * Costs       (rows - 1) (width + lossBits + 5) + 1.
 */
template MonotoneRows(rows, width, lossBits) {
    assert(rows >= 2 && rows <= 12288);
    signal input edge[rows + 1];
    signal input loss[rows];
    signal input values;
    signal input decreasing;
    signal input counts;

    signal sign <== counts * (1 - 2 * decreasing);
    signal outside[rows - 1];
    signal compared[rows - 1];
    signal gained[rows - 1];
    for (var r = 0; r < rows - 1; r++) {
        outside[r] <== AtLeast(width + 1)(edge[r + 1], values);
        compared[r] <== sign * (1 - outside[r]);
        gained[r] <== compared[r] * (loss[r] - loss[r + 1]);
        RangeCheck(lossBits)(gained[r]);
    }
}
