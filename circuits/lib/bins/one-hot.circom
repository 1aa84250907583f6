// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      exactly one bit is 1, the others are 0, and index is the position of that one.
 * Assumes     bit[0 .. n - 2] are hints of the caller and bit[n - 1] is whatever is left of 1; n is far below p.
 * Guarantees  bit[k] (index - k) = 0 lets bit[k] be non-zero only where index = k, which one k can be. If it is some k <= n - 2, then
 *             index = k bit[k] + (n - 1)(1 - bit[k]) = k leaves bit[k] = 1; if it is none, bit[n - 1] = 1. No booleans are needed.
 * Costs       n - 1.
 */
template OneHot(n) {
    assert(n >= 1 && n <= 65536);
    signal input bit[n];
    signal output index;

    var sum = 0;
    var position = 0;
    for (var k = 0; k < n; k++) {
        sum += bit[k];
        position += k * bit[k];
    }
    sum === 1;
    index <== position;
    for (var k = 0; k < n - 1; k++) {
        bit[k] * (index - k) === 0;
    }
}
