// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev Order of the curve's group and of the field that signals live in.
uint256 constant FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

/// @dev Order of the base field, in which coordinates live.
uint256 constant BASE_FIELD_ORDER = 21888242871839275222246405745257275088696311157297823662689037894645226208583;

/**
 * @title  Bn254
 * @notice The precompiles of EIP-196 and EIP-197, called so that no answer is taken for what it is not.
 *
 * A precompile that fails consumes all the gas that it is given, so each call has a cap: its price today with head-room for a repricing (a third for
 * multiplication, a tenth for pairings). Where there is no precompile a call succeeds and returns nothing, so the size of every answer is checked.
 * In Yul arguments are evaluated from the right: what reads an answer stands in a statement of its own, after the call.
 */
library Bn254 {
    /// @dev Price today: 150.
    uint256 private constant ADDITION_GAS = 500;

    /// @dev Price today: 6,000.
    uint256 private constant MULTIPLICATION_GAS = 8_000;

    /// @dev Price today: 45,000, and 34,000 a pair.
    uint256 private constant PAIRING_GAS = 49_500;
    uint256 private constant PAIR_GAS = 37_400;

    /// @notice Replaces the point at `pointer` by its multiple by the word that follows. False if its two words are no point's coordinates.
    function multiply(uint256 pointer) internal view returns (bool done) {
        assembly ("memory-safe") {
            done := staticcall(MULTIPLICATION_GAS, 7, pointer, 0x60, pointer, 0x40)
            done := and(done, eq(returndatasize(), 0x40))
        }
    }

    /// @notice Adds to the point at `pointer` the multiple of the next point by the word that follows the two. False if the words are not what they must be.
    function addMultiple(uint256 pointer) internal view returns (bool done) {
        assembly ("memory-safe") {
            let term := add(pointer, 0x40)
            done := staticcall(MULTIPLICATION_GAS, 7, term, 0x60, term, 0x40)
            done := and(done, eq(returndatasize(), 0x40))
            let added := staticcall(ADDITION_GAS, 6, pointer, 0x80, pointer, 0x40)
            done := and(done, and(added, eq(returndatasize(), 0x40)))
        }
    }

    /// @notice Whether the product of the pairings of `pairs` pairs at `pointer`, of six words each, is one. The first word is written over.
    function pairingHolds(uint256 pointer, uint256 pairs) internal view returns (bool holds) {
        assembly ("memory-safe") {
            holds := staticcall(add(PAIRING_GAS, mul(PAIR_GAS, pairs)), 8, pointer, mul(pairs, 0xc0), pointer, 0x20)
            holds := and(holds, eq(returndatasize(), 0x20))
            holds := and(holds, eq(mload(pointer), 1))
        }
    }
}
