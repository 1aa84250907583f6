// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      in is one of the integers 0 .. 2^width - 1.
 * Assumes     nothing of in: it may be any field element.
 * Guarantees  the sum of the bits stays below 2^width <= 2^252 < p, so that no other integer has the same residue; width 0 leaves only zero.
 * Costs       width (the highest bit is linear in the others, and its own boolean constraint stays).
 */
template RangeCheck(width) {
    assert(width >= 0 && width <= 252);
    signal input in;

    signal bit[width];
    var sum = 0;
    for (var i = 0; i < width; i++) {
        bit[i] <-- (in >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
    }
    sum === in;
}
