// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      packed = decision + (disclosedScore + 2^31) 2^2 + issuedAt 2^34, and issuedAt < 2^40 (src/statement/outcome.ts).
 * Assumes     decision is 1 (approve), 2 (decline) or 3 (refer), from one-hot atoms; -2^31 <= disclosedScore < 2^31, asserted by the generator
 *             from the model's own range of scores.
 * Guarantees  each part fits its slot, so that the packed word opens in one way only, and below 2^74.
 * Costs       40, and the linear constraint that ties the public signal.
 */
template Outcome() {
    signal input decision;
    signal input disclosedScore;
    signal input issuedAt;
    signal output packed;

    RangeCheck(40)(issuedAt);
    packed <== decision + (disclosedScore + (1 << 31)) * (1 << 2) + issuedAt * (1 << 34);
}
