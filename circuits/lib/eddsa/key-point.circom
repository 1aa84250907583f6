// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "curve.circom";

/*
 * States      (x, y) is on the curve, (u, v) is the same point in Montgomery form, v2 = v^2, and (u3, v3) is three times the point.
 * Assumes     y is the key's. x is a hint, of which these constraints leave x and -x.
 * Guarantees  u (1 - y) = 1 + y has no solution for y = 1; y = -1 gives u = v = 0, for which the first slope of the tripling has none. Elsewhere
 *             v is not 0, since u^2 + A u + 1 has no root, and x = u / v. On a point of prime order above 3 no slope of the tripling is free.
 * Costs       10: 5 for the point, 5 for its triple.
 */
template KeyPoint() {
    signal input x;
    signal input y;
    signal output u;
    signal output v;
    signal output v2;
    signal output u3;
    signal output v3;

    u <-- (1 + y) / (1 - y);
    u * (1 - y) === 1 + y;
    signal square <== u * u;
    v2 <== u * (square + montgomery_a() * u + 1);
    v <-- u / x;
    v * v === v2;
    x * v === u;

    signal tangent <-- (3 * square + 2 * montgomery_a() * u + 1) / (2 * v);
    tangent * 2 * v === 3 * square + 2 * montgomery_a() * u + 1;
    signal double <== tangent * tangent - montgomery_a() - 2 * u;
    // The second coordinate of the double is tangent (u - double) - v; the slope of double + point follows without it.
    signal slope <-- 2 * v / (u - double) - tangent;
    (tangent + slope) * (u - double) === 2 * v;
    u3 <== slope * slope - montgomery_a() - u - double;
    v3 <== slope * (u - u3) - v;
}
