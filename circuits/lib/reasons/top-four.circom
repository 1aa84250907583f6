// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      out holds the codes of the four reasons with the largest shortfall d > 0, largest first, ties in document order; slots that no
 *             reason fills are 0 and come last.
 * Assumes     least <= shortfall[g] <= most as integers, least <= 0 < most (the generator takes the bounds from the model's points).
 * Guarantees  key[g] = shortfall[g] (n + 4) + (n - 1 - g): all different, in the order of (shortfall, document). The empty mark of slot i has the
 *             key n + 3 - i: above every reason with d <= 0, below every one with d > 0. Slot i takes the reason or mark that has its key
 *             (pick (slot - key) = 0, the picks of a slot sum to 1, keys differ: so one pick is 1). Slots strictly descend and end at or
 *             above the last mark, so no reason is taken twice and none with d <= 0; every reason not taken is at or below the last slot.
 * Costs       4 (n + 1) + 4 w + n (w' + 1), where w and w' are the widths of the positive keys and of all keys.
 */
template TopFour(n, least, most, code) {
    assert(n >= 1 && n <= 255 && least <= 0 && most > 0 && most - least < (1 << 240));
    var stride = n + 4;
    var positiveWidth = 0;
    while ((1 << positiveWidth) < (most + 1) * stride) {
        positiveWidth++;
    }
    var width = 0;
    while ((1 << width) < (most - least + 1) * stride) {
        width++;
    }
    signal input shortfall[n];
    signal output out[4];

    var key[n];
    for (var g = 0; g < n; g++) {
        key[g] = shortfall[g] * stride + n - 1 - g;
    }

    signal pick[4][n];
    signal slot[4];
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
        var named = 0;
        for (var g = 0; g < n; g++) {
            pick[i][g] * (slot[i] - key[g]) === 0;
            taken += pick[i][g];
            named += pick[i][g] * code[g];
        }
        (1 - taken) * (slot[i] - (n + 3 - i)) === 0;
        out[i] <== named;
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
