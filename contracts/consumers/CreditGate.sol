// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { ICreditGate } from "../interfaces/ICreditGate.sol";
import { IDecisionRegistry } from "../interfaces/IDecisionRegistry.sol";
import { IModelRegistry, ModelStatus } from "../interfaces/IModelRegistry.sol";
import { ApplicationId, NO_APPLICATION } from "../types/ApplicationId.sol";
import { ModelId } from "../types/ModelId.sol";
import { Decision } from "../types/Outcome.sol";

/// @title CreditGate
contract CreditGate is ICreditGate, IERC165 {
    /// @notice A registry's address has no code.
    error RegistryMissing(address registry);
    /// @notice The decisions are of models in another registry than the one that was given.
    error OtherModelRegistry(address ofDecisions, address given);

    /// @inheritdoc ICreditGate
    IDecisionRegistry public immutable decisions;

    /// @inheritdoc ICreditGate
    IModelRegistry public immutable models;

    /// @dev An account without code would make every answer revert, from now until somebody puts code there.
    constructor(IDecisionRegistry decisionRegistry, IModelRegistry modelRegistry) {
        if (address(decisionRegistry).code.length == 0) revert RegistryMissing(address(decisionRegistry));
        if (address(modelRegistry).code.length == 0) revert RegistryMissing(address(modelRegistry));
        // A version has the same id in every registry: another one's would answer, for instance that what is suspended here is approved.
        address ofDecisions = address(decisionRegistry.modelRegistry());
        if (ofDecisions != address(modelRegistry)) revert OtherModelRegistry(ofDecisions, address(modelRegistry));
        decisions = decisionRegistry;
        models = modelRegistry;
    }

    /// @inheritdoc ICreditGate
    function isCreditworthy(bytes32 subject, Terms calldata terms) external view returns (bool) {
        (Answer answer, ) = ask(subject, terms);
        return answer == Answer.Granted;
    }

    /**
     * @inheritdoc ICreditGate
     * @dev The registries' reads do not revert, and nothing here catches: a failure that is caught could only be want of gas, and who gives too little
     *      must not get an answer that looks like a no. What costs least is asked first, but for what the latest decision says of itself.
     */
    function ask(bytes32 subject, Terms calldata terms) public view returns (Answer answer, ApplicationId application) {
        if (terms.lender == address(0)) return (Answer.NoDecision, NO_APPLICATION);
        (ApplicationId latest, IDecisionRegistry.SettledDecision memory settled) = decisions.latestDecision(terms.lender, subject);
        return (_answer(settled, terms), latest);
    }

    /// @inheritdoc ICreditGate
    function subjectOf(address account) external pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(ICreditGate).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    function _answer(IDecisionRegistry.SettledDecision memory settled, Terms calldata terms) private view returns (Answer) {
        if (settled.decision == Decision.None) return Answer.NoDecision;
        if (settled.superseded) return Answer.Superseded;
        if (settled.overridden) return Answer.Overridden;
        if (settled.decision != Decision.Approve) return Answer.NotApproved;
        // In 256 bits, where no age overflows. Nothing settles in the future.
        if (uint256(settled.settledAt) + terms.maximumAge < block.timestamp) return Answer.TooOld;
        if (settled.disclosedScore < terms.minimumScore) return Answer.ScoreTooLow;
        if (ModelId.unwrap(terms.model) != 0 && settled.model != terms.model) return Answer.OtherModel;
        if (decisions.isStopped()) return Answer.RegistryStopped;
        // Approved now, and nothing else: a version that was suspended may be retired from there, and its status no longer tells.
        if (models.statusOf(settled.model) != ModelStatus.Approved) return Answer.ModelStopped;
        // The whole model is read for its policy alone: only where it was asked for.
        if (terms.policyHash != 0 && models.modelOf(settled.model).policyHash != terms.policyHash) return Answer.OtherPolicy;
        return Answer.Granted;
    }
}
