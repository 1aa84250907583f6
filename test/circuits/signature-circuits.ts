export const ISSUER_SIGNATURE = `pragma circom 2.2.0;
include "eddsa/issuer-signature.circom";
component main { public [issuerKey] } = IssuerSignature();`;

/** The verifier that ours is compared with. */
export const CIRCOMLIB_VERIFIER = `pragma circom 2.2.0;
include "eddsaposeidon.circom";
component main { public [Ay] } = EdDSAPoseidonVerifier();`;

/** 8 challenge A on its own, for challenges that no hash gives. */
export const KEY_MULTIPLE = `pragma circom 2.2.0;
include "eddsa/key-point.circom";
include "eddsa/challenge-multiple.circom";
template KeyMultiple() {
    signal input x;
    signal input y;
    signal input challenge;
    signal output u;
    signal output v;
    component key = KeyPoint();
    key.x <== x;
    key.y <== y;
    component multiple = ChallengeMultiple();
    multiple.u <== key.u;
    multiple.v <== key.v;
    multiple.v2 <== key.v2;
    multiple.u3 <== key.u3;
    multiple.v3 <== key.v3;
    multiple.challenge <== challenge;
    u <== multiple.outU;
    v <== multiple.outV;
}
component main = KeyMultiple();`;
