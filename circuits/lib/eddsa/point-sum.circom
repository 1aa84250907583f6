// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "curve.circom";

/*
 * States      (u, v) = (u1, v1) + (u2, v2) in Montgomery form.
 * Assumes     both are points of the curve, and they are not the same point: then any slope would do, and the sum would be the prover's choice.
 *             Base8Multiple says why that cannot be brought about.
 * Guarantees  the sum; a point and its negative, whose sum has no coordinates, are refused.
 * Costs       3.
 */
template PointSum() {
    signal input u1;
    signal input v1;
    signal input u2;
    signal input v2;
    signal output u;
    signal output v;

    signal slope <-- (v2 - v1) / (u2 - u1);
    // The slope second, as in ChallengeMultiple.
    (u2 - u1) * slope === v2 - v1;
    u <== slope * slope - montgomery_a() - u1 - u2;
    v <== (u1 - u) * slope - v1;
}
