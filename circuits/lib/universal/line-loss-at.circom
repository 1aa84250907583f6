// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      one of the elements, each a row of a committed table, has from <= code < to, and out = loss + slope (code - from). An element is from, to, slope, loss in slots of 36, 36, 80
 *             and 100 bits, slope and loss moved up by half of what their slots hold (linear-sections.ts).
 * Assumes     code is an integer in [0, 2^width) (a RangeCheck by the caller: with hidden edges, the comparisons bound only differences). The elements are of one term of a committed model,
 *             whose rows are contiguous: no two hold the same code.
 * Guarantees  the chosen element is one of the list: the product of differences is 0. Both edges are within 2^width of code, slope and loss within half of 2^slopeBits and 2^lossBits: so every slot
 *             is off its committed value by less than what it holds, and the four of them, below 2^252 in all, can only be the committed ones. out is less than
 *             2^lossBits + 2^(slopeBits + width) in size: nothing wraps.
 * Costs       2 width + slopeBits + lossBits + rows.
 */
template LineLossAt(rows, width, slopeBits, lossBits) {
    assert(rows >= 1 && rows <= 4096);
    assert(width >= 1 && width <= 34);
    assert(slopeBits >= 1 && slopeBits <= 80);
    assert(lossBits >= 1 && lossBits <= 100);
    signal input code;
    signal input element[rows];
    signal output out;

    var slot = (1 << 36) - 1;
    var holds = 0;
    for (var m = 0; m < rows; m++) {
        holds = (code >= (element[m] & slot) && code < ((element[m] >> 36) & slot)) ? element[m] : holds;
    }
    signal from <-- holds & slot;
    signal to <-- (holds >> 36) & slot;
    signal slope <-- ((holds >> 72) & ((1 << 80) - 1)) - (1 << 79);
    signal loss <-- (holds >> 152) - (1 << 99);
    RangeCheck(width)(code - from);
    RangeCheck(width)(to - 1 - code);
    RangeCheck(slopeBits)(slope + (1 << (slopeBits - 1)));
    RangeCheck(lossBits)(loss + (1 << (lossBits - 1)));

    var packed = from + to * (1 << 36) + (slope + (1 << 79)) * (1 << 72) + (loss + (1 << 99)) * (1 << 152);
    signal apart[rows];
    apart[0] <== packed - element[0];
    for (var m = 1; m < rows; m++) {
        apart[m] <== apart[m - 1] * (packed - element[m]);
    }
    apart[rows - 1] === 0;
    out <== loss + slope * (code - from);
}
