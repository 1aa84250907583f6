// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";
include "one-hot.circom";

/*
 * States      lo[0] <= in < hi[n - 1], and atom[k] = 1 for the one k with lo[k] <= in < hi[k], 0 for every other.
 * Assumes     lo and hi are constants that the generator made: contiguous (hi[k] = lo[k + 1]), each atom between 1 and 2^width wide (asserted).
 *             Nothing of in: it may be any field element.
 * Guarantees  with one-hot bits the selected lo and hi are linear; in - lo and hi - 1 - in in [0, 2^width) leave exactly the integers lo .. hi - 1.
 *             The atoms are unique, and any function of in that is constant on each of them is linear in the bits: every later use is free.
 * Costs       2 width + n - 1; width + n - 1 where every atom is exactly 2^width wide; n - 1 for width 0 (atoms of a single value).
 */
template Atoms(n, width, lo, hi) {
    assert(width >= 0 && width <= 64);
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
    signal output atom[n];

    var from = 0;
    var last = 0;
    for (var k = 0; k < n; k++) {
        atom[k] <-- (in >= lo[k] && in < hi[k]) ? 1 : 0;
        from += atom[k] * lo[k];
        last += atom[k] * (hi[k] - 1);
    }
    signal index <== OneHot(n)(atom);
    RangeCheck(width)(in - from);
    if (whole == 0) {
        RangeCheck(width)(last - in);
    }
}
