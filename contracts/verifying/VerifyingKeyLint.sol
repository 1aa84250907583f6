// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IGroth16Verifier } from "../interfaces/IGroth16Verifier.sol";
import { BASE_FIELD_ORDER, Bn254 } from "./Bn254.sol";

/**
 * @title  VerifyingKeyLint
 * @notice Refuses keys under which proofs could be forged or statements confused, whatever made them: a ceremony whose second phase never took place, a
 *         point that was left out or repeated, a point of another group.
 *
 * gamma may be the generator: the common tool always writes it so. What a lint cannot show is that a key belongs to its circuit; for that a model's
 * manifest names the key by its hash.
 */
library VerifyingKeyLint {
    /// @dev The x coordinate of the generator of the second group, c1 and c0.
    uint256 private constant GENERATOR_X1 = 11559732032986387107991004021392285783925812861821192530917403151452391805634;
    uint256 private constant GENERATOR_X0 = 10857046999023057135944570762232829481370756359578518086990519993285655852781;

    uint256 private constant ALPHA = 0;
    uint256 private constant BETA = 2;
    uint256 private constant GAMMA = 6;
    uint256 private constant DELTA = 10;
    uint256 private constant IC = 14;
    uint256 private constant WORDS = 26;

    /// @dev Reverts with the error of IGroth16Verifier that names what is wrong.
    function check(uint256[26] memory key) internal view {
        for (uint256 word; word < WORDS; ++word) {
            if (key[word] >= BASE_FIELD_ORDER) revert IGroth16Verifier.KeyCoordinateTooLarge(word, key[word]);
        }
        _checkFirstGroup(key);
        _checkSecondGroup(key);
    }

    /// @dev alpha and the signals' points: on the curve, hence in the group, hence not at infinity; and no two alike.
    function _checkFirstGroup(uint256[26] memory key) private view {
        uint256 p = BASE_FIELD_ORDER;
        if (key[ALPHA] == 1) revert IGroth16Verifier.KeyPointIsGenerator(ALPHA);
        for (uint256 word; word < WORDS; word = _next(word)) {
            (uint256 x, uint256 y) = (key[word], key[word + 1]);
            if (mulmod(y, y, p) != addmod(mulmod(x, mulmod(x, x, p), p), 3, p)) revert IGroth16Verifier.KeyPointNotOnCurve(word, x, y);
            for (uint256 other; other < word; other = _next(other)) {
                if (x == key[other]) revert IGroth16Verifier.KeyPointsAlike(other, word);
            }
        }
        // The same multiple in two ways: what answers otherwise, or not at all, is no chain for this verifier.
        uint256[5] memory sum = [key[ALPHA], key[ALPHA + 1], key[ALPHA], key[ALPHA + 1], 1];
        uint256[3] memory double = [key[ALPHA], key[ALPHA + 1], 2];
        uint256 sumAt;
        uint256 doubleAt;
        assembly ("memory-safe") {
            sumAt := sum
            doubleAt := double
        }
        bool answered = Bn254.addMultiple(sumAt) && Bn254.multiply(doubleAt);
        if (!answered || sum[0] != double[0] || sum[1] != double[1] || sum[0] == key[ALPHA]) revert IGroth16Verifier.PrecompilesMissing();
    }

    /// @dev The first words of alpha and the signals' points, one after the other.
    function _next(uint256 word) private pure returns (uint256) {
        return word == ALPHA ? IC : word + 2;
    }

    /// @dev beta, gamma and delta: of the group, not at infinity, no two alike, and nothing that phase 1 or 2 of a ceremony would have changed.
    function _checkSecondGroup(uint256[26] memory key) private view {
        for (uint256 word = BETA; word < IC; word += 4) {
            if ((key[word + 2] | key[word + 3]) == 0) revert IGroth16Verifier.KeyPointAtInfinity(word);
            if (word != GAMMA && key[word] == GENERATOR_X1 && key[word + 1] == GENERATOR_X0) revert IGroth16Verifier.KeyPointIsGenerator(word);
            for (uint256 other = BETA; other < word; other += 4) {
                if (key[word] == key[other] && key[word + 1] == key[other + 1]) revert IGroth16Verifier.KeyPointsAlike(other, word);
            }
        }
        // Three pairings with the point at infinity: one if, and an answer only if, the three points are of the group.
        uint256[18] memory pairs;
        uint256 pointer;
        assembly ("memory-safe") {
            pointer := pairs
            mcopy(add(pointer, 0x40), add(key, 0x40), 0x80)
            mcopy(add(pointer, 0x100), add(key, 0xc0), 0x80)
            mcopy(add(pointer, 0x1c0), add(key, 0x140), 0x80)
        }
        if (!Bn254.pairingHolds(pointer, 3)) revert IGroth16Verifier.KeyPointsNotInGroup(BETA, DELTA);
    }
}
