// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IGroth16Verifier } from "../interfaces/IGroth16Verifier.sol";
import { BatchVerification } from "./BatchVerification.sol";
import { BASE_FIELD_ORDER } from "./Bn254.sol";
import { Equation } from "./Equation.sol";
import { VerifyingKeyLint } from "./VerifyingKeyLint.sol";

/**
 * @title  Groth16Verifier
 * @notice The verifier of every circuit with five public signals: its key comes in the constructor, which refuses one that is broken, and stays in the
 *         code. So the bytes that were checked are the bytes that are used.
 */
contract Groth16Verifier is IGroth16Verifier {
    uint256 private immutable _alphaX;
    uint256 private immutable _alphaY;
    uint256 private immutable _betaX1;
    uint256 private immutable _betaX0;
    uint256 private immutable _betaY1;
    uint256 private immutable _betaY0;
    uint256 private immutable _gammaX1;
    uint256 private immutable _gammaX0;
    uint256 private immutable _gammaY1;
    uint256 private immutable _gammaY0;
    uint256 private immutable _deltaX1;
    uint256 private immutable _deltaX0;
    uint256 private immutable _deltaY1;
    uint256 private immutable _deltaY0;
    uint256 private immutable _ic0X;
    uint256 private immutable _ic0Y;
    uint256 private immutable _ic1X;
    uint256 private immutable _ic1Y;
    uint256 private immutable _ic2X;
    uint256 private immutable _ic2Y;
    uint256 private immutable _ic3X;
    uint256 private immutable _ic3Y;
    uint256 private immutable _ic4X;
    uint256 private immutable _ic4Y;
    uint256 private immutable _ic5X;
    uint256 private immutable _ic5Y;

    /// @inheritdoc IGroth16Verifier
    bool public immutable isDevelopmentKey;

    /// @param key         26 words in the order of IGroth16Verifier.
    /// @param development Whether one party made the key.
    constructor(uint256[26] memory key, bool development) {
        VerifyingKeyLint.check(key);
        _alphaX = key[0];
        _alphaY = key[1];
        _betaX1 = key[2];
        _betaX0 = key[3];
        _betaY1 = key[4];
        _betaY0 = key[5];
        _gammaX1 = key[6];
        _gammaX0 = key[7];
        _gammaY1 = key[8];
        _gammaY0 = key[9];
        _deltaX1 = key[10];
        _deltaX0 = key[11];
        _deltaY1 = key[12];
        _deltaY0 = key[13];
        _ic0X = key[14];
        _ic0Y = key[15];
        _ic1X = key[16];
        _ic1Y = key[17];
        _ic2X = key[18];
        _ic2Y = key[19];
        _ic3X = key[20];
        _ic3Y = key[21];
        _ic4X = key[22];
        _ic4Y = key[23];
        _ic5X = key[24];
        _ic5Y = key[25];
        isDevelopmentKey = development;
    }

    /// @inheritdoc IGroth16Verifier
    function verifyProof(uint256[8] calldata proof, uint256[5] calldata signals) public view returns (bool) {
        if (!Equation.isCanonical(proof, signals)) return false;
        uint256[26] memory key = _key();
        uint256[6] memory scalars;
        uint256 pairs;
        assembly ("memory-safe") {
            pairs := mload(0x40)
            mstore(0x40, add(pairs, 0x300))
            calldatacopy(add(scalars, 0x20), signals, 0xa0)
            mcopy(pairs, key, 0x40)
            // The point IC0, whose scalar is one, is where the sum begins.
            mcopy(add(pairs, 0xc0), add(key, 0x1c0), 0x40)
            calldatacopy(add(pairs, 0x180), add(proof, 0xc0), 0x40)
            calldatacopy(add(pairs, 0x240), proof, 0xc0)
            mstore(add(pairs, 0x260), sub(BASE_FIELD_ORDER, calldataload(add(proof, 0x20))))
        }
        return Equation.addSignals(key, scalars, 1, pairs) && Equation.holds(key, pairs, 1);
    }

    /// @inheritdoc IGroth16Verifier
    function verifyBatch(uint256[8][] calldata proofs, uint256[5][] calldata signals) public view returns (bool) {
        return BatchVerification.holds(_key(), proofs, signals);
    }

    /// @inheritdoc IGroth16Verifier
    function verifyingKey() external view returns (uint256[26] memory) {
        return _key();
    }

    /// @inheritdoc IGroth16Verifier
    function verifyingKeyHash() external view returns (bytes32 hash) {
        uint256[26] memory key = _key();
        assembly ("memory-safe") {
            hash := keccak256(key, 0x340)
        }
    }

    /// @dev The one reader of the immutables: each reading takes 33 bytes of code.
    function _key() private view returns (uint256[26] memory key) {
        key[0] = _alphaX;
        key[1] = _alphaY;
        key[2] = _betaX1;
        key[3] = _betaX0;
        key[4] = _betaY1;
        key[5] = _betaY0;
        key[6] = _gammaX1;
        key[7] = _gammaX0;
        key[8] = _gammaY1;
        key[9] = _gammaY0;
        key[10] = _deltaX1;
        key[11] = _deltaX0;
        key[12] = _deltaY1;
        key[13] = _deltaY0;
        key[14] = _ic0X;
        key[15] = _ic0Y;
        key[16] = _ic1X;
        key[17] = _ic1Y;
        key[18] = _ic2X;
        key[19] = _ic2Y;
        key[20] = _ic3X;
        key[21] = _ic3Y;
        key[22] = _ic4X;
        key[23] = _ic4Y;
        key[24] = _ic5X;
        key[25] = _ic5Y;
    }
}
