// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "poseidon.circom";

/*
 * States      out is the section hash of the n elements (absorb in src/statement/parameters-hash.ts): 0 of none, itself of one, else Poseidon of up to sixteen, the hash so far
 *             being the first of every further sixteen.
 * Assumes     n is fixed by the head that is hashed with out (ModelCommitment): lists of two lengths are not told apart here.
 * Guarantees  by Poseidon's collision resistance, out fixes every element.
 * Costs       nothing for n < 2, one Poseidon of n up to 16, then one for each fifteen more: 609 for sixteen inputs, 38 to 41 an element.
 */
template Absorb(n) {
    assert(n >= 0 && n <= 65536);
    signal input element[n];
    signal output out;

    var calls = 0;
    for (var taken = 0; n > 1 && taken < n; calls++) {
        taken += calls == 0 ? 16 : 15;
    }
    component hash[calls];
    var from = 0;
    for (var i = 0; i < calls; i++) {
        var chained = i == 0 ? 0 : 1;
        var left = n - from;
        var taken = left < 16 - chained ? left : 16 - chained;
        hash[i] = Poseidon(chained + taken);
        if (i > 0) {
            hash[i].inputs[0] <== hash[i - 1].out;
        }
        for (var k = 0; k < taken; k++) {
            hash[i].inputs[chained + k] <== element[from + k];
        }
        from += taken;
    }
    if (n == 0) {
        out <== 0;
    } else if (n == 1) {
        out <== element[0];
    } else {
        out <== hash[calls - 1].out;
    }
}
