// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      -2^width <= in < 2^width as an integer, and out = max(0, floor(in / 2^shift)).
 * Assumes     nothing of in: it may be any field element. The generator takes width from the least and the greatest sum that codes within their features
 *             can lead to (src/model/network-margin.ts), so that no honest record is refused.
 * Guarantees  the bits are those of in + 2^width, one integer below 2^(width + 1) <= 2^251 < p: the highest says whether in is negative, and where it is
 *             not, the others are those of in itself, so that those from `shift` up are its floor.
 * Costs       width + 2: the bits (the lowest is linear in the others, and its own boolean constraint stays), and one product.
 */
template Relu(width, shift) {
    assert(shift >= 0 && shift < width && width <= 250);
    signal input in;
    signal output out;

    signal bit[width + 1];
    var sum = 0;
    var floored = 0;
    for (var i = 0; i <= width; i++) {
        bit[i] <-- ((in + (1 << width)) >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
        if (i >= shift && i < width) {
            floored += bit[i] * (1 << (i - shift));
        }
    }
    sum === in + (1 << width);
    out <== bit[width] * floored;
}
