// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IDecisionRegistry } from "../interfaces/IDecisionRegistry.sol";
import { IModelRegistry, ModelStatus } from "../interfaces/IModelRegistry.sol";
import { ApplicationId } from "../types/ApplicationId.sol";
import { ModelId } from "../types/ModelId.sol";

/// @notice Answers the gate's questions as it is told, also in ways that the registries never do: decisions and models in one.
contract ScriptedDecisions {
    IDecisionRegistry.SettledDecision private _decision;
    IModelRegistry.Model private _model;
    bool public isStopped;

    function script(IDecisionRegistry.SettledDecision calldata decision, ModelStatus status, bytes32 policyHash, bool stopped) external {
        _decision = decision;
        _model.status = status;
        _model.policyHash = policyHash;
        isStopped = stopped;
    }

    function modelRegistry() external view returns (address) {
        return address(this);
    }

    function latestDecision(address, bytes32) external view returns (ApplicationId, IDecisionRegistry.SettledDecision memory) {
        return (ApplicationId.wrap(7), _decision);
    }

    function statusOf(ModelId) external view returns (ModelStatus) {
        return _model.status;
    }

    function modelOf(ModelId) external view returns (IModelRegistry.Model memory) {
        return _model;
    }
}
