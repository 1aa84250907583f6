// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      quotient = floor(in / divisor), of negative numbers too; -2^(quotientBits - 1) <= quotient < 2^(quotientBits - 1), and 1 <= divisor < 2^(divisorBits + 1).
 * Assumes     in is an integer of less than 2^251 in size, known from elsewhere; the bits of quotient and divisor together at most 240 (asserted).
 * Guarantees  0 <= remainder and 0 <= divisor - 1 - remainder, both below 2^divisorBits, bound the divisor too; with the quotient bounded, nothing wraps, and quotient and remainder are unique.
 * Costs       2 divisorBits + quotientBits + 1.
 */
template HiddenQuotient(quotientBits, divisorBits) {
    assert(quotientBits >= 1 && quotientBits <= 40 && divisorBits >= 1 && divisorBits <= 200);
    signal input in;
    signal input divisor;
    signal output quotient;

    quotient <-- (in + divisor * (1 << 40)) \ divisor - (1 << 40);
    RangeCheck(quotientBits)(quotient + (1 << (quotientBits - 1)));
    signal whole <== quotient * divisor;
    RangeCheck(divisorBits)(in - whole);
    RangeCheck(divisorBits)(divisor - 1 - in + whole);
}
