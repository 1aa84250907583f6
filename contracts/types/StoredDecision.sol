// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Outcome } from "./Outcome.sol";

/**
 * @notice A settled decision in one word of storage: from the lowest bit its outcome in 74 bits, the second of its settlement in 40, its model's number in
 *         32, whether it was overridden, whether it was superseded. Zero is none: an outcome is never zero.
 */
type StoredDecision is uint256;

using StoredDecisions for StoredDecision global;

library StoredDecisions {
    uint256 private constant OUTCOME_MASK = 2 ** 74 - 1;
    uint256 private constant SETTLED_AT_OFFSET = 74;
    uint256 private constant MODEL_NUMBER_OFFSET = 114;
    uint256 private constant OVERRIDDEN = 1 << 146;
    uint256 private constant SUPERSEDED = 1 << 147;

    /// @param settledOutcome A well-formed one.
    function from(Outcome settledOutcome, uint40 time, uint32 number) internal pure returns (StoredDecision) {
        return StoredDecision.wrap(Outcome.unwrap(settledOutcome) | (uint256(time) << SETTLED_AT_OFFSET) | (uint256(number) << MODEL_NUMBER_OFFSET));
    }

    function exists(StoredDecision decision) internal pure returns (bool) {
        return StoredDecision.unwrap(decision) != 0;
    }

    function outcome(StoredDecision decision) internal pure returns (Outcome) {
        return Outcome.wrap(StoredDecision.unwrap(decision) & OUTCOME_MASK);
    }

    function settledAt(StoredDecision decision) internal pure returns (uint40) {
        return uint40(StoredDecision.unwrap(decision) >> SETTLED_AT_OFFSET);
    }

    function modelNumber(StoredDecision decision) internal pure returns (uint32) {
        return uint32(StoredDecision.unwrap(decision) >> MODEL_NUMBER_OFFSET);
    }

    function isOverridden(StoredDecision decision) internal pure returns (bool) {
        return StoredDecision.unwrap(decision) & OVERRIDDEN != 0;
    }

    function isSuperseded(StoredDecision decision) internal pure returns (bool) {
        return StoredDecision.unwrap(decision) & SUPERSEDED != 0;
    }

    function asOverridden(StoredDecision decision) internal pure returns (StoredDecision) {
        return StoredDecision.wrap(StoredDecision.unwrap(decision) | OVERRIDDEN);
    }

    function asSuperseded(StoredDecision decision) internal pure returns (StoredDecision) {
        return StoredDecision.wrap(StoredDecision.unwrap(decision) | SUPERSEDED);
    }
}
