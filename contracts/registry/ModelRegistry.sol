// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import { IGroth16Verifier } from "../interfaces/IGroth16Verifier.sol";
import { IModelRegistry, KeyPart, ModelStatus } from "../interfaces/IModelRegistry.sol";
import { IVerifierFactory } from "../interfaces/IVerifierFactory.sol";
import { ModelId, ModelIds } from "../types/ModelId.sol";
import { FIELD_ORDER } from "../verifying/Bn254.sol";
import { Facts, ModelFacts } from "./ModelFacts.sol";

/// @title ModelRegistry
contract ModelRegistry is IModelRegistry, AccessManaged, EIP712 {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev One slot: all that settling reads, with the facts that it points to.
    struct Version {
        /// Where ModelFacts put them.
        address facts;
        ModelStatus status;
        uint40 reviewDue;
        uint40 approvableAt;
        /// Another version was registered under the same verifying key, and may be revoked with it.
        bool sharesKey;
    }

    /// @dev Who reviewed the version, and who may let it decide. Its developer is one of the facts.
    struct Parts {
        address validator;
        address approver;
    }

    /// @dev Who contributed to a key, in one slot.
    struct Contributor {
        address account;
        uint32 position;
    }

    bytes32 private constant CONTRIBUTION_TYPE =
        keccak256("KeyContribution(bytes32 verifyingKeyHash,uint8 part,uint32 position,bytes digest)");
    uint256 private constant DIGEST_BYTES = 64;
    uint256 private constant LONGEST_TEXT = 64;
    uint256 private constant LOWEST_TIER = 4;

    /// @inheritdoc IModelRegistry
    IVerifierFactory public immutable verifierFactory;

    /// @inheritdoc IModelRegistry
    uint32 public immutable approvalDelay;

    /// @inheritdoc IModelRegistry
    bool public immutable isProduction;

    /// @inheritdoc IModelRegistry
    uint32 public modelCount;

    mapping(ModelId model => Version) private _versions;
    mapping(ModelId model => Parts) private _parts;

    /// @inheritdoc IModelRegistry
    mapping(uint32 number => ModelId) public modelByNumber;

    mapping(uint256 commitment => ModelId) private _modelByCommitment;
    mapping(IGroth16Verifier verifier => bool) private _admitted;
    mapping(bytes32 verifyingKeyHash => ModelId) private _firstUnderKey;

    /// @dev By key and not by version: one universal key serves many versions, and all of them end with it. Unix seconds, 0 where it was not revoked.
    mapping(bytes32 verifyingKeyHash => uint40) private _keyRevokedAt;

    /// @dev By key and not by version, for the same reason.
    mapping(bytes32 verifyingKeyHash => mapping(KeyPart part => Contributor)) private _contributors;

    /// @dev Value: status, and above its 8 bits the review date.
    mapping(ModelId model => Checkpoints.Trace208) private _history;

    constructor(address authority_, IVerifierFactory factory, uint32 approvalDelay_, bool production)
        AccessManaged(authority_)
        EIP712("Credence ModelRegistry", "1")
    {
        verifierFactory = factory;
        approvalDelay = approvalDelay_;
        isProduction = production;
    }

    /// @inheritdoc IModelRegistry
    function register(Registration calldata registration) external restricted returns (ModelId model) {
        _checkParts(registration);
        model = ModelIds.from(registration.lender, registration.name, registration.version);
        Version storage version = _versions[model];
        if (version.status != ModelStatus.Unknown) revert ModelAlreadyRegistered(model);
        ModelId holder = _modelByCommitment[registration.commitment];
        if (holder != ModelId.wrap(0)) revert CommitmentAlreadyRegistered(registration.commitment, holder);
        VerifierFacts memory verifierFacts = _examine(registration.verifier);

        uint32 number = ++modelCount;
        modelByNumber[number] = model;
        _modelByCommitment[registration.commitment] = model;
        _noteKey(verifierFacts.verifyingKeyHash, model);
        version.facts = ModelFacts.write(
            Facts({
                terms: SettlementTerms({
                    lender: registration.lender,
                    number: number,
                    maximumRecordAge: registration.maximumRecordAge,
                    verifier: registration.verifier,
                    commitment: registration.commitment,
                    schemaHash: registration.schemaHash
                }),
                verifyingKeyHash: verifierFacts.verifyingKeyHash,
                policyHash: keccak256(bytes(registration.policy)),
                manifestHash: registration.manifestHash,
                developer: msg.sender,
                tier: registration.tier,
                reviewDays: registration.reviewDays
            })
        );
        _enter(model, version, ModelStatus.Registered);
        emit ModelRegistered(model, registration.lender, msg.sender, registration, verifierFacts);
    }

    /// @inheritdoc IModelRegistry
    function addEvidence(ModelId model, string calldata kind, bytes32 documentHash) external {
        Version storage version = _versions[model];
        Parts storage parts = _parts[model];
        bool hasPart = msg.sender == _developerOf(version) || msg.sender == parts.validator || msg.sender == parts.approver;
        if (!hasPart) revert NotOfThisModel(model, msg.sender);
        if (bytes(kind).length == 0 || documentHash == 0) revert DocumentMissing();
        emit EvidenceAdded(model, msg.sender, kind, documentHash);
    }

    /// @inheritdoc IModelRegistry
    function validate(ModelId model, bytes32 reportHash) external restricted {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status != ModelStatus.Registered) revert ModelStatusUnfit(model, status);
        if (msg.sender == _developerOf(version)) revert RolesNotSeparated(model, msg.sender);
        if (reportHash == 0) revert DocumentMissing();

        _parts[model].validator = msg.sender;
        _enter(model, version, ModelStatus.Validated);
        emit ModelValidated(model, msg.sender, reportHash);
    }

    /// @inheritdoc IModelRegistry
    function scheduleApproval(ModelId model) external restricted {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status != ModelStatus.Validated && status != ModelStatus.Suspended) revert ModelStatusUnfit(model, status);
        Parts storage parts = _parts[model];
        if (msg.sender == _developerOf(version) || msg.sender == parts.validator) revert RolesNotSeparated(model, msg.sender);
        address approver = parts.approver;
        if (approver == address(0)) parts.approver = msg.sender;
        else if (approver != msg.sender) revert NotOfThisModel(model, msg.sender);

        uint40 approvableAt = uint40(block.timestamp) + approvalDelay;
        version.approvableAt = approvableAt;
        emit ApprovalScheduled(model, msg.sender, approvableAt);
    }

    /// @inheritdoc IModelRegistry
    function approve(ModelId model) external restricted {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status != ModelStatus.Validated && status != ModelStatus.Suspended) revert ModelStatusUnfit(model, status);
        uint40 approvableAt = version.approvableAt;
        if (approvableAt == 0) revert ApprovalNotScheduled(model);
        if (msg.sender != _parts[model].approver) revert NotOfThisModel(model, msg.sender);
        if (block.timestamp < approvableAt) revert ApprovalTooEarly(model, approvableAt);
        if (isProduction) _requireContributions(ModelFacts.readKeyHash(version.facts));

        version.approvableAt = 0;
        if (status == ModelStatus.Validated) {
            uint40 reviewDue = _nextReview(version);
            version.reviewDue = reviewDue;
            _enter(model, version, ModelStatus.Approved);
            emit ModelApproved(model, msg.sender, reviewDue);
        } else {
            // The end of a suspension is no review: the date stays, or suspending would be a way to put a review off.
            _enter(model, version, ModelStatus.Approved);
            emit ModelResumed(model, msg.sender, version.reviewDue);
        }
    }

    /// @inheritdoc IModelRegistry
    function extendReview(ModelId model, bytes32 reportHash) external restricted {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status != ModelStatus.Approved && status != ModelStatus.Suspended) revert ModelStatusUnfit(model, status);
        if (msg.sender == _developerOf(version) || msg.sender == _parts[model].approver) revert RolesNotSeparated(model, msg.sender);
        if (reportHash == 0) revert DocumentMissing();

        uint40 reviewDue = _nextReview(version);
        version.reviewDue = reviewDue;
        _enter(model, version, status);
        emit ReviewExtended(model, msg.sender, reportHash, reviewDue);
    }

    /// @inheritdoc IModelRegistry
    function suspend(ModelId model, bytes32 reason) external restricted {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status != ModelStatus.Approved && status != ModelStatus.Suspended) revert ModelStatusUnfit(model, status);

        version.approvableAt = 0;
        _enter(model, version, ModelStatus.Suspended);
        emit ModelSuspended(model, msg.sender, reason);
    }

    /// @inheritdoc IModelRegistry
    function retire(ModelId model, bytes32 reason) external restricted {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status == ModelStatus.Unknown || status >= ModelStatus.Retired) revert ModelStatusUnfit(model, status);

        version.approvableAt = 0;
        _enter(model, version, ModelStatus.Retired);
        emit ModelRetired(model, msg.sender, reason);
    }

    /// @inheritdoc IModelRegistry
    function revoke(ModelId model, bytes32 reason) external restricted {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status == ModelStatus.Unknown || status == ModelStatus.Revoked) revert ModelStatusUnfit(model, status);

        version.approvableAt = 0;
        _keyRevokedAt[ModelFacts.readKeyHash(version.facts)] = uint40(block.timestamp);
        _enter(model, version, ModelStatus.Revoked);
        emit ModelRevoked(model, msg.sender, reason);
    }

    /// @inheritdoc IModelRegistry
    function admitVerifier(IGroth16Verifier verifier) external restricted {
        if (address(verifier).code.length == 0) revert VerifierNotAdmitted(address(verifier));
        bytes32 keyHash = verifier.verifyingKeyHash();
        _admitted[verifier] = true;
        emit VerifierAdmitted(verifier, keyHash);
    }

    /// @inheritdoc IModelRegistry
    function recordContribution(KeyContribution calldata contribution, address contributor, bytes calldata signature) external {
        bytes32 keyHash = contribution.verifyingKeyHash;
        if (keyHash == 0) revert ContributionInvalid("verifyingKeyHash");
        if (contribution.position == 0) revert ContributionInvalid("position");
        if (contribution.digest.length != DIGEST_BYTES) revert ContributionInvalid("digest");
        if (!_isInPart(contribution.part, contributor)) revert NotInPart(contribution.part, contributor);
        for (uint8 i = 0; i <= uint8(type(KeyPart).max); ++i) {
            Contributor storage other = _contributors[keyHash][KeyPart(i)];
            if (other.account == address(0)) continue;
            if (KeyPart(i) == contribution.part) revert ContributionAlreadyRecorded(keyHash, contribution.part);
            if (other.account == contributor || other.position == contribution.position) revert ContributionsNotSeparated(keyHash, KeyPart(i));
        }
        bytes32 structHash = keccak256(
            abi.encode(CONTRIBUTION_TYPE, keyHash, contribution.part, contribution.position, keccak256(contribution.digest))
        );
        if (!SignatureChecker.isValidSignatureNowCalldata(contributor, _hashTypedDataV4(structHash), signature)) revert ContributionNotSigned(contributor);

        _contributors[keyHash][contribution.part] = Contributor(contributor, contribution.position);
        emit ContributionRecorded(keyHash, contributor, contribution.part, contribution.position, contribution.digest);
    }

    /// @inheritdoc IModelRegistry
    function contributorOf(bytes32 verifyingKeyHash, KeyPart part) external view returns (address contributor, uint32 position) {
        Contributor storage found = _contributors[verifyingKeyHash][part];
        return (found.account, found.position);
    }

    /// @inheritdoc IModelRegistry
    function modelOf(ModelId model) external view returns (Model memory) {
        Version storage version = _versions[model];
        Facts memory facts = ModelFacts.read(version.facts);
        return
            Model({
                lender: facts.terms.lender,
                status: _statusOf(version),
                reviewDue: version.reviewDue,
                maximumRecordAge: facts.terms.maximumRecordAge,
                verifier: facts.terms.verifier,
                number: facts.terms.number,
                tier: facts.tier,
                reviewDays: facts.reviewDays,
                approvableAt: version.approvableAt,
                commitment: facts.terms.commitment,
                schemaHash: facts.terms.schemaHash,
                policyHash: facts.policyHash,
                manifestHash: facts.manifestHash,
                verifyingKeyHash: facts.verifyingKeyHash,
                developer: facts.developer,
                validator: _parts[model].validator,
                approver: _parts[model].approver
            });
    }

    /// @inheritdoc IModelRegistry
    function statusOf(ModelId model) external view returns (ModelStatus) {
        return _statusOf(_versions[model]);
    }

    /// @inheritdoc IModelRegistry
    function isApproved(ModelId model) external view returns (bool) {
        Version storage version = _versions[model];
        return _statusOf(version) == ModelStatus.Approved && block.timestamp <= version.reviewDue;
    }

    /// @inheritdoc IModelRegistry
    function wasApprovedAt(ModelId model, uint40 time) external view returns (bool) {
        if (time > block.timestamp) return false;
        uint40 revokedAt = _keyRevokedAt[ModelFacts.readKeyHash(_versions[model].facts)];
        if (revokedAt != 0 && time >= revokedAt) return false;
        uint208 state = _history[model].upperLookup(time);
        return ModelStatus(uint8(state)) == ModelStatus.Approved && time <= state >> 8;
    }

    /// @inheritdoc IModelRegistry
    function settlementTerms(ModelId model) external view returns (SettlementTerms memory) {
        Version storage version = _versions[model];
        ModelStatus status = _statusOf(version);
        if (status != ModelStatus.Approved) revert ModelStatusUnfit(model, status);
        if (block.timestamp > version.reviewDue) revert ReviewOverdue(model, version.reviewDue);
        return ModelFacts.readTerms(version.facts);
    }

    /// @inheritdoc IModelRegistry
    function isKeyRevoked(bytes32 verifyingKeyHash) external view returns (bool) {
        return _keyRevokedAt[verifyingKeyHash] != 0;
    }

    /// @dev The end of a key is the end of every version under it, whichever of them it was revoked with. One that has its key for itself needs no look.
    function _statusOf(Version storage version) private view returns (ModelStatus) {
        if (version.sharesKey && _keyRevokedAt[ModelFacts.readKeyHash(version.facts)] != 0) return ModelStatus.Revoked;
        return version.status;
    }

    function _requireContributions(bytes32 keyHash) private view {
        for (uint8 i = 0; i <= uint8(type(KeyPart).max); ++i) {
            if (_contributors[keyHash][KeyPart(i)].account == address(0)) revert ContributionMissing(keyHash, KeyPart(i));
        }
    }

    /// @dev A role is what its calls need, so that the registry knows no numbers of roles. A delay of the account's own is no lack of the role.
    function _isInPart(KeyPart part, address account) private view returns (bool) {
        bytes4 selector = part == KeyPart.Developer ? this.register.selector : part == KeyPart.Validator
            ? this.validate.selector
            : this.approve.selector;
        (bool immediate, uint32 delay) = IAccessManager(authority()).canCall(account, address(this), selector);
        return immediate || delay != 0;
    }

    function _developerOf(Version storage version) private view returns (address) {
        return ModelFacts.read(version.facts).developer;
    }

    function _nextReview(Version storage version) private view returns (uint40) {
        return uint40(block.timestamp) + uint40(ModelFacts.read(version.facts).reviewDays) * 1 days;
    }

    function _noteKey(bytes32 keyHash, ModelId model) private {
        ModelId first = _firstUnderKey[keyHash];
        if (first == ModelId.wrap(0)) {
            _firstUnderKey[keyHash] = model;
            return;
        }
        _versions[first].sharesKey = true;
        _versions[model].sharesKey = true;
    }

    function _enter(ModelId model, Version storage version, ModelStatus status) private {
        version.status = status;
        _history[model].push(uint48(block.timestamp), uint208(uint8(status)) | (uint208(version.reviewDue) << 8));
    }

    /// @dev What the registry reads of a verifier that it may admit a model with.
    function _examine(IGroth16Verifier verifier) private view returns (VerifierFacts memory facts) {
        if (!verifierFactory.isVerifier(address(verifier)) && !_admitted[verifier]) revert VerifierNotAdmitted(address(verifier));
        facts = VerifierFacts({
            verifyingKeyHash: verifier.verifyingKeyHash(),
            codeHash: address(verifier).codehash,
            development: verifier.isDevelopmentKey()
        });
        if (_keyRevokedAt[facts.verifyingKeyHash] != 0) revert VerifyingKeyRevoked(facts.verifyingKeyHash);
        if (isProduction && facts.development) revert DevelopmentKeyRefused(facts.verifyingKeyHash);
    }

    function _checkParts(Registration calldata registration) private pure {
        if (registration.lender == address(0)) revert RegistrationInvalid("lender");
        if (!_isBoundedText(registration.name)) revert RegistrationInvalid("name");
        if (!_isBoundedText(registration.version)) revert RegistrationInvalid("version");
        if (!_isBoundedText(registration.kind)) revert RegistrationInvalid("kind");
        if (!_isBoundedText(registration.policy)) revert RegistrationInvalid("policy");
        if (!_isNonZeroElement(registration.commitment)) revert RegistrationInvalid("commitment");
        if (!_isNonZeroElement(registration.schemaHash)) revert RegistrationInvalid("schemaHash");
        if (registration.manifestHash == 0) revert RegistrationInvalid("manifestHash");
        if (registration.tier == 0 || registration.tier > LOWEST_TIER) revert RegistrationInvalid("tier");
        if (registration.maximumRecordAge == 0) revert RegistrationInvalid("maximumRecordAge");
        if (registration.reviewDays == 0) revert RegistrationInvalid("reviewDays");
    }

    function _isBoundedText(string calldata text) private pure returns (bool) {
        return bytes(text).length != 0 && bytes(text).length <= LONGEST_TEXT;
    }

    function _isNonZeroElement(uint256 value) private pure returns (bool) {
        return value != 0 && value < FIELD_ORDER;
    }
}
