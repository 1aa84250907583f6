// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      0 <= digit < 2^ceil(log2(n + 1)), and out = code[digit - 1], or 0 where digit is 0 or above n.
 * Assumes     digit is bound to a committed model by the caller (its inputs section). Nothing of the codes.
 * Guarantees  the bits of digit are unique, and each halves what is left to choose from.
 * Costs       ceil(log2(n + 1)), and one for each node of the tree of choices that has a code below it: about n more.
 */
template ChosenCode(n) {
    assert(n >= 1 && n <= 512);
    var width = 0;
    while ((1 << width) < n + 1) {
        width++;
    }
    signal input digit;
    signal input code[n];
    signal output out;

    signal bit[width];
    var sum = 0;
    for (var i = 0; i < width; i++) {
        bit[i] <-- (digit >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
    }
    sum === digit;

    signal level[width + 1][1 << width];
    for (var k = 0; k < (1 << width); k++) {
        if (k == 0 || k > n) {
            level[0][k] <== 0;
        } else {
            level[0][k] <== code[k - 1];
        }
    }
    for (var i = 0; i < width; i++) {
        for (var k = 0; k < (1 << width); k++) {
            if (k < (1 << (width - i - 1))) {
                level[i + 1][k] <== level[i][2 * k] + bit[i] * (level[i][2 * k + 1] - level[i][2 * k]);
            } else {
                level[i + 1][k] <== 0;
            }
        }
    }
    out <== level[width][0];
}
