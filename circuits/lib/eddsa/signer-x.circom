// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "pointbits.circom";
include "poseidon_constants.circom";
include "curve.circom";

// Functions for hints: nothing here constrains anything.

function fifth_power(x) {
    var square = x * x;
    return square * square * x;
}

// Poseidon of five elements, in the optimised schedule of circomlib's template.
function poseidon_of_five(inputs) {
    var C[108] = POSEIDON_C(6);
    var S[660] = POSEIDON_S(6);
    var M[6][6] = POSEIDON_M(6);
    var P[6][6] = POSEIDON_P(6);
    var state[6] = [C[0], inputs[0] + C[1], inputs[1] + C[2], inputs[2] + C[3], inputs[3] + C[4], inputs[4] + C[5]];
    var mixed[6];
    for (var round = 0; round < 8; round++) {
        if (round == 4) {
            for (var r = 0; r < 60; r++) {
                state[0] = fifth_power(state[0]) + C[30 + r];
                var first = 0;
                for (var j = 0; j < 6; j++) {
                    first += S[11 * r + j] * state[j];
                }
                for (var j = 1; j < 6; j++) {
                    state[j] += state[0] * S[11 * r + 5 + j];
                }
                state[0] = first;
            }
        }
        for (var j = 0; j < 6; j++) {
            state[j] = fifth_power(state[j]);
            if (round < 4) {
                state[j] += C[6 * (round + 1) + j];
            } else if (round < 7) {
                state[j] += C[90 + 6 * (round - 4) + j];
            }
        }
        for (var i = 0; i < 6; i++) {
            mixed[i] = 0;
            for (var j = 0; j < 6; j++) {
                mixed[i] += (round == 3 ? P[j][i] : M[j][i]) * state[j];
            }
        }
        state = mixed;
    }
    return state[0];
}

// Points as [X, Y, Z] with x = X / Z and y = Y / Z (Bernstein, Birkner, Joye, Lange, Peters: Twisted Edwards curves, section 6).
function double_point(point) {
    var xx = point[0] * point[0];
    var yy = point[1] * point[1];
    var f = edwards_a() * xx + yy;
    var j = f - 2 * point[2] * point[2];
    return [2 * point[0] * point[1] * j, f * (edwards_a() * xx - yy), f * j];
}

function add_point(point, x, y) {
    var zz = point[2] * point[2];
    var xx = point[0] * x;
    var yy = point[1] * y;
    var e = edwards_d() * xx * yy;
    return [
        point[2] * (zz - e) * ((point[0] + point[1]) * (x + y) - xx - yy),
        point[2] * (zz + e) * (yy - edwards_a() * xx),
        (zz - e) * (zz + e)
    ];
}

// Of the two points with this y, the x of the one whose holder signed; any root where neither did, which the constraints then refuse.
// (x, y) signed if R8 + challenge (8 (x, y)) - S Base8 is the neutral element. The two multiples are taken at once.
function signer_x(y, R8x, R8y, S, message) {
    var x = sqrt((1 - y * y) / (edwards_a() - edwards_d() * y * y));
    var challenge = poseidon_of_five([R8x, R8y, x, y, message]);
    var key[3] = double_point(double_point(double_point([x, y, 1])));
    key = [key[0] / key[2], key[1] / key[2], 1];
    var base[2] = [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];
    var sum[3] = [0, 1, 1];
    for (var i = 253; i >= 0; i--) {
        sum = double_point(sum);
        if ((challenge >> i) & 1 == 1) {
            sum = add_point(sum, key[0], key[1]);
        }
        if ((S >> i) & 1 == 1) {
            sum = add_point(sum, -base[0], base[1]);
        }
    }
    sum = add_point(sum, R8x, R8y);
    if (sum[0] == 0 && sum[1] == sum[2]) {
        return x;
    }
    return -x;
}
