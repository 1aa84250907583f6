// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      out = 1 if a >= b, else 0; and -2^width <= a - b < 2^width.
 * Assumes     a or b is a small integer from elsewhere: the other is held to it.
 * Guarantees  a - b, or b - a - 1 where out is 0, in [0, 2^width): one of the two is negative.
 * Costs       width + 2.
 */
template AtLeast(width) {
    assert(width >= 1 && width <= 250);
    signal input a;
    signal input b;
    signal output out;

    out <-- a >= b ? 1 : 0;
    out * (out - 1) === 0;
    signal distance <== out * (2 * (a - b) + 1) + b - a - 1;
    RangeCheck(width)(distance);
}
