// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      the elements, one row of a linear term's committed table each (linear-sections.ts), are one list of rows in order and without gap: row r holds the codes edge[r] .. edge[r + 1] - 1, one at
 *             least, but for rows that are not there, which come last, from end to end; edge[0] = 0, edge[rows] = end; -2^(slopeBits - 1) <= slope[r] < 2^(slopeBits - 1), and so loss[r] of lossBits.
 *             So every code below end is in exactly one row.
 * Assumes     0 <= end <= 2^width; the elements are bound to a committed model by the caller.
 * Guarantees  the steps from edge to edge are in [1, 2^width], or at least 0 where a row begins at end, and sum to end, with nothing to wrap: 4,096 of them stay below 2^47. So each edge is in [0, end],
 *             in a slot of 36 bits, as slope and loss are in theirs of 80 and 100: the four, below 2^252 in all, are unpacked in one way. Where a row ends the next begins; one that begins at end holds
 *             nothing, and no other one may.
 * Costs       rows (width + slopeBits + lossBits + 2).
 */
template OrderedLines(rows, width, slopeBits, lossBits) {
    assert(rows >= 1 && rows <= 4096);
    assert(width >= 1 && width <= 34);
    assert(slopeBits >= 1 && slopeBits <= 80);
    assert(lossBits >= 1 && lossBits <= 100);
    signal input element[rows];
    signal input end;
    signal output edge[rows + 1];
    signal output slope[rows];
    signal output loss[rows];

    signal empty[rows];
    edge[0] <== 0;
    for (var r = 0; r < rows; r++) {
        edge[r + 1] <-- (element[r] >> 36) & ((1 << 36) - 1);
        slope[r] <-- ((element[r] >> 72) & ((1 << 80) - 1)) - (1 << 79);
        loss[r] <-- (element[r] >> 152) - (1 << 99);
        empty[r] <-- edge[r] == end ? 1 : 0;
        empty[r] * (empty[r] - 1) === 0;
        empty[r] * (end - edge[r]) === 0;
        RangeCheck(width)(edge[r + 1] - edge[r] - 1 + empty[r]);
        RangeCheck(slopeBits)(slope[r] + (1 << (slopeBits - 1)));
        RangeCheck(lossBits)(loss[r] + (1 << (lossBits - 1)));
        edge[r] + edge[r + 1] * (1 << 36) + (slope[r] + (1 << 79)) * (1 << 72) + (loss[r] + (1 << 99)) * (1 << 152) === element[r];
    }
    edge[rows] === end;
}
