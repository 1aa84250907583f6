// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";
include "../universal/at-least.circom";

/*
 * States      where counts is 1: among the codes below values, what the rows add, loss + slope (code - edge), never rises from one to the next (decreasing = 0), or never falls (decreasing = 1).
 * Assumes     the rows are in order, one code each at least until they end (OrderedLines), edges and values at most 2^width; counts and decreasing are 0 or 1, slopes and losses within their bits with their sign.
 * Guarantees  AtLeast tells exactly which rows go on to a second value, and which have a next row that begins with one. A slope with its sign, and the step from a row's last code to the next one's
 *             first, in [0, 2^bits) are not negative: no step reaches 2^addedBits <= 2^116 in size.
 * Costs       (2 rows - 1) (width + 3) + rows (slopeBits + 2) + (rows - 1) (addedBits + 3) + 1, addedBits being 1 more than the greater of lossBits and slopeBits + width.
 */
template MonotoneLines(rows, width, slopeBits, lossBits) {
    assert(rows >= 1 && rows <= 4096);
    assert(width <= 34 && slopeBits <= 80 && lossBits <= 100);
    var addedBits = (lossBits > slopeBits + width ? lossBits : slopeBits + width) + 1;
    signal input edge[rows + 1];
    signal input slope[rows];
    signal input loss[rows];
    signal input values;
    signal input decreasing;
    signal input counts;

    signal sign <== counts * (1 - 2 * decreasing);
    signal single[rows];
    signal sloping[rows];
    signal fall[rows];
    for (var r = 0; r < rows; r++) {
        single[r] <== AtLeast(width + 1)(edge[r] + 1, values);
        sloping[r] <== sign * (1 - single[r]);
        fall[r] <== sloping[r] * (0 - slope[r]);
        RangeCheck(slopeBits)(fall[r]);
    }
    signal outside[rows - 1];
    signal compared[rows - 1];
    signal last[rows - 1];
    signal drop[rows - 1];
    for (var r = 0; r < rows - 1; r++) {
        outside[r] <== AtLeast(width + 1)(edge[r + 1], values);
        compared[r] <== sign * (1 - outside[r]);
        last[r] <== loss[r] + slope[r] * (edge[r + 1] - 1 - edge[r]);
        drop[r] <== compared[r] * (last[r] - loss[r + 1]);
        RangeCheck(addedBits)(drop[r]);
    }
}
