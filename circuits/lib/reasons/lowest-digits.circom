// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      out[0 .. 3] are the four lowest digits, of `digit` bits each, of in < 2^(digit count); digits that in has no room for are 0.
 * Assumes     digit * count <= 252 (asserted): then the bits of in are unique.
 * Guarantees  the four digits are unique, and that in is within its bound.
 * Costs       digit * count.
 */
template LowestDigits(digit, count) {
    assert(digit >= 1 && count >= 0 && digit * count <= 252);
    signal input in;
    signal output out[4];

    signal bit[digit * count];
    var sum = 0;
    for (var i = 0; i < digit * count; i++) {
        bit[i] <-- (in >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
    }
    sum === in;

    for (var slot = 0; slot < 4; slot++) {
        var value = 0;
        for (var i = 0; i < digit && slot < count; i++) {
            value += bit[slot * digit + i] * (1 << i);
        }
        out[slot] <== value;
    }
}
