// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";
include "at-least.circom";

/*
 * States      one of the elements, three rows of a committed table, has edge[0] <= code < edge[3], and loss is the one of the last of its edges 0 .. 2 that is at most code. An element is
 *             edge, loss, edge, loss, edge, loss, edge in slots of 36 bits, losses moved up by 2^35 (scorecard-sections.ts).
 * Assumes     code is an integer in [0, 2^width) (a RangeCheck by the caller: with hidden edges, the comparisons bound only differences). The elements are of one characteristic of a
 *             committed model. That no two of them hold the same code is the claim "well-formed", proved once for a commitment.
 * Guarantees  the chosen element is one of the list: the product of differences is 0. Each edge is within 2^width of code, by its comparison, and each loss within 2^(lossBits - 1): so every
 *             slot is off its committed value by less than 2^36, and the seven of them, below 2^252 in all, can only be the committed ones. The two comparisons inside leave no
 *             choice of row. Rows that are not there are empty, and have edge[0] above every code of the feature.
 * Costs       4 width + 3 lossBits + 6 + elements - 1.
 */
template LossAt(elements, width, lossBits) {
    assert(elements >= 1 && elements <= 4096);
    assert(width >= 1 && width <= 34);
    assert(lossBits >= 1 && lossBits <= 35);
    signal input code;
    signal input element[elements];
    signal output loss;

    var slot = (1 << 36) - 1;
    var holds = 0;
    for (var m = 0; m < elements; m++) {
        holds = (code >= (element[m] & slot) && code < ((element[m] >> 216) & slot)) ? element[m] : holds;
    }
    signal edge[4];
    signal row[3];
    var packed = 0;
    for (var k = 0; k < 4; k++) {
        edge[k] <-- (holds >> (72 * k)) & slot;
        packed += edge[k] * (1 << (72 * k));
        if (k < 3) {
            row[k] <-- ((holds >> (72 * k + 36)) & slot) - (1 << 35);
            RangeCheck(lossBits)(row[k] + (1 << (lossBits - 1)));
            packed += (row[k] + (1 << 35)) * (1 << (72 * k + 36));
        }
    }

    signal apart[elements];
    apart[0] <== packed - element[0];
    for (var m = 1; m < elements; m++) {
        apart[m] <== apart[m - 1] * (packed - element[m]);
    }
    apart[elements - 1] === 0;

    RangeCheck(width)(code - edge[0]);
    RangeCheck(width)(edge[3] - 1 - code);
    signal second <== AtLeast(width)(code, edge[1]);
    signal third <== AtLeast(width)(code, edge[2]);
    signal early <== second * (row[1] - row[0]);
    signal late <== third * (row[2] - row[1]);
    loss <== row[0] + early + late;
}
