// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "curve.circom";
include "../../generated/base8-windows.circom";

/*
 * States      (u, v) is an odd multiple of 24^window Base8, from -23 to 23 times; from -11 to 11 times for the last window, 54.
 * Assumes     scalar is a hint that no constraint reads: its digit to the base 24 chooses the multiple.
 * Guarantees  (u, v) is on the curve, and the product of (u - u_j) over the 12 (6) points of the table is 0, written in quadratic steps that
 *             src/circuit/base8-windows.ts finds and a test compares with the product: (u, v) is one of the points or its negative.
 * Costs       5; 4 for the last window.
 */
template Base8Window(window) {
    assert(window >= 0 && window <= 54);
    signal input scalar;
    signal output u;
    signal output v;

    var points = window == 54 ? 6 : 12;
    var table[36];
    if (window == 54) {
        var six[18] = base8_window_of_12(window);
        for (var i = 0; i < 18; i++) {
            table[i] = six[i];
        }
    } else {
        table = base8_window_of_24(window);
    }
    // Digit b stands for the multiple 2 b + 1 - 2 points: negative in the lower half.
    var digit = (scalar \ 24 ** window) % 24;
    var j = digit >= points ? digit - points : points - 1 - digit;
    u <-- table[j];
    v <-- digit >= points ? table[points + j] : -table[points + j];

    signal square <== u * u;
    signal cube <== (square + montgomery_a() * u + 1) * u;
    v * v === cube;

    var c[12];
    for (var i = 0; i < points; i++) {
        c[i] = table[2 * points + i];
    }
    if (window == 54) {
        cube * (cube + c[0] * square + c[1] * u) === -c[2] * cube - c[3] * square - c[4] * u - c[5];
    } else {
        signal sixth <== cube * (cube + c[0] * square + c[1] * u);
        (sixth + c[2] * square + c[3] * u) * (sixth + c[4] * cube + c[5] * square + c[6] * u) ===
            -c[7] * sixth - c[8] * cube - c[9] * square - c[10] * u - c[11];
    }
}
