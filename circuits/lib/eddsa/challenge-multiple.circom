// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "curve.circom";
include "at-most-unless.circom";

/*
 * States      (outU, outV) = 8 challenge (u, v), for the challenge as the integer below p that it is.
 * Assumes     (u, v), v2 = v^2 and three times the point are those of KeyPoint; the point has prime order l (the registry's duty).
 * Guarantees  the multiple: README.md of this folder, sections 2 and 3. No slope is free for any challenge; 0, 1/8, 3/8 modulo l and their negatives,
 *             whose ladder meets the neutral point, are refused.
 * Costs       1,637: 251 steps of 6, 3 quotient digits, the link, 61 and 66 for the bounds.
 */
template ChallengeMultiple() {
    signal input u;
    signal input v;
    signal input v2;
    signal input u3;
    signal input v3;
    signal input challenge;
    signal output outU;
    signal output outV;

    var l = subgroup_order();
    // 4 challenge = e + k l - offset. With these e in 0 .. 2^251 - 1 and k in 0 .. 31 every challenge can be written.
    var offset = (3 * l - 2 ** 252 - 1) \ 2;
    // 4 challenge + offset may be above p, so that the multiples of l in the challenge are taken out first.
    var k = 4 * (challenge \ l);
    var e = 4 * (challenge % l) + offset;
    k += e \ l;
    e = e % l;
    if (k == 32) {
        k = 31;
        e += l;
    }

    // digit[i] is v where bit i of e is 1, and -v where it is 0. quotient likewise for the upper three bits of k.
    signal digit[251];
    signal quotient[3];
    for (var i = 0; i < 251; i++) {
        digit[i] <-- (e >> i) & 1 == 1 ? v : -v;
    }
    for (var i = 0; i < 3; i++) {
        quotient[i] <-- (k >> (i + 2)) & 1 == 1 ? v : -v;
        quotient[i] * quotient[i] === v2;
    }

    // The lower two bits of k are those of 1 - e, for 4 divides e + k l - offset. In units of 2 v they are not e_0, and e_1.
    var low = (v - digit[0]) + 2 * (v + digit[1]);
    var quotientSum = 4 * (quotient[0] + v) + 8 * (quotient[1] + v) + 16 * (quotient[2] + v);
    var digitSum = 0;
    // Doubled, for the witness program would raise 2 to every power.
    var weight = 1;
    for (var i = 0; i < 251; i++) {
        digitSum += weight * digit[i];
        weight += weight;
    }
    // 2 v (4 challenge + offset) = 2 v e + l 2 v k, where 2 v e = digitSum + (2^251 - 1) v
    v * (8 * challenge + 2 * offset - 2 ** 251 + 1) === digitSum + l * (low + quotientSum);

    // e + k l - offset is at most 4 (p - 1), which only k = 31 could exceed, where e = 2 mod 4: then e \ 4 is compared.
    component below = AtMostUnless(249, (offset - 4 - 31 * l) \ 4);
    // e + k l - offset is at least 0, which only k = 0 could miss, where e = 1 mod 4: then the complement of e \ 4 is compared.
    component above = AtMostUnless(249, 2 ** 249 - 1 - offset \ 4);
    below.v <== v;
    above.v <== v;
    var zeros = 0;
    var ones = 0;
    for (var i = 0; i < 3; i++) {
        zeros += v - quotient[i];
        ones += v + quotient[i];
    }
    below.exempt <== zeros + (v + digit[0]) + (v - digit[1]);
    above.exempt <== ones + (v - digit[0]) + (v + digit[1]);
    for (var i = 2; i < 251; i++) {
        below.digit[i - 2] <== digit[i];
        above.digit[i - 2] <== -digit[i];
    }

    // From 3 A: each step adds the digit's point to the sum, and the sum to that: E = 2^252 + 2 e + 1 in all, which is 8 challenge mod l.
    signal toSum[251];      // slope from the sum to the digit's point
    signal middleU[251];    // sum + digit's point, of which only u is needed
    signal again[251];      // slope of the second addition
    signal sumU[252];
    signal sumV[252];
    sumU[0] <== u3;
    sumV[0] <== v3;
    // Slopes are second factors: a prover adds up the wires of second factors in the dearer group, and the slopes are there already, by their squares.
    for (var i = 0; i < 251; i++) {
        var added = digit[250 - i];
        digit[250 - i] * digit[250 - i] === v2;
        toSum[i] <-- (added - sumV[i]) / (u - sumU[i]);
        (u - sumU[i]) * toSum[i] === added - sumV[i];
        middleU[i] <== toSum[i] * toSum[i] - montgomery_a() - u - sumU[i];
        again[i] <-- 2 * sumV[i] / (sumU[i] - middleU[i]) - toSum[i];
        (sumU[i] - middleU[i]) * (toSum[i] + again[i]) === 2 * sumV[i];
        sumU[i + 1] <== again[i] * again[i] - montgomery_a() - middleU[i] - sumU[i];
        sumV[i + 1] <== (sumU[i] - sumU[i + 1]) * again[i] - sumV[i];
    }
    outU <== sumU[251];
    outV <== sumV[251];
}
