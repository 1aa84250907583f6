// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "curve.circom";
include "base8-window.circom";
include "point-sum.circom";

/*
 * States      (outU, outV) = (u, v) + s Base8 for some scalar s, which the prover knows: the windows' points name its digits.
 * Assumes     (u, v) is in the subgroup of Base8, and nobody without the issuer's secret knows which multiple it is (8 h A of IssuerSignature, h
 *             not 0). S is a hint.
 * Guarantees  the sum: README.md of this folder, section 4. A slope is free only where the sum so far is itself the window's point: whoever gets
 *             there has the issuer's secret, and needs no forgery. A neutral sum is refused.
 * Costs       439: 54 windows of 5 + 3, one of 4 + 3.
 */
template Base8Multiple() {
    signal input u;
    signal input v;
    signal input S;
    signal output outU;
    signal output outV;

    // s as a sum of odd digits: any odd number between -W and W is one, W = 12 * 24^54 > l, and of s and s - l one is odd. (That + W - 1) / 2 has
    // the plain digits.
    var l = subgroup_order();
    var s = S % l;
    signal scalar <-- ((s % 2 == 1 ? s : s - l) + 12 * 24 ** 54 - 1) / 2;

    component window[55];
    component sum[55];
    for (var i = 0; i < 55; i++) {
        window[i] = Base8Window(i);
        window[i].scalar <-- scalar;
        sum[i] = PointSum();
        if (i == 0) {
            sum[i].u1 <== u;
            sum[i].v1 <== v;
        } else {
            sum[i].u1 <== sum[i - 1].u;
            sum[i].v1 <== sum[i - 1].v;
        }
        sum[i].u2 <== window[i].u;
        sum[i].v2 <== window[i].v;
    }
    outU <== sum[54].u;
    outV <== sum[54].v;
}
