// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Groth16Verifier } from "../verifying/Groth16Verifier.sol";

/**
 * @title  VerifierCaller
 * @notice Goes on after a proof was verified within its own code and memory: for tests that a verifier neither ends its caller's execution nor
 *         depends on what its caller's memory holds.
 */
contract VerifierCaller is Groth16Verifier {
    constructor(uint256[26] memory key, bool development) Groth16Verifier(key, development) {}

    /// @notice Verifies over memory that was written before, twice, and says what came of it and of what it held in memory meanwhile.
    function verifyAmidOtherThings(
        uint256[8] calldata proof,
        uint256[5] calldata signals,
        uint256[8] calldata otherProof,
        uint256[5] calldata otherSignals
    ) external view returns (bool first, bool second, bytes32 kept) {
        bytes memory held = new bytes(4096);
        for (uint256 i; i < held.length; i++) {
            held[i] = 0xff;
        }
        bytes32 hash = keccak256(held);
        // What lies beyond the free memory is not zero either.
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let offset := 0 } lt(offset, 0x2000) { offset := add(offset, 0x20) } {
                mstore(add(free, offset), not(0))
            }
        }
        first = verifyProof(proof, signals);
        second = verifyProof(otherProof, otherSignals);
        kept = hash == keccak256(held) ? hash : bytes32(0);
    }

    /// @notice The same of a batch.
    function verifyBatchAmidOtherThings(
        uint256[8][] calldata proofs,
        uint256[5][] calldata signals
    ) external view returns (bool first, bool second) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let offset := 0 } lt(offset, 0x2000) { offset := add(offset, 0x20) } {
                mstore(add(free, offset), not(0))
            }
        }
        first = verifyBatch(proofs, signals);
        second = verifyBatch(proofs, signals);
    }
}
