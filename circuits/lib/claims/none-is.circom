// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      none of the n digits is value, and each is in [0, 2^10).
 * Assumes     the digits are bound to a committed model by the caller (its inputs section, in slots of 10 bits). Nothing of value.
 * Guarantees  the bits make the packing of the digits unique; a difference with an inverse is not 0.
 * Costs       11 n.
 */
template NoneIs(n) {
    assert(n >= 1 && n <= 65536);
    signal input digit[n];
    signal input value;

    signal bit[n][10];
    signal inverse[n];
    for (var i = 0; i < n; i++) {
        var sum = 0;
        for (var k = 0; k < 10; k++) {
            bit[i][k] <-- (digit[i] >> k) & 1;
            bit[i][k] * (bit[i][k] - 1) === 0;
            sum += bit[i][k] * (1 << k);
        }
        sum === digit[i];
        inverse[i] <-- digit[i] == value ? 0 : 1 / (digit[i] - value);
        inverse[i] * (digit[i] - value) === 1;
    }
}
