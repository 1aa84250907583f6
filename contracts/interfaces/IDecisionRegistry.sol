// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ApplicationId } from "../types/ApplicationId.sol";
import { ModelId } from "../types/ModelId.sol";
import { Decision, Outcome } from "../types/Outcome.sol";
import { IGroth16Verifier } from "./IGroth16Verifier.sol";
import { IIssuerRegistry } from "./IIssuerRegistry.sol";
import { IModelRegistry } from "./IModelRegistry.sol";

/**
 * @title  IDecisionRegistry
 * @notice Settles credit decisions with their proofs, and answers what was decided.
 *
 * A decision settles if its model is approved now, the issuer's key is valid and was when it signed, the record is fresh, the sender is the model's lender
 * or its delegate, the application has no decision yet, and the proof holds for signals that the registry put together itself. A settled decision
 * never changes; what people think of it later is an annotation.
 *
 * Reads never revert, and go on while settlement is stopped.
 */
interface IDecisionRegistry {
    /// @notice What a lender submits. Lender, model commitment and application id are not taken from the sender: the registry knows or computes them.
    struct Settlement {
        ModelId model;
        /// An EVM address padded on the left, or a hiding commitment for somebody without one.
        bytes32 subject;
        /// The lender's own reference of the application, or a hash of it.
        bytes32 lenderReference;
        /// y coordinate of the key that signed the record.
        uint256 issuerKey;
        uint256 decisionCommitment;
        Outcome outcome;
        /// A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y.
        uint256[8] proof;
    }

    /// @notice A decision as it was settled.
    struct SettledDecision {
        /// None where nothing was settled.
        Decision decision;
        /// In whole points, as the model's policy discloses it.
        int32 disclosedScore;
        /// When the issuer signed the record, in Unix seconds.
        uint40 issuedAt;
        uint40 settledAt;
        ModelId model;
        /// Whether the lender recorded that a human overrode the decision.
        bool overridden;
        /// Whether a reconsideration took its place.
        bool superseded;
    }

    /// @notice What an annotation is. Override says that a human decided otherwise: gates take the decision for none from then on.
    enum AnnotationKind {
        Note,
        Appeal,
        Correction,
        Override
    }

    /// @dev The signals in circuit order, and the proof: all that verifying takes besides the key.
    event DecisionSettled(
        ApplicationId indexed application,
        ModelId indexed model,
        bytes32 indexed subject,
        address lender,
        bytes32 lenderReference,
        address submitter,
        IGroth16Verifier verifier,
        uint256[5] signals,
        uint256[8] proof
    );
    /// @notice A reconsideration was settled in the place of an earlier decision on the same subject by the same lender.
    event DecisionSuperseded(ApplicationId indexed earlier, ApplicationId indexed later);
    /// @notice What another model says of an application that was decided: it binds nobody.
    event ChallengeRecorded(ApplicationId indexed application, ModelId indexed model, address submitter, uint256[5] signals, uint256[8] proof);
    event DecisionAnnotated(ApplicationId indexed application, address indexed by, AnnotationKind kind, bytes32 documentHash);
    event DelegateSet(address indexed lender, address indexed delegate, bool allowed);
    event SettlementStopped(address indexed by, bytes32 reason);
    event SettlementResumed(address indexed by);

    /// @notice The sender is neither the lender nor its delegate.
    error NotLenderOrDelegate(address account, address lender);
    /// @notice The application has its decision; another model may only challenge it.
    error AlreadyDecided(ApplicationId application);
    error NotDecided(ApplicationId application);
    /// @notice The key was not admitted for this schema at that time, or is revoked.
    error IssuerKeyNotValid(uint256 key, uint256 schemaHash, uint40 signedAt);
    error RecordTooOld(uint40 issuedAt, uint32 maximumRecordAge);
    error RecordFromTheFuture(uint40 issuedAt);
    /// @notice The signal at this position is not below the field order.
    error SignalTooLarge(uint256 position, uint256 value);
    error OutcomeMalformed(Outcome outcome);
    error ProofDoesNotHold(ModelId model, ApplicationId application);
    /// @notice At least one proof of the batch does not hold.
    error BatchDoesNotHold(ModelId model);
    error BatchEmpty();
    /// @notice All decisions of a batch are of one model.
    error BatchOfSeveralModels(ModelId model, ModelId other);
    /// @notice A challenge is by another model than the decision's, once for each.
    error ChallengerUnfit(ApplicationId application, ModelId model);
    /// @notice There is no such decision of the lender on the subject, or it was superseded already.
    error CannotSupersede(ApplicationId earlier);
    error DocumentMissing();
    error SettlementIsStopped();

    /// @notice Settles a decision.
    function settle(Settlement calldata settlement) external returns (ApplicationId application);

    /// @notice Settles decisions of one model, all or none.
    function settleBatch(Settlement[] calldata settlements) external;

    /**
     * @notice Settles a reconsideration: a decision on a new application of the same subject, in the place of the lender's earlier one.
     * @param  earlierReference The lender's reference of the application that was decided before. Its id is computed of it with the same lender and subject.
     */
    function settleReconsideration(Settlement calldata settlement, bytes32 earlierReference) external returns (ApplicationId application);

    /// @notice Records what another approved model of the same lender says of a decided application, under the same conditions as a settlement.
    function challenge(Settlement calldata settlement) external;

    /// @notice Records a document about a decision by its hash: no personal data. By the decision's lender or its delegate, also while settling is stopped.
    function annotate(ApplicationId application, AnnotationKind kind, bytes32 documentHash) external;

    /// @notice Lets an account settle for the sender, or no longer.
    function setDelegate(address delegate, bool allowed) external;

    /// @notice Stops all settling at once. Restricted to guardians. Reads go on.
    function stop(bytes32 reason) external;

    /// @notice Lets settling go on. Restricted to governance.
    function resume() external;

    /// @notice The decision on an application; its decision is None where there is none.
    function decisionOf(ApplicationId application) external view returns (SettledDecision memory);

    /// @notice The lender's latest decision on a subject; zero where there is none.
    function latestApplication(address lender, bytes32 subject) external view returns (ApplicationId);

    /// @notice The lender's latest decision on a subject, read at once.
    function latestDecision(address lender, bytes32 subject) external view returns (ApplicationId application, SettledDecision memory decision);

    /// @notice The id of an application to a lender, as this registry computes it.
    function applicationIdOf(address lender, bytes32 subject, bytes32 lenderReference) external view returns (ApplicationId);

    /// @notice Whose decision it is; the zero address where there is none.
    function lenderOf(ApplicationId application) external view returns (address);

    function isDelegate(address lender, address account) external view returns (bool);

    function isStopped() external view returns (bool);

    /// @notice Where models are looked up.
    function modelRegistry() external view returns (IModelRegistry);

    /// @notice Where issuers' keys are looked up.
    function issuerRegistry() external view returns (IIssuerRegistry);
}
