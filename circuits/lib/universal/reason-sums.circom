// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      step[i] is 0 or 1 and says that another reason begins with characteristic i + 1. shortfall[i] is the sum of the losses of a reason where characteristic i is its last, else 0,
 *             and code[i] its position from 1.
 * Assumes     step is bound to a committed model by the caller (its reasons section); characteristics that share a reason stand together (scorecard-sections.ts).
 * Guarantees  whatever a characteristic does not hand on to the next of its reason is its shortfall.
 * Costs       2 (n - 1).
 */
template ReasonSums(n) {
    assert(n >= 1 && n <= 255);
    signal input loss[n];
    signal input step[n - 1];
    signal output shortfall[n];
    signal output code[n];

    var sum = 0;
    var position = 1;
    for (var i = 0; i < n; i++) {
        sum += loss[i];
        code[i] <== position;
        if (i < n - 1) {
            step[i] * (step[i] - 1) === 0;
            shortfall[i] <== step[i] * sum;
            sum -= shortfall[i];
            position += step[i];
        } else {
            shortfall[i] <== sum;
        }
    }
}
