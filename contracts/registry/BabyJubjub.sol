// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IIssuerRegistry } from "../interfaces/IIssuerRegistry.sol";
import { FIELD_ORDER } from "../verifying/Bn254.sol";

/**
 * @title  BabyJubjub
 * @notice The twisted Edwards curve a x^2 + y^2 = 1 + d x^2 y^2 of ERC-2494 over the field of the signals.
 *
 * As a is a square and d is none, the law of addition has no exceptions: one formula (add-2008-bbjlp of the Explicit-Formulas Database) adds any two
 * points, a point to itself and the identity (0, 1) too. It is written for few lines and not for the least gas: a key is checked once in its life.
 */
library BabyJubjub {
    /// @dev x = X / Z, y = Y / Z.
    struct Projective {
        uint256 x;
        uint256 y;
        uint256 z;
    }

    uint256 internal constant A = 168700;
    uint256 internal constant D = 168696;

    /// @dev Order of the subgroup; the curve has eight times as many points.
    uint256 internal constant SUBGROUP_ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041;

    /// @dev The generator of the subgroup that signatures use.
    uint256 private constant BASE8_X = 5299619240641551281634865583518297030282874472190772894086521144482721001553;
    uint256 private constant BASE8_Y = 16950150798460657717958625567821834550301663161624707787222815936182638968203;

    /// @notice Whether both coordinates are below the field order and on the curve.
    function isOnCurve(IIssuerRegistry.Point memory point) internal pure returns (bool) {
        if (point.x >= FIELD_ORDER || point.y >= FIELD_ORDER) return false;
        uint256 xx = mulmod(point.x, point.x, FIELD_ORDER);
        uint256 yy = mulmod(point.y, point.y, FIELD_ORDER);
        uint256 left = addmod(mulmod(A, xx, FIELD_ORDER), yy, FIELD_ORDER);
        return left == addmod(1, mulmod(D, mulmod(xx, yy, FIELD_ORDER), FIELD_ORDER), FIELD_ORDER);
    }

    /// @notice Whether a point of the curve has exactly the subgroup's order: it is a multiple of Base8 other than the identity.
    function generatesSubgroup(IIssuerRegistry.Point memory point) internal pure returns (bool) {
        if (point.x == 0) return false;
        Projective memory multiple = _multiply(point, SUBGROUP_ORDER);
        return multiple.x == 0 && multiple.y == multiple.z;
    }

    /// @notice Whether response Base8 = commitment + challenge key, of points on the curve.
    function isSchnorrProof(
        IIssuerRegistry.Point memory key,
        IIssuerRegistry.Point memory commitment,
        uint256 response,
        uint256 challenge
    ) internal pure returns (bool) {
        Projective memory left = _multiply(IIssuerRegistry.Point(BASE8_X, BASE8_Y), response);
        Projective memory right = _multiply(key, challenge);
        _add(right, Projective(commitment.x, commitment.y, 1));
        return
            mulmod(left.x, right.z, FIELD_ORDER) == mulmod(right.x, left.z, FIELD_ORDER) &&
            mulmod(left.y, right.z, FIELD_ORDER) == mulmod(right.y, left.z, FIELD_ORDER);
    }

    /// @dev Doubling and adding, from the highest bit of a scalar below 2^251, as all below the subgroup's order and the order itself are.
    function _multiply(IIssuerRegistry.Point memory point, uint256 scalar) private pure returns (Projective memory multiple) {
        multiple = Projective(0, 1, 1);
        Projective memory base = Projective(point.x, point.y, 1);
        for (uint256 bit = 1 << 250; bit != 0; bit >>= 1) {
            _double(multiple);
            if (scalar & bit != 0) _add(multiple, base);
        }
    }

    /// @dev Adds the second point to the first. Names of the intermediate values as in the database; the order less a reduced value does not wrap.
    function _add(Projective memory sum, Projective memory other) private pure {
        uint256 a = mulmod(sum.z, other.z, FIELD_ORDER);
        uint256 b = mulmod(a, a, FIELD_ORDER);
        uint256 c = mulmod(sum.x, other.x, FIELD_ORDER);
        uint256 d = mulmod(sum.y, other.y, FIELD_ORDER);
        uint256 e = mulmod(D, mulmod(c, d, FIELD_ORDER), FIELD_ORDER);
        uint256 cross = mulmod(addmod(sum.x, sum.y, FIELD_ORDER), addmod(other.x, other.y, FIELD_ORDER), FIELD_ORDER);
        unchecked {
            uint256 f = addmod(b, FIELD_ORDER - e, FIELD_ORDER);
            uint256 g = addmod(b, e, FIELD_ORDER);
            cross = addmod(cross, FIELD_ORDER - addmod(c, d, FIELD_ORDER), FIELD_ORDER);
            sum.x = mulmod(a, mulmod(f, cross, FIELD_ORDER), FIELD_ORDER);
            sum.y = mulmod(a, mulmod(g, addmod(d, FIELD_ORDER - mulmod(A, c, FIELD_ORDER), FIELD_ORDER), FIELD_ORDER), FIELD_ORDER);
            sum.z = mulmod(f, g, FIELD_ORDER);
        }
    }

    /// @dev The same point twice, by dbl-2008-bbjlp of the same database, which has no exceptions either.
    function _double(Projective memory sum) private pure {
        uint256 b = addmod(sum.x, sum.y, FIELD_ORDER);
        b = mulmod(b, b, FIELD_ORDER);
        uint256 c = mulmod(sum.x, sum.x, FIELD_ORDER);
        uint256 d = mulmod(sum.y, sum.y, FIELD_ORDER);
        uint256 e = mulmod(A, c, FIELD_ORDER);
        uint256 f = addmod(e, d, FIELD_ORDER);
        uint256 h = mulmod(sum.z, sum.z, FIELD_ORDER);
        unchecked {
            uint256 j = addmod(f, FIELD_ORDER - addmod(h, h, FIELD_ORDER), FIELD_ORDER);
            sum.x = mulmod(addmod(b, FIELD_ORDER - addmod(c, d, FIELD_ORDER), FIELD_ORDER), j, FIELD_ORDER);
            sum.y = mulmod(f, addmod(e, FIELD_ORDER - d, FIELD_ORDER), FIELD_ORDER);
            sum.z = mulmod(f, j, FIELD_ORDER);
        }
    }
}
