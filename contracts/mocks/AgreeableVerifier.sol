// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IGroth16Verifier } from "../interfaces/IGroth16Verifier.sol";

/// @title  AgreeableVerifier
/// @notice Takes a proof that begins with the word 1 for one that holds: for tests of what a registry makes of the answer, not of the answer.
contract AgreeableVerifier is IGroth16Verifier {
    bytes32 public immutable verifyingKeyHash;
    bool public constant isDevelopmentKey = false;

    constructor(bytes32 keyHash) {
        verifyingKeyHash = keyHash;
    }

    function verifyProof(uint256[8] calldata proof, uint256[5] calldata) external pure returns (bool) {
        return proof[0] == 1;
    }

    function verifyBatch(uint256[8][] calldata proofs, uint256[5][] calldata signals) external pure returns (bool) {
        for (uint256 i; i < proofs.length; i++) {
            if (proofs[i][0] != 1) return false;
        }
        return proofs.length != 0 && proofs.length == signals.length;
    }

    function verifyingKey() external pure returns (uint256[26] memory key) {}
}
