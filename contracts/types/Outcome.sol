// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a decision can be. None is no decision, and no outcome carries it.
enum Decision {
    None,
    Approve,
    Decline,
    Refer
}

/**
 * @notice The public part of a decision in one word, as the circuit packs it: from the lowest bit the decision in 2 bits, the disclosed score plus 2^31
 *         in 32, and in 40 the second at which the issuer signed the record.
 */
type Outcome is uint256;

using OutcomeLibrary for Outcome global;

library OutcomeLibrary {
    uint256 private constant SCORE_OFFSET = 2;
    uint256 private constant ISSUED_AT_OFFSET = 34;
    uint256 private constant WIDTH = 74;
    int256 private constant SCORE_BIAS = 2 ** 31;

    /// @notice Whether it carries a decision, and nothing above its layout.
    function isWellFormed(Outcome outcome) internal pure returns (bool) {
        uint256 word = Outcome.unwrap(outcome);
        return word >> WIDTH == 0 && word & 3 != 0;
    }

    /// @dev Of a well-formed outcome, as all that follow.
    function decision(Outcome outcome) internal pure returns (Decision) {
        return Decision(Outcome.unwrap(outcome) & 3);
    }

    /// @notice The score as the policy discloses it, in whole points: the lower edge of its band.
    function disclosedScore(Outcome outcome) internal pure returns (int32) {
        return int32(int256((Outcome.unwrap(outcome) >> SCORE_OFFSET) & type(uint32).max) - SCORE_BIAS);
    }

    /// @notice When the issuer signed the record, in Unix seconds.
    function issuedAt(Outcome outcome) internal pure returns (uint40) {
        return uint40(Outcome.unwrap(outcome) >> ISSUED_AT_OFFSET);
    }
}
