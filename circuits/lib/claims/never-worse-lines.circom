// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";
include "../universal/at-least.circom";

/*
 * States      where counts is 1: at no code in [from, values) do the rows add more, loss + slope (code - edge), than at any code below from.
 * Assumes     the rows are in order, one code each at least until they end (OrderedLines), edges, from and values at most 2^width, from <= values; counts is 0 or 1, slopes and losses within their bits with their sign.
 *             limit is the prover's: what is added at none of the ones exceeds it, and at none of the others falls short of it.
 * Guarantees  the comparisons of edges are exact. A row is a line, so that both ends of what it holds on either side of from stand for all of it: of an end below from, added - limit is in
 *             [0, 2^addedBits); of one from it on, limit - added is. Sums of two stay below 2^117: limit needs no bound of its own. A row that holds codes on both sides is cut between them.
 * Costs       rows (3 (width + 3) + 4 addedBits + 13) - 1, addedBits being 1 more than the greater of lossBits and slopeBits + width.
 */
template NeverWorseLines(rows, width, slopeBits, lossBits) {
    assert(rows >= 1 && rows <= 4096);
    assert(width <= 34 && slopeBits <= 80 && lossBits <= 100);
    var addedBits = (lossBits > slopeBits + width ? lossBits : slopeBits + width) + 1;
    signal input edge[rows + 1];
    signal input slope[rows];
    signal input loss[rows];
    signal input from;
    signal input values;
    signal input counts;
    signal input limit;

    signal late[rows];
    signal reaches[rows];
    signal outside[rows + 1];
    signal younger[rows];
    signal within[rows];
    signal older[rows];
    // Codes past the row's first: its last one below from, its first one from there on, and its last value.
    signal lastBelow[rows];
    signal firstFrom[rows];
    signal lastFrom[rows];
    signal atLastBelow[rows];
    signal atFirstFrom[rows];
    signal atLastFrom[rows];
    signal above[rows][2];
    signal below[rows][2];
    // The first row begins among the values; of none, no code is below from.
    outside[0] <== 0;
    for (var r = 0; r < rows; r++) {
        late[r] <== AtLeast(width + 1)(edge[r], from);
        reaches[r] <== AtLeast(width + 1)(edge[r + 1], from + 1);
        outside[r + 1] <== AtLeast(width + 1)(edge[r + 1], values);
        younger[r] <== counts * (1 - late[r]);
        within[r] <== reaches[r] * (1 - outside[r]);
        older[r] <== counts * within[r];
        lastBelow[r] <== edge[r + 1] + reaches[r] * (from - edge[r + 1]) - 1 - edge[r];
        firstFrom[r] <== (1 - late[r]) * (from - edge[r]);
        lastFrom[r] <== edge[r + 1] + outside[r + 1] * (values - edge[r + 1]) - 1 - edge[r];
        atLastBelow[r] <== loss[r] + slope[r] * lastBelow[r];
        atFirstFrom[r] <== loss[r] + slope[r] * firstFrom[r];
        atLastFrom[r] <== loss[r] + slope[r] * lastFrom[r];
        above[r][0] <== younger[r] * (loss[r] - limit);
        above[r][1] <== younger[r] * (atLastBelow[r] - limit);
        below[r][0] <== older[r] * (limit - atFirstFrom[r]);
        below[r][1] <== older[r] * (limit - atLastFrom[r]);
        for (var k = 0; k < 2; k++) {
            RangeCheck(addedBits)(above[r][k]);
            RangeCheck(addedBits)(below[r][k]);
        }
    }
}
