// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../range/range-check.circom";

/*
 * States      disclosed = floor(score / bandWidth) bandWidth, the lower edge of the score's band, negative scores too; and 1 <= bandWidth < 2^(bandBits + 1).
 * Assumes     -2^(scoreBits - 1) <= score < 2^(scoreBits - 1) (a RangeCheck by the caller); scoreBits and bandBits of at most 31 (asserted) keep disclosed within 32 bits of sign.
 * Guarantees  0 <= score - disclosed and 0 <= bandWidth - 1 - (score - disclosed) bound the width too; with the quotient bounded, nothing wraps, and quotient and remainder are unique.
 * Costs       2 bandBits + scoreBits + 1.
 */
template HiddenBand(scoreBits, bandBits) {
    assert(scoreBits >= 1 && scoreBits <= 31 && bandBits >= 1 && bandBits <= 30);
    signal input score;
    signal input bandWidth;
    signal output disclosed;

    signal band <-- (score + bandWidth * (1 << 40)) \ bandWidth - (1 << 40);
    RangeCheck(scoreBits)(band + (1 << (scoreBits - 1)));
    disclosed <== band * bandWidth;
    RangeCheck(bandBits)(score - disclosed);
    RangeCheck(bandBits)(bandWidth - 1 - score + disclosed);
}
