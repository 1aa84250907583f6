// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { BASE_FIELD_ORDER, Bn254, FIELD_ORDER } from "./Bn254.sol";
import { Equation } from "./Equation.sol";

/**
 * @title  BatchVerification
 * @notice Checks many proofs by one equation: the sum of their equations, each multiplied by a weight that nobody could foresee.
 *
 * The weights are the powers of one seed, from the zeroth on, and the seed is a hash of the key, all proofs and all signals. Proofs of which one does not
 * hold then pass for fewer seeds than there are proofs, out of some 2^253. Without the weights, two proofs whose errors cancel would pass: for
 * example two valid ones whose C points are swapped.
 */
library BatchVerification {
    function holds(uint256[26] memory key, uint256[8][] calldata proofs, uint256[5][] calldata signals) internal view returns (bool) {
        uint256 count = proofs.length;
        if (count == 0 || signals.length != count) return false;
        // The sums of the weights, and of each signal times its proof's weight.
        uint256[6] memory scalars;
        (uint256 pairs, uint256 seed) = _begin(key, proofs, signals);

        uint256 weight = 1;
        uint256[8] calldata proof;
        uint256[5] calldata inputs;
        uint256 pair;
        assembly ("memory-safe") {
            proof := proofs.offset
            inputs := signals.offset
            pair := add(pairs, 0x240)
        }
        for (uint256 left = count; left != 0; ) {
            if (!Equation.isCanonical(proof, inputs) || !_append(pairs, pair, weight, proof)) return false;
            _addScalars(scalars, weight, inputs);
            weight = mulmod(weight, seed, FIELD_ORDER);
            assembly ("memory-safe") {
                proof := add(proof, 0x100)
                inputs := add(inputs, 0xa0)
                pair := add(pair, 0xc0)
                left := sub(left, 1)
            }
        }

        assembly ("memory-safe") {
            mcopy(pairs, key, 0x40)
            mstore(add(pairs, 0x40), mload(scalars))
        }
        return Bn254.multiply(pairs) && Equation.addSignals(key, scalars, 0, pairs) && Equation.holds(key, pairs, count);
    }

    /// @dev Writes a proof's pair, -A times its weight and B, and adds its C point times its weight to the third pair.
    function _append(uint256 pairs, uint256 pair, uint256 weight, uint256[8] calldata proof) private view returns (bool) {
        assembly ("memory-safe") {
            mstore(pair, calldataload(proof))
            mstore(add(pair, 0x20), sub(BASE_FIELD_ORDER, calldataload(add(proof, 0x20))))
            mstore(add(pair, 0x40), weight)
            calldatacopy(add(pairs, 0x1c0), add(proof, 0xc0), 0x40)
            mstore(add(pairs, 0x200), weight)
        }
        if (!Bn254.multiply(pair)) return false;
        assembly ("memory-safe") {
            calldatacopy(add(pair, 0x40), add(proof, 0x40), 0x80)
        }
        unchecked {
            return Bn254.addMultiple(pairs + 0x180);
        }
    }

    function _addScalars(uint256[6] memory scalars, uint256 weight, uint256[5] calldata signals) private pure {
        assembly ("memory-safe") {
            mstore(scalars, addmod(mload(scalars), weight, FIELD_ORDER))
            for { let end := add(signals, 0xa0) } lt(signals, end) { signals := add(signals, 0x20) } {
                scalars := add(scalars, 0x20)
                mstore(scalars, addmod(mload(scalars), mulmod(weight, calldataload(signals), FIELD_ORDER), FIELD_ORDER))
            }
        }
    }

    /// @dev Allocates the pairs, the sums in them at infinity, and first hashes key and batch in their place.
    function _begin(
        uint256[26] memory key,
        uint256[8][] calldata proofs,
        uint256[5][] calldata signals
    ) private pure returns (uint256 pairs, uint256 seed) {
        assembly ("memory-safe") {
            pairs := mload(0x40)
            let end := add(pairs, 0x340)
            mcopy(pairs, key, 0x340)
            calldatacopy(end, proofs.offset, shl(8, proofs.length))
            end := add(end, shl(8, proofs.length))
            calldatacopy(end, signals.offset, mul(signals.length, 0xa0))
            end := add(end, mul(signals.length, 0xa0))
            mstore(0x40, end)
            seed := mod(keccak256(pairs, sub(end, pairs)), FIELD_ORDER)
            calldatacopy(pairs, calldatasize(), 0x240)
        }
    }
}
