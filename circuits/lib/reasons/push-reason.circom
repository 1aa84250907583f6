// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

/*
 * States      after = present ? before * 2^digit + reason : before: the reason becomes the lowest digit of the list where it applies.
 * Assumes     present is 0 or 1 (a sum of one-hot atoms of one feature); 1 <= reason < 2^digit; before < 2^(digit m) with digit (m + 1) <= 252,
 *             counted by the generator.
 * Guarantees  pushed in ascending order of their keys, the reasons of a decision stand in the list with the largest in the lowest digit.
 * Costs       1; nothing for the first.
 */
template PushReason(digit, reason) {
    assert(digit >= 1 && digit <= 8);
    assert(reason >= 1 && reason < (1 << digit));
    signal input present;
    signal input before;
    signal output after;

    after <== before + present * (before * ((1 << digit) - 1) + reason);
}
