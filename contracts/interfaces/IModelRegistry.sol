// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { ModelId } from "../types/ModelId.sol";
import { IGroth16Verifier } from "./IGroth16Verifier.sol";
import { IVerifierFactory } from "./IVerifierFactory.sol";

/// @notice Where a version stands in its life. Unknown is the status of what was never registered. Revoked is final, and from Retired only it is left.
enum ModelStatus {
    Unknown,
    Registered,
    Validated,
    Approved,
    Suspended,
    Retired,
    Revoked
}

/// @notice The parts of those who are to contribute to the key of a production registry's model.
enum KeyPart {
    Developer,
    Validator,
    Approver
}

/**
 * @title  IModelRegistry
 * @notice The inventory of models: which version of whose model may decide, and who said so.
 *
 * registered -> validated -> approved (after a delay) -> suspended <-> approved -> retired | revoked. The developer who registered a version, the
 * validator who reviewed it and the approver who let it decide are three different accounts. Adding is slow, stopping is instant. An id and a commitment are
 * never used again, and neither is the verifying key of a version that was revoked: with it every version under that key is revoked. A production registry
 * approves a version only under a key to whose ceremony a developer, a validator and an approver contributed, each of whom signed for it.
 *
 * Roles are those of the AccessManager; what is restricted says to whom. Reads never fail, whatever was stopped, but for a version that was never
 * registered where they say so.
 */
interface IModelRegistry {
    /// @notice What a developer registers.
    struct Registration {
        /// The lender that decides with the model: the only one, with its delegates, that settles under it.
        address lender;
        /// Lower-case name, such as german-scorecard; with the version it makes the id.
        string name;
        string version;
        /// What kind of model it is, such as scorecard.
        string kind;
        /// Name of the policy that the model was quantised with: its cut-offs and reasons. CreditGate compares its hash.
        string policy;
        /// Poseidon commitment to model, policy and schema: the first public signal of every decision.
        uint256 commitment;
        /// Hash of the record schema that the model reads; issuers' keys are admitted for one schema.
        uint256 schemaHash;
        /// The verifier of the model's circuit: a child of the factory, or one that governance admitted.
        IGroth16Verifier verifier;
        /// keccak256 of the public manifest as it was built.
        bytes32 manifestHash;
        /// Materiality, 1 the highest, 4 the lowest.
        uint8 tier;
        /// Oldest record that a decision may rest on, in seconds.
        uint32 maximumRecordAge;
        /// Days from an approval or a review until the next review is due.
        uint16 reviewDays;
    }

    /// @notice What the registry read of a verifier when the model was registered.
    struct VerifierFacts {
        bytes32 verifyingKeyHash;
        bytes32 codeHash;
        bool development;
    }

    /// @notice A version as it stands now.
    struct Model {
        address lender;
        ModelStatus status;
        /// Unix seconds; 0 before the first approval.
        uint40 reviewDue;
        uint32 maximumRecordAge;
        IGroth16Verifier verifier;
        /// Position in the inventory, from 1.
        uint32 number;
        uint8 tier;
        uint16 reviewDays;
        /// From when on a scheduled approval may be carried out, Unix seconds; 0 where none is scheduled.
        uint40 approvableAt;
        uint256 commitment;
        uint256 schemaHash;
        bytes32 policyHash;
        bytes32 manifestHash;
        bytes32 verifyingKeyHash;
        address developer;
        address validator;
        address approver;
    }

    /**
     * @notice Somebody's contribution to the ceremony of a key. What is signed is the EIP-712 struct
     *         KeyContribution(bytes32 verifyingKeyHash,uint8 part,uint32 position,bytes digest) in the domain "Credence ModelRegistry", version 1.
     */
    struct KeyContribution {
        /// Of the key that the ceremony ended with, its beacon included. One key may serve many versions.
        bytes32 verifyingKeyHash;
        KeyPart part;
        /// Among the contributions of the key, from 1.
        uint32 position;
        /// blake2b-512 of the contribution, as the ceremony's tools show it: 64 bytes.
        bytes digest;
    }

    /// @notice What settling needs to know of an approved version.
    struct SettlementTerms {
        address lender;
        uint32 number;
        uint32 maximumRecordAge;
        IGroth16Verifier verifier;
        uint256 commitment;
        uint256 schemaHash;
    }

    event ModelRegistered(ModelId indexed model, address indexed lender, address indexed developer, Registration registration, VerifierFacts verifierFacts);
    event EvidenceAdded(ModelId indexed model, address indexed by, string kind, bytes32 documentHash);
    event ModelValidated(ModelId indexed model, address indexed validator, bytes32 reportHash);
    event ApprovalScheduled(ModelId indexed model, address indexed approver, uint40 approvableAt);
    event ModelApproved(ModelId indexed model, address indexed approver, uint40 reviewDue);
    event ModelSuspended(ModelId indexed model, address indexed by, bytes32 reason);
    event ModelResumed(ModelId indexed model, address indexed approver, uint40 reviewDue);
    event ReviewExtended(ModelId indexed model, address indexed validator, bytes32 reportHash, uint40 reviewDue);
    event ModelRetired(ModelId indexed model, address indexed by, bytes32 reason);
    event ModelRevoked(ModelId indexed model, address indexed by, bytes32 reason);
    event VerifierAdmitted(IGroth16Verifier indexed verifier, bytes32 verifyingKeyHash);
    event ContributionRecorded(bytes32 indexed verifyingKeyHash, address indexed contributor, KeyPart part, uint32 position, bytes digest);

    /// @notice The version has this status, from which what was asked does not follow.
    error ModelStatusUnfit(ModelId model, ModelStatus status);
    /// @notice The version's review is overdue: it makes no decisions until it was reviewed.
    error ReviewOverdue(ModelId model, uint40 reviewDue);
    /// @notice The same lender, name and version were registered before; an id is never used again.
    error ModelAlreadyRegistered(ModelId model);
    error CommitmentAlreadyRegistered(uint256 commitment, ModelId model);
    /// @notice The verifier is no child of the factory and was not admitted by governance.
    error VerifierNotAdmitted(address verifier);
    /// @notice A version under this key was revoked; the key never serves again.
    error VerifyingKeyRevoked(bytes32 verifyingKeyHash);
    /// @notice One party made the key and could forge; this registry takes no such key.
    error DevelopmentKeyRefused(bytes32 verifyingKeyHash);
    /// @notice A part of the registration that has no meaning, by its name.
    error RegistrationInvalid(string part);
    /// @notice The account has a part in this version already that excludes this one.
    error RolesNotSeparated(ModelId model, address account);
    /// @notice The account has no part in this version.
    error NotOfThisModel(ModelId model, address account);
    /// @notice No contribution by this part is recorded of the key; a production registry waits for all three.
    error ContributionMissing(bytes32 verifyingKeyHash, KeyPart part);
    /// @notice What is recorded of a key stays. A key with a wrong record is given up; another beacon makes another of the same contributions.
    error ContributionAlreadyRecorded(bytes32 verifyingKeyHash, KeyPart part);
    /// @notice The account or the position is recorded of this key for another part.
    error ContributionsNotSeparated(bytes32 verifyingKeyHash, KeyPart other);
    /// @notice A part of the contribution that has no meaning, by its name.
    error ContributionInvalid(string part);
    /// @notice The account does not have the role of the part that it contributed for.
    error NotInPart(KeyPart part, address account);
    error ContributionNotSigned(address contributor);
    error ApprovalNotScheduled(ModelId model);
    error ApprovalTooEarly(ModelId model, uint40 approvableAt);
    /// @notice A document's hash is zero, or its kind is empty.
    error DocumentMissing();

    /// @notice Puts a version into the inventory. Restricted to developers; the sender becomes the version's developer.
    function register(Registration calldata registration) external returns (ModelId model);

    /// @notice Records a document about a version by its hash, such as a parity certificate. By the version's developer, validator or approver, in any status.
    function addEvidence(ModelId model, string calldata kind, bytes32 documentHash) external;

    /// @notice Says that the version was reviewed independently, with the report's hash. Restricted to validators other than the developer.
    function validate(ModelId model, bytes32 reportHash) external;

    /**
     * @notice Announces an approval, or the end of a suspension, that may be carried out after the delay. Restricted to approvers other than developer and
     *         validator. The version's approver, once it has one, stays the same.
     */
    function scheduleApproval(ModelId model) external;

    /**
     * @notice Lets the version decide from now on, until its review is due. Restricted to approvers: the one that scheduled it, after the delay. The end of a
     *         suspension leaves the date of the review as it was. In production the contributions of all three parts to its key have to be recorded.
     */
    function approve(ModelId model) external;

    /**
     * @notice Moves the date of the next review after a review took place. Restricted to validators other than developer and approver; of an approved or
     *         suspended version.
     */
    function extendReview(ModelId model, bytes32 reportHash) external;

    /// @notice Stops the version's decisions at once, and drops a scheduled end of its suspension. Restricted to guardians.
    function suspend(ModelId model, bytes32 reason) external;

    /// @notice Ends the version's life; its decisions stay what they are. Restricted to approvers.
    function retire(ModelId model, bytes32 reason) external;

    /**
     * @notice Ends the version's life and that of its verifying key, which cannot be registered again: the other versions under the key are revoked with it,
     *         without an event of their own. Also of a retired version. Restricted to guardians.
     */
    function revoke(ModelId model, bytes32 reason) external;

    /// @notice Admits a verifier that the factory did not deploy. Restricted to governance.
    function admitVerifier(IGroth16Verifier verifier) external;

    /**
     * @notice Records who contributed to a key, by that account's signature. For everybody to send; the contributor has the role of the part: of those who
     *         register, validate or approve. That the contribution is in the key, no contract can see: who may see the model verifies the ceremony.
     */
    function recordContribution(KeyContribution calldata contribution, address contributor, bytes calldata signature) external;

    /// @notice Who is recorded as a key's contributor for a part, and the position; zero where nobody is.
    function contributorOf(bytes32 verifyingKeyHash, KeyPart part) external view returns (address contributor, uint32 position);

    /// @notice A version as it stands; all zero where it was never registered.
    function modelOf(ModelId model) external view returns (Model memory);

    /// @notice The version of a number; the zero id where there is none.
    function modelByNumber(uint32 number) external view returns (ModelId);

    /// @notice How many versions were registered; their numbers are 1 to this.
    function modelCount() external view returns (uint32);

    function statusOf(ModelId model) external view returns (ModelStatus);

    /// @notice Whether the version may decide now.
    function isApproved(ModelId model) external view returns (bool);

    /**
     * @notice Whether the version might decide at a time in the past, its review not overdue then. Transitions within one second count as the last of them.
     * @dev    False for the future.
     */
    function wasApprovedAt(ModelId model, uint40 time) external view returns (bool);

    /// @notice What settling needs. Reverts with ModelStatusUnfit or ReviewOverdue where the version may not decide now.
    function settlementTerms(ModelId model) external view returns (SettlementTerms memory);

    function isKeyRevoked(bytes32 verifyingKeyHash) external view returns (bool);

    /// @notice Seconds between the announcement of an approval and the first moment at which it may be carried out.
    function approvalDelay() external view returns (uint32);

    /// @notice Whether keys made by one party are refused, and keys without three recorded contributions.
    function isProduction() external view returns (bool);

    /// @notice Whose children may verify without being admitted one by one.
    function verifierFactory() external view returns (IVerifierFactory);
}
