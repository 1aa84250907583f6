// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { APPLICATION_ID, DECISION_COMMITMENT, ISSUER_KEY, MODEL_COMMITMENT, OUTCOME } from "../generated/PublicSignals.sol";
import { IDecisionRegistry } from "../interfaces/IDecisionRegistry.sol";
import { IIssuerRegistry } from "../interfaces/IIssuerRegistry.sol";
import { IModelRegistry } from "../interfaces/IModelRegistry.sol";
import { ApplicationId, ApplicationIds } from "../types/ApplicationId.sol";
import { ModelId } from "../types/ModelId.sol";
import { Outcome } from "../types/Outcome.sol";
import { StoredDecision, StoredDecisions } from "../types/StoredDecision.sol";
import { FIELD_ORDER } from "../verifying/Bn254.sol";
import { BatchCall, BatchCalls } from "./BatchCall.sol";

/// @title DecisionRegistry
contract DecisionRegistry is IDecisionRegistry, AccessManaged {
    /// @dev A struct, so that its place is computed once where it is read and written.
    struct Stored {
        StoredDecision packed;
    }

    /// @dev An issuer's key that was found valid for signing at a time.
    struct KnownKey {
        uint256 key;
        uint40 since;
    }

    /// @inheritdoc IDecisionRegistry
    IModelRegistry public immutable modelRegistry;

    /// @inheritdoc IDecisionRegistry
    IIssuerRegistry public immutable issuerRegistry;

    /// @inheritdoc IDecisionRegistry
    bool public isStopped;

    mapping(ApplicationId application => Stored) private _decisions;

    /// @inheritdoc IDecisionRegistry
    mapping(address lender => mapping(bytes32 subject => ApplicationId)) public latestApplication;

    /// @inheritdoc IDecisionRegistry
    mapping(address lender => mapping(address account => bool)) public isDelegate;

    mapping(ApplicationId application => mapping(uint32 modelNumber => bool)) private _challenged;

    constructor(address authority_, IModelRegistry models, IIssuerRegistry issuers) AccessManaged(authority_) {
        modelRegistry = models;
        issuerRegistry = issuers;
    }

    /// @inheritdoc IDecisionRegistry
    function settle(Settlement calldata settlement) external returns (ApplicationId application) {
        IModelRegistry.SettlementTerms memory terms = _termsFor(settlement.model);
        return _settle(settlement, terms);
    }

    /// @inheritdoc IDecisionRegistry
    function settleReconsideration(Settlement calldata settlement, bytes32 earlierReference) external returns (ApplicationId application) {
        IModelRegistry.SettlementTerms memory terms = _termsFor(settlement.model);
        // Made of the same lender and subject, the id can only be of an earlier decision on them.
        ApplicationId earlier = applicationIdOf(terms.lender, settlement.subject, earlierReference);
        Stored storage stored = _decisions[earlier];
        StoredDecision decision = stored.packed;
        if (!decision.exists() || decision.isSuperseded()) revert CannotSupersede(earlier);

        application = _settle(settlement, terms);
        stored.packed = decision.asSuperseded();
        emit DecisionSuperseded(earlier, application);
    }

    /// @inheritdoc IDecisionRegistry
    function settleBatch(Settlement[] calldata settlements) external {
        uint256 count = settlements.length;
        if (count == 0) revert BatchEmpty();
        ModelId model = settlements[0].model;
        IModelRegistry.SettlementTerms memory terms = _termsFor(model);
        BatchCall memory batch = BatchCalls.prepare(count);
        KnownKey memory known;
        for (uint256 i; i < count; i++) {
            Settlement calldata settlement = settlements[i];
            if (settlement.model != model) revert BatchOfSeveralModels(model, settlement.model);
            _fill(batch.signals[i], settlement, terms, known);
            _checkUndecided(batch.signals[i]);
            batch.setProof(i, settlement.proof);
        }
        if (!batch.holds(terms.verifier)) revert BatchDoesNotHold(model);

        for (uint256 i; i < count; i++) {
            _store(settlements[i], terms, batch.signals[i]);
        }
    }

    /// @inheritdoc IDecisionRegistry
    function challenge(Settlement calldata settlement) external {
        IModelRegistry.SettlementTerms memory terms = _termsFor(settlement.model);
        uint256[5] memory signals = _signals(settlement, terms);
        ApplicationId application = ApplicationId.wrap(signals[APPLICATION_ID]);
        StoredDecision decision = _decisions[application].packed;
        if (!decision.exists()) revert NotDecided(application);
        if (decision.modelNumber() == terms.number || _challenged[application][terms.number]) revert ChallengerUnfit(application, settlement.model);
        if (!terms.verifier.verifyProof(settlement.proof, signals)) revert ProofDoesNotHold(settlement.model, application);

        _challenged[application][terms.number] = true;
        emit ChallengeRecorded(application, settlement.model, msg.sender, signals, settlement.proof);
    }

    /// @inheritdoc IDecisionRegistry
    function annotate(ApplicationId application, AnnotationKind kind, bytes32 documentHash) external {
        StoredDecision decision = _decisions[application].packed;
        if (!decision.exists()) revert NotDecided(application);
        _checkSender(lenderOf(application));
        if (documentHash == 0) revert DocumentMissing();

        if (kind == AnnotationKind.Override) _decisions[application].packed = decision.asOverridden();
        emit DecisionAnnotated(application, msg.sender, kind, documentHash);
    }

    /// @inheritdoc IDecisionRegistry
    function setDelegate(address delegate, bool allowed) external {
        isDelegate[msg.sender][delegate] = allowed;
        emit DelegateSet(msg.sender, delegate, allowed);
    }

    /// @inheritdoc IDecisionRegistry
    function stop(bytes32 reason) external restricted {
        isStopped = true;
        emit SettlementStopped(msg.sender, reason);
    }

    /// @inheritdoc IDecisionRegistry
    function resume() external restricted {
        isStopped = false;
        emit SettlementResumed(msg.sender);
    }

    /// @inheritdoc IDecisionRegistry
    function decisionOf(ApplicationId application) public view returns (SettledDecision memory settled) {
        StoredDecision decision = _decisions[application].packed;
        if (!decision.exists()) return settled;
        Outcome outcome = decision.outcome();
        return
            SettledDecision({
                decision: outcome.decision(),
                disclosedScore: outcome.disclosedScore(),
                issuedAt: outcome.issuedAt(),
                settledAt: decision.settledAt(),
                model: modelRegistry.modelByNumber(decision.modelNumber()),
                overridden: decision.isOverridden(),
                superseded: decision.isSuperseded()
            });
    }

    /// @inheritdoc IDecisionRegistry
    function latestDecision(address lender, bytes32 subject) external view returns (ApplicationId application, SettledDecision memory decision) {
        application = latestApplication[lender][subject];
        decision = decisionOf(application);
    }

    /// @inheritdoc IDecisionRegistry
    function applicationIdOf(address lender, bytes32 subject, bytes32 lenderReference) public view returns (ApplicationId) {
        return ApplicationIds.from(address(this), lender, subject, lenderReference);
    }

    /// @inheritdoc IDecisionRegistry
    function lenderOf(ApplicationId application) public view returns (address) {
        return modelRegistry.modelOf(modelRegistry.modelByNumber(_decisions[application].packed.modelNumber())).lender;
    }

    /// @dev Nothing is settled under a model that may not decide now, or by another than its lender or a delegate.
    function _termsFor(ModelId model) private view returns (IModelRegistry.SettlementTerms memory terms) {
        if (isStopped) revert SettlementIsStopped();
        terms = modelRegistry.settlementTerms(model);
        _checkSender(terms.lender);
    }

    function _checkSender(address lender) private view {
        if (msg.sender != lender && !isDelegate[lender][msg.sender]) revert NotLenderOrDelegate(msg.sender, lender);
    }

    function _settle(Settlement calldata settlement, IModelRegistry.SettlementTerms memory terms) private returns (ApplicationId application) {
        uint256[5] memory signals = _signals(settlement, terms);
        _checkUndecided(signals);
        application = ApplicationId.wrap(signals[APPLICATION_ID]);
        if (!terms.verifier.verifyProof(settlement.proof, signals)) revert ProofDoesNotHold(settlement.model, application);
        _store(settlement, terms, signals);
    }

    function _checkUndecided(uint256[5] memory signals) private view {
        ApplicationId application = ApplicationId.wrap(signals[APPLICATION_ID]);
        if (_decisions[application].packed.exists()) revert AlreadyDecided(application);
    }

    function _signals(Settlement calldata settlement, IModelRegistry.SettlementTerms memory terms) private view returns (uint256[5] memory signals) {
        KnownKey memory known;
        _fill(signals, settlement, terms, known);
    }

    /// @dev The statement that a proof must hold for, once everything about it but the proof is in order.
    function _fill(
        uint256[5] memory signals,
        Settlement calldata settlement,
        IModelRegistry.SettlementTerms memory terms,
        KnownKey memory known
    ) private view {
        Outcome outcome = settlement.outcome;
        uint256 issuerKey = settlement.issuerKey;
        uint256 decisionCommitment = settlement.decisionCommitment;
        if (!outcome.isWellFormed()) revert OutcomeMalformed(outcome);
        if (issuerKey >= FIELD_ORDER) revert SignalTooLarge(ISSUER_KEY, issuerKey);
        if (decisionCommitment >= FIELD_ORDER) revert SignalTooLarge(DECISION_COMMITMENT, decisionCommitment);
        uint40 issuedAt = outcome.issuedAt();
        if (issuedAt > block.timestamp) revert RecordFromTheFuture(issuedAt);
        if (block.timestamp > uint256(issuedAt) + terms.maximumRecordAge) revert RecordTooOld(issuedAt, terms.maximumRecordAge);
        _checkKey(issuerKey, terms.schemaHash, issuedAt, known);

        signals[MODEL_COMMITMENT] = terms.commitment;
        signals[ISSUER_KEY] = issuerKey;
        signals[APPLICATION_ID] = ApplicationId.unwrap(applicationIdOf(terms.lender, settlement.subject, settlement.lenderReference));
        signals[DECISION_COMMITMENT] = decisionCommitment;
        signals[OUTCOME] = Outcome.unwrap(outcome);
    }

    /// @dev A key that is valid now was valid from its beginning on. So one of a batch, once found valid at a time, is not asked about for a later one.
    function _checkKey(uint256 key, uint256 schemaHash, uint40 signedAt, KnownKey memory known) private view {
        if (key == known.key && signedAt >= known.since && known.since != 0) return;
        if (!issuerRegistry.wasKeyValid(key, schemaHash, signedAt, uint40(block.timestamp))) revert IssuerKeyNotValid(key, schemaHash, signedAt);
        known.key = key;
        known.since = signedAt;
    }

    function _store(Settlement calldata settlement, IModelRegistry.SettlementTerms memory terms, uint256[5] memory signals) private {
        ApplicationId application = ApplicationId.wrap(signals[APPLICATION_ID]);
        Stored storage stored = _decisions[application];
        // Asked once more, as a batch may hold an application twice.
        if (stored.packed.exists()) revert AlreadyDecided(application);
        stored.packed = StoredDecisions.from(settlement.outcome, uint40(block.timestamp), terms.number);
        latestApplication[terms.lender][settlement.subject] = application;
        emit DecisionSettled(
            application,
            settlement.model,
            settlement.subject,
            terms.lender,
            settlement.lenderReference,
            msg.sender,
            terms.verifier,
            signals,
            settlement.proof
        );
    }
}
