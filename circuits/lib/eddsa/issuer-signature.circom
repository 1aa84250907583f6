pragma circom 2.2.0;

include "eddsaposeidon.circom";
include "babyjub.circom";
include "pointbits.circom";

// Hint only: n * point on Baby Jubjub, for n below 2^254.
function edwards_multiple(px, py, n) {
  var x = 0;
  var y = 1;
  for (var i = 253; i >= 0; i--) {
    var t = 168696 * x * x * y * y;
    var dx = 2 * x * y / (1 + t);
    y = (y * y - 168700 * x * x) / (1 - t);
    x = dx;
    if ((n >> i) & 1) {
      t = 168696 * x * px * y * py;
      dx = (x * py + y * px) / (1 + t);
      y = (y * py - 168700 * x * px) / (1 - t);
      x = dx;
    }
  }
  return [x, y];
}

// Hint only: the x coordinate, of the two with this y, under which the signature holds.
function signer_x(ay, r8x, r8y, s, x, challenge) {
  var left[2] = edwards_multiple(5299619240641551281634865583518297030282874472190772894086521144482721001553, 16950150798460657717958625567821834550301663161624707787222815936182638968203, s);
  var a8[2] = edwards_multiple(x, ay, 8);
  var ha[2] = edwards_multiple(a8[0], a8[1], challenge);
  var t = 168696 * ha[0] * r8x * ha[1] * r8y;
  var rx = (ha[0] * r8y + ha[1] * r8x) / (1 + t);
  if (rx == left[0]) {
    return x;
  }
  return 0 - x;
}

// @title   IssuerSignature
// @notice  R8, S is a standard EdDSA-Poseidon signature of `message` by the holder of the key with y coordinate `issuerKey`.
// @input   issuerKey  y coordinate of the key; of the two points with it, either may have signed
// @input   R8x, R8y, S, message  the signature and the field element that it signs
template IssuerSignature() {
  signal input issuerKey;
  signal input R8x;
  signal input R8y;
  signal input S;
  signal input message;

  signal root;
  root <-- sqrt((1 - issuerKey * issuerKey) / (168700 - 168696 * issuerKey * issuerKey));
  component trial = Poseidon(5);
  trial.inputs <== [R8x, R8y, root, issuerKey, message];

  signal issuerKeyX;
  issuerKeyX <-- signer_x(issuerKey, R8x, R8y, S, root, trial.out);
  component onCurve = BabyCheck();
  onCurve.x <== issuerKeyX;
  onCurve.y <== issuerKey;
  component r8OnCurve = BabyCheck();
  r8OnCurve.x <== R8x;
  r8OnCurve.y <== R8y;

  component verifier = EdDSAPoseidonVerifier();
  verifier.enabled <== 1;
  verifier.Ax <== issuerKeyX;
  verifier.Ay <== issuerKey;
  verifier.S <== S;
  verifier.R8x <== R8x;
  verifier.R8y <== R8y;
  verifier.M <== message;
}
