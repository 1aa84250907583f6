// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ApplicationId } from "../types/ApplicationId.sol";
import { ModelId } from "../types/ModelId.sol";
import { IDecisionRegistry } from "./IDecisionRegistry.sol";
import { IModelRegistry } from "./IModelRegistry.sol";

/**
 * @title  ICreditGate
 * @notice The one question that another contract asks: is there a fresh, verified, approving decision on this subject under these terms?
 *
 * The lender's latest decision on the subject is the one that counts, whatever came before it: an earlier approval does not outlive a later decline, nor a later
 * decision by another model or under another policy. A lender with several products that must not hide each other decides from one account a product.
 *
 * Answers never revert, use a bounded amount of gas (give 100,000), and are no whenever something is missing, stale, overridden, superseded, of a version
 * that is suspended, retired or revoked by now, or while the guardians have stopped the registry: what led them to it was settled before. A review that is
 * overdue stops new decisions and leaves those that were made.
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
        /// The least disclosed score, in whole points; type(int32).min for any.
        int32 minimumScore;
        /// Oldest decision that counts, in seconds since it was settled. 0: none is that fresh but one of this very block.
        uint40 maximumAge;
    }

    /// @notice Why an answer is what it is: of several reasons for a no, the first that was met in the order of the checks.
    enum Answer {
        Granted,
        NoDecision,
        NotApproved,
        Overridden,
        TooOld,
        ScoreTooLow,
        OtherModel,
        OtherPolicy,
        ModelStopped,
        Superseded,
        RegistryStopped
    }

    /// @notice Whether the subject's latest decision meets the terms.
    function isCreditworthy(bytes32 subject, Terms calldata terms) external view returns (bool);

    /// @notice The same with the reason, and the application that was looked at.
    function ask(bytes32 subject, Terms calldata terms) external view returns (Answer answer, ApplicationId application);

    /// @notice An account as a subject: its address padded on the left.
    function subjectOf(address account) external pure returns (bytes32);

    /// @notice Where the gate reads decisions.
    function decisions() external view returns (IDecisionRegistry);

    /// @notice Where the gate reads what became of their models.
    function models() external view returns (IModelRegistry);
}
