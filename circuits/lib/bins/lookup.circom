// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      out is the value of the atom that in belongs to: the sum of value[k] atom[k].
 * Assumes     atom is one-hot (Atoms, or OneHot). The values are integers below 2^62 in size, negative ones too (the generator refuses others).
 * Guarantees  out is exactly one of the values.
 * Costs       nothing: it is linear.
 */
template Lookup(n, value) {
    signal input atom[n];
    signal output out;

    var sum = 0;
    for (var k = 0; k < n; k++) {
        sum += value[k] * atom[k];
    }
    out <== sum;
}
