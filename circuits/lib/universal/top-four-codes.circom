// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      out holds the codes of the four largest shortfalls d > 0, largest first, ties in the order of the list; slots that none fills are 0 and come last.
 * Assumes     -2^bits < shortfall[g] < 2^bits for an honest prover; code[g] is below 2^8 (ReasonSums).
 * Guarantees  as TopFour, whose codes are constants: key[g] = shortfall[g] (n + 4) + (n - 1 - g), the empty mark of slot i has n + 3 - i, a slot takes the code of the one key that it
 *             equals, slots strictly descend and end at or above the last mark, and whatever is not taken is at or below the last slot. A shortfall beyond its bound fails a range check.
 * Costs       8 n + 4 + 4 w + n (w' + 1), where w and w' are the widths of the positive keys and of all keys.
 */
template TopFourCodes(n, bits) {
    assert(n >= 1 && n <= 255 && bits >= 1 && bits <= 200);
    var stride = n + 4;
    var positiveWidth = 0;
    while ((1 << positiveWidth) < (1 << bits) * stride) {
        positiveWidth++;
    }
    var width = positiveWidth + 1;
    signal input shortfall[n];
    signal input code[n];
    signal output out[4];

    var key[n];
    for (var g = 0; g < n; g++) {
        key[g] = shortfall[g] * stride + n - 1 - g;
    }

    signal pick[4][n];
    signal slot[4];
    signal named[4][n];
    for (var i = 0; i < 4; i++) {
        var best = -1;
        for (var g = 0; g < n; g++) {
            var larger = 0;
            for (var h = 0; h < n; h++) {
                larger += key[h] > key[g] ? 1 : 0;
            }
            pick[i][g] <-- (shortfall[g] > 0 && larger == i) ? 1 : 0;
            best = (shortfall[g] > 0 && larger == i) ? key[g] : best;
        }
        slot[i] <-- best == -1 ? n + 3 - i : best;

        var taken = 0;
        var name = 0;
        for (var g = 0; g < n; g++) {
            pick[i][g] * (slot[i] - key[g]) === 0;
            taken += pick[i][g];
            named[i][g] <== pick[i][g] * code[g];
            name += named[i][g];
        }
        (1 - taken) * (slot[i] - (n + 3 - i)) === 0;
        out[i] <== name;
    }
    for (var i = 0; i < 3; i++) {
        RangeCheck(positiveWidth)(slot[i] - slot[i + 1] - 1);
    }
    RangeCheck(positiveWidth)(slot[3] - n);

    signal below[n];
    for (var g = 0; g < n; g++) {
        below[g] <== (1 - pick[0][g] - pick[1][g] - pick[2][g] - pick[3][g]) * (slot[3] - key[g]);
        RangeCheck(width)(below[g]);
    }
}
