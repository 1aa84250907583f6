// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      score = band * bandWidth + remainder with 0 <= remainder < bandWidth: band = floor(score / bandWidth), negative scores too.
 * Assumes     band is known to be a small integer, |band * bandWidth| < 2^64, from elsewhere (Atoms over band, or a range check of it: the
 *             generator writes one of them for every use), and so is score. Without it a multiple of 1 / bandWidth mod p would pass.
 * Guarantees  band and remainder are unique.
 * Costs       2 ceil(log2 bandWidth); half of it where bandWidth is a power of two; nothing for a band of one point.
 */
template Band(bandWidth) {
    assert(bandWidth >= 1 && bandWidth < (1 << 40));
    var bits = 0;
    while ((1 << bits) < bandWidth) {
        bits++;
    }
    signal input score;
    signal output band;

    // The quotient of the number moved up by a multiple of the width, which makes it non-negative.
    band <-- (score + bandWidth * (1 << 40)) \ bandWidth - (1 << 40);
    RangeCheck(bits)(score - band * bandWidth);
    if ((1 << bits) != bandWidth) {
        RangeCheck(bits)(bandWidth - 1 - score + band * bandWidth);
    }
}
