// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      the elements, three rows of a committed table each (scorecard-sections.ts), are one list of rows in order and without gap: row r holds the codes edge[r] .. edge[r + 1] - 1,
 *             edge[0] = 0, edge[3 elements] = end; and -2^(lossBits - 1) <= loss[r] < 2^(lossBits - 1). So every code below end is in exactly one row. Rows may be empty.
 * Assumes     0 <= end <= 2^width; the elements are bound to a committed model by the caller.
 * Guarantees  the steps from edge to edge are in [0, 2^(width + 1)), and sum to end, with nothing to wrap: 12,288 of them stay below 2^49: each edge is in [0, end], in a slot of 36 bits, as each loss is. So an element is unpacked in one way.
 *             The last edge of an element is the first of the next.
 * Costs       3 elements (width + 1 + lossBits).
 */
template OrderedRows(elements, width, lossBits) {
    assert(elements >= 1 && elements <= 4096);
    assert(width >= 1 && width <= 34);
    assert(lossBits >= 1 && lossBits <= 35);
    var rows = 3 * elements;
    signal input element[elements];
    signal input end;
    signal output edge[rows + 1];
    signal output loss[rows];

    var slot = (1 << 36) - 1;
    edge[0] <== 0;
    for (var m = 0; m < elements; m++) {
        var packed = edge[3 * m];
        for (var k = 0; k < 3; k++) {
            var r = 3 * m + k;
            edge[r + 1] <-- (element[m] >> (72 * (k + 1))) & slot;
            RangeCheck(width + 1)(edge[r + 1] - edge[r]);
            loss[r] <-- ((element[m] >> (72 * k + 36)) & slot) - (1 << 35);
            RangeCheck(lossBits)(loss[r] + (1 << (lossBits - 1)));
            packed += (loss[r] + (1 << 35)) * (1 << (72 * k + 36)) + edge[r + 1] * (1 << (72 * (k + 1)));
        }
        packed === element[m];
    }
    edge[rows] === end;
}
