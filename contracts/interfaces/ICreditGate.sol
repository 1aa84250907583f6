// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ApplicationId } from "../types/ApplicationId.sol";
import { ModelId } from "../types/ModelId.sol";

/**
 * @title  ICreditGate
 * @notice The one question that another contract asks: is there a fresh, verified, approving decision on this subject under these terms?
 *
 * Answers never revert, use a bounded amount of gas, and are no whenever something is missing, stale, overridden, superseded, or of a model that was
 * suspended or revoked since.
 */
interface ICreditGate {
    /// @notice What the asking contract insists on.
    struct Terms {
        /// Whose decisions count. The zero address: nobody's.
        address lender;
        /// Only decisions of this version; zero for any model of the lender.
        ModelId model;
        /// Only decisions under the policy with this hash, keccak256 of its name; zero for any.
        bytes32 policyHash;
        /// The least disclosed score, in whole points.
        int32 minimumScore;
        /// Oldest decision that counts, in seconds since it was settled. 0: none is that fresh but one of this very block.
        uint40 maximumAge;
    }

    /// @notice Why an answer is what it is.
    enum Answer {
        Granted,
        NoDecision,
        NotApproved,
        Overridden,
        TooOld,
        ScoreTooLow,
        OtherModel,
        OtherPolicy,
        ModelStopped
    }

    /// @notice Whether the subject's latest decision meets the terms.
    function isCreditworthy(bytes32 subject, Terms calldata terms) external view returns (bool);

    /// @notice The same with the reason, and the application that was looked at.
    function ask(bytes32 subject, Terms calldata terms) external view returns (Answer answer, ApplicationId application);

    /// @notice An account as a subject: its address padded on the left.
    function subjectOf(address account) external pure returns (bytes32);
}
