// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";
include "comparators.circom";

/*
 * States      asks = 1 if split is feature, else 0; split is in [0, 2^width), unordered is 0 or 1, and 0 where asks is 1.
 * Assumes     split and unordered are bound to a committed model by the caller (its tables section, in slots of width + 1 bits). Nothing of feature.
 * Guarantees  the bits make the slot's unpacking unique; circomlib's IsEqual tells the two apart.
 * Costs       width + 4.
 */
template OrderedSplit(width) {
    assert(width >= 1 && width <= 32);
    signal input split;
    signal input unordered;
    signal input feature;
    signal output asks;

    RangeCheck(width)(split);
    unordered * (unordered - 1) === 0;
    asks <== IsEqual()([split, feature]);
    asks * unordered === 0;
}
