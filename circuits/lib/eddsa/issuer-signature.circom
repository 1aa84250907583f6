// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "poseidon.circom";
include "signer-x.circom";
include "key-point.circom";
include "challenge-multiple.circom";
include "base8-multiple.circom";

/*
 * States      the prover knows S with S Base8 = R8 + 8 h A and h = Poseidon(R8x, R8y, Ax, issuerKey, message), for one of the two points A with
 *             y coordinate issuerKey: a standard EdDSA-Poseidon signature of the message (@zk-kit/eddsa-poseidon, circomlibjs).
 * Assumes     A has prime order: the registry admits no other key, and neither y = 1 nor y = -1 is such a key.
 *             message is a field element whose meaning is fixed by the caller (RecordMessage).
 * Guarantees  README.md of this folder. Next to circomlib's verifier: S + l is accepted also; R8 neutral, and challenges that cannot be found, are
 *             refused.
 *             S stands in no constraint: the points of the windows name its digits, and whoever knows those knows an S.
 * Costs       2,409: hash 321, KeyPoint 10, ChallengeMultiple 1,637, Base8Multiple 439, R8 2.
 */
template IssuerSignature() {
    signal input issuerKey;    // y coordinate of the key
    signal input R8x;
    signal input R8y;
    signal input S;            // hint
    signal input message;

    signal keyX <-- signer_x(issuerKey, R8x, R8y, S, message);
    component key = KeyPoint();
    key.x <== keyX;
    key.y <== issuerKey;

    component hash = Poseidon(5);
    hash.inputs <== [R8x, R8y, keyX, issuerKey, message];

    component multiple = ChallengeMultiple();
    multiple.u <== key.u;
    multiple.v <== key.v;
    multiple.v2 <== key.v2;
    multiple.u3 <== key.u3;
    multiple.v3 <== key.v3;
    multiple.challenge <== hash.out;

    // R8 = S Base8 - 8 h A
    component commitment = Base8Multiple();
    commitment.u <== multiple.outU;
    commitment.v <== -multiple.outV;
    commitment.S <-- S;
    R8x * commitment.outV === commitment.outU;
    R8y * (commitment.outU + 1) === commitment.outU - 1;
}
