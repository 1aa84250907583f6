// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/below.circom";

/*
 * States      in = quotient * divisor + remainder with 0 <= remainder < divisor: quotient = floor(in / divisor), of negative numbers too.
 * Assumes     quotient is known to be a small integer from elsewhere (a RangeCheck, Band or Atoms over it: the generator writes one for every use), and so
 *             is in: |in| and |quotient * divisor| below 2^250. Without it a multiple of 1 / divisor mod p would pass. least is at most the quotient of
 *             any honest in; only the hint depends on it.
 * Guarantees  quotient and remainder are unique.
 * Costs       Below(divisor).
 */
template Quotient(divisor, least) {
    assert(divisor >= 1 && divisor <= (1 << 250));
    signal input in;
    signal output quotient;

    quotient <-- (in - least * divisor) \ divisor + least;
    Below(divisor)(in - quotient * divisor);
}
