// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

// How many runs of zeros the lowest n bits of a number have.
function count_zero_runs(n, number) {
    var runs = 0;
    var before = 1;
    for (var i = n - 1; i >= 0; i--) {
        var bit = (number >> i) & 1;
        if (before == 1 && bit == 0) {
            runs++;
        }
        before = bit;
    }
    return runs;
}

/*
 * States      if exempt is 0, the number written by the digits is at most bound. Bit i of it is 1 where digit[i] = v, and 0 where digit[i] = -v.
 * Assumes     v is not 0 and every digit is v or -v (KeyPoint, ChallengeMultiple); exempt is 2 v times a whole number from 0 to 5.
 * Guarantees  missing is 2 v times (that number + how many ones of the bound, above the run of zeros at hand, the digits do not have), a whole number
 *             far below p; excess is 2 v times how many of the run's own digits are 1. missing * ratio = excess holds for some ratio unless
 *             missing is 0 and excess is not, which is exactly where the number exceeds the bound with this run.
 *             ratio is free where both are 0; nothing else reads it.
 * Costs       1 for each run of zeros in the bound.
 */
template AtMostUnless(n, bound) {
    assert(n <= 251);
    assert(bound < 2 ** n - 1);    // which says nothing, and an array of no signals breaks the compiler
    signal input v;
    signal input digit[n];
    signal input exempt;

    var runs = count_zero_runs(n, bound);
    signal ratio[runs];
    var missing = exempt;
    var excess = 0;
    var run = 0;
    for (var i = n - 1; i >= 0; i--) {
        if ((bound >> i) & 1 == 1) {
            missing += v - digit[i];
        } else {
            excess += v + digit[i];
            if (i == 0 || (bound >> (i - 1)) & 1 == 1) {
                ratio[run] <-- missing == 0 ? 0 : excess / missing;
                missing * ratio[run] === excess;
                run++;
                excess = 0;
            }
        }
    }
}
