// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      lo[0] <= in < hi[n - 1], and below[k] = 1 if in < hi[k], else 0.
 * Assumes     lo and hi are constants that the generator made: contiguous (hi[k] = lo[k + 1]), each stretch between 1 and 2^width wide (asserted), within
 *             2^250 in size. Nothing of in: it may be any field element.
 * Guarantees  the differences of neighbours, with 0 before the first and 1 after the last, are bits and sum to 1: one of them is 1. So the selected lo and hi
 *             are linear, and in - lo and hi - 1 - in in [0, 2^width) leave exactly its integers. A set of neighbouring stretches is the difference
 *             of two wires, which keeps the rows short that read many of them.
 * Costs       2 width + n; width + n where every stretch is exactly 2^width wide; one less for n = 2.
 */
template Thermometer(n, width, lo, hi) {
    assert(n >= 2 && n <= 65536);
    assert(width >= 0 && width <= 250);
    var whole = 1;
    for (var k = 0; k < n; k++) {
        assert(hi[k] > lo[k] && hi[k] - lo[k] <= (1 << width));
        if (k > 0) {
            assert(hi[k - 1] == lo[k]);
        }
        if (hi[k] - lo[k] != (1 << width)) {
            whole = 0;
        }
    }
    signal input in;
    signal output below[n - 1];

    var from = lo[n - 1];
    var last = hi[n - 1] - 1;
    var before = 0;
    for (var k = 0; k < n - 1; k++) {
        below[k] <-- in < hi[k] ? 1 : 0;
        (below[k] - before) * (below[k] - before - 1) === 0;
        before = below[k];
        from += below[k] * (lo[k] - lo[k + 1]);
        last += below[k] * (hi[k] - hi[k + 1]);
    }
    if (n > 2) {
        before * (before - 1) === 0;
    }
    RangeCheck(width)(in - from);
    if (whole == 0) {
        RangeCheck(width)(last - in);
    }
}
