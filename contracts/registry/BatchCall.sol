// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IGroth16Verifier } from "../interfaces/IGroth16Verifier.sol";

/// @notice A call of verifyBatch that is put together where it is sent from: proofs and signals are copied once.
struct BatchCall {
    /// Where the call's data begins, with its selector in the last four bytes of the word before the arguments.
    uint256 data;
    uint256 size;
    uint256 proofs;
    /// The signals in their place: what is written to them is sent.
    uint256[5][] signals;
}

using BatchCalls for BatchCall global;

library BatchCalls {
    uint256 private constant PROOF_BYTES = 0x100;
    uint256 private constant SIGNALS_BYTES = 0xa0;

    /// @dev Selector; where the two arrays begin; length and words of the proofs; length and words of the signals: the layout of abi.encodeCall.
    function prepare(uint256 count) internal pure returns (BatchCall memory batch) {
        uint256 proofsBytes = count * PROOF_BYTES;
        bytes memory data = new bytes(4 + 4 * 32 + proofsBytes + count * SIGNALS_BYTES);
        bytes4 selector = IGroth16Verifier.verifyBatch.selector;
        uint256 start;
        assembly ("memory-safe") {
            start := add(data, 0x20)
            mstore(start, selector)
            mstore(add(start, 0x04), 0x40)
            mstore(add(start, 0x24), add(0x60, proofsBytes))
            mstore(add(start, 0x44), count)
            mstore(add(start, add(0x64, proofsBytes)), count)
        }
        batch.data = start;
        batch.size = data.length;
        batch.proofs = start + 0x64;
        uint256[5][] memory signals;
        assembly ("memory-safe") {
            // An array of memory pointers, to where the words already are.
            signals := mload(0x40)
            mstore(signals, count)
            let pointer := add(signals, 0x20)
            let place := add(start, add(0x84, proofsBytes))
            for { let end := add(pointer, shl(5, count)) } lt(pointer, end) { pointer := add(pointer, 0x20) } {
                mstore(pointer, place)
                place := add(place, SIGNALS_BYTES)
            }
            mstore(0x40, pointer)
        }
        batch.signals = signals;
    }

    function setProof(BatchCall memory batch, uint256 position, uint256[8] calldata proof) internal pure {
        uint256 place = batch.proofs + position * PROOF_BYTES;
        assembly ("memory-safe") {
            calldatacopy(place, proof, PROOF_BYTES)
        }
    }

    /// @notice What the verifier answers; false where it answers with anything but one word.
    function holds(BatchCall memory batch, IGroth16Verifier verifier) internal view returns (bool answer) {
        (uint256 data, uint256 size) = (batch.data, batch.size);
        assembly ("memory-safe") {
            let done := staticcall(gas(), verifier, data, size, 0, 0x20)
            answer := and(and(done, eq(returndatasize(), 0x20)), eq(mload(0), 1))
        }
    }
}
