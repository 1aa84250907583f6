// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../eddsa/at-most-unless.circom";

/*
 * States      in is one of the integers 0 .. bound - 1.
 * Assumes     nothing of in: it may be any field element.
 * Guarantees  the bits are those of one integer below 2^width < p, and AtMostUnless, with 1/2 as the value that stands for a bit, holds that integer to
 *             bound - 1. Its ratio is free where in has every 1 of bound - 1 down to a run of zeros; nothing else reads it.
 * Costs       width, and 1 for each run of zeros in bound - 1: less than the two range checks of Atoms.
 */
template Below(bound) {
    assert(bound >= 1 && bound <= 1 << 250);
    var width = 0;
    while ((1 << width) < bound) {
        width++;
    }
    signal input in;

    var half = 1 / 2;
    signal bit[width];
    var digit[width];
    var sum = 0;
    for (var i = 0; i < width; i++) {
        bit[i] <-- (in >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        digit[i] = bit[i] - half;
        sum += bit[i] * (1 << i);
    }
    sum === in;
    if ((1 << width) != bound) {
        AtMostUnless(width, bound - 1)(half, digit, 0);
    }
}
