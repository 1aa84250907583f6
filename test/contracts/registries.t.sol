// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IDecisionRegistry } from "../../contracts/interfaces/IDecisionRegistry.sol";
import { KeyPart, ModelStatus } from "../../contracts/interfaces/IModelRegistry.sol";
import { Decision } from "../../contracts/types/Outcome.sol";
import { RegisterDeployment } from "./fixture/RegisterDeployment.sol";
import { RegisterHandler } from "./fixture/RegisterHandler.sol";

/// @title  RegisterWalk
/// @notice One act of the handler a step, chosen by a number: what a machine that tries numbers can be given to try. It stands here since the
///         machine finds only what is compiled for the file of the test.
contract RegisterWalk {
    RegisterHandler private _handler;
    uint256 private _steps;

    constructor(RegisterHandler handler) {
        _handler = handler;
    }

    function step(uint256 choice) external {
        uint256 seed = uint256(keccak256(abi.encode(choice, _steps++)));
        uint256 what = seed % 24;
        (uint256 a, uint256 b, uint256 c, uint256 d) = (seed >> 16, seed >> 48, seed >> 80, seed >> 128);
        if (what == 0) _handler.register(a, b);
        else if (what == 1) _handler.validate(a, b);
        else if (what == 2) _handler.schedule(a, b);
        else if (what == 3) _handler.approve(a, b);
        else if (what == 4) _handler.extendReview(a, b);
        else if (what == 5) _handler.suspend(a);
        else if (what == 6) _handler.retire(a, b);
        else if (what == 7) _handler.revoke(a, b);
        else if (what == 8) _handler.addKey(a);
        else if (what == 9) _handler.revokeKey(a, b % 2 == 0, c);
        else if (what == 10) _handler.settleTwo(a, b, c, d);
        else if (what == 11) _handler.reconsider(a, b, c, d);
        else if (what == 12) _handler.overrideDecision(a, b % 2 == 0);
        else if (what == 13) _handler.stop(a % 2 == 0, b);
        else if (what == 14) b % 2 == 0 ? _handler.wait(a) : _handler.contribute(a, b >> 1, c, d);
        else if (what <= 16) _handler.attack(a, b, c, d);
        else if (what <= 18) _handler.bringToApproval(a, b);
        else _handler.settle(a, b, c, d, a % 2 == 0);
    }
}

/**
 * @title  RegistriesTest
 * @notice What holds of the registries whatever was done to them, in whatever order.
 */
contract RegistriesTest {
    RegisterHandler private _handler;
    RegisterWalk private _walk;

    function setUp() public {
        _handler = new RegisterHandler(new RegisterDeployment(address(0xc047)));
        _walk = new RegisterWalk(_handler);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_walk);
    }

    /**
     * 1. A decision never changes after its settlement but by its two marks, which are never taken back.
     * 2. No decision exists whose model was not approved when it was settled.
     * 3. What was revoked, be it a model, a verifying key or an issuer's key, never serves again.
     * 4. Whether a model was approved at a time is what its history says, at every change and on both sides of it.
     * 5. There are as many decisions as there are events.
     * 6. Developer, validator and approver of a version are three accounts.
     * 7. A version is approved only under a key to which three accounts are recorded as contributors, each for one part; what is recorded stays.
     * 8. Every call succeeds or is refused as an account kept beside the registries says, and no attack succeeds.
     *
     * forge-config: default.invariant.runs = 8
     * forge-config: default.invariant.depth = 120
     * forge-config: default.invariant.fail-on-revert = true
     */
    function invariant_TheRegistriesKeepTheirWord() public view {
        _check();
    }

    /// @notice The same after a long walk by numbers that are always the same; and the walk comes by all that the properties are about.
    function test_TheWalkComesByEverything() public {
        for (uint256 i; i < 800; i++) {
            _walk.step(i);
            if (i % 100 == 99) _check();
        }
        require(_handler.settledCount() >= 10, "few decisions");
        require(_handler.refusals() >= 50, "few refusals");
        (uint256 overridden, uint256 superseded, uint256 revoked) = _count();
        require(overridden != 0, "nothing was overridden");
        require(superseded != 0, "nothing was superseded");
        require(revoked != 0, "nothing was revoked");
    }

    /// @notice The first of the two is stored and its event emitted before the second is refused: no event is left of either.
    function test_ABatchThatNamesOneApplicationTwiceLeavesNothing() public {
        _handler.register(0, 0);
        // The key serves from a day later on, which the approval takes.
        _handler.addKey(0);
        _handler.bringToApproval(0, 0);
        uint256 refusals = _handler.refusals();
        _handler.settleTwo(0, 0, 0, 0);
        require(_handler.refusals() == refusals + 1, "not refused");
        require(_handler.triedCount() == 1 && _handler.settledCount() == 0, "two applications, or one that is settled");
        _check();
        // It was refused for nothing else: alone it is settled.
        _handler.settle(0, 0, 0, 0, false);
        require(_handler.settledCount() == 1, "not settled alone");
        _check();
    }

    function _check() private view {
        require(bytes(_handler.surprise()).length == 0, _handler.surprise());
        _checkDecisions();
        _checkModels();
        for (uint256 i; i < 3; i++) {
            if (_handler.issuerKeyRevokedAt(i) == 0) continue;
            bool serves = _handler.issuers().wasKeyValid(_handler.issuerKeyAt(i), _handler.schemaHash(), uint40(block.timestamp), uint40(block.timestamp));
            require(!serves, "a revoked key serves");
        }
    }

    function _checkDecisions() private view {
        uint256 count = _handler.settledCount();
        for (uint256 i; i < count; i++) {
            RegisterHandler.Settled memory kept = _handler.settledAt(i);
            IDecisionRegistry.SettledDecision memory now_ = _handler.decisions().decisionOf(kept.application);
            kept.decision.overridden = kept.overridden;
            kept.decision.superseded = kept.superseded;
            require(keccak256(abi.encode(now_)) == keccak256(abi.encode(kept.decision)), "a decision changed");
            require(kept.statusThen == ModelStatus.Approved, "decided by a model that was not approved");
            require(_handler.models().wasApprovedAt(now_.model, now_.settledAt), "and history says so");
        }
        require(_handler.events() == count, "events");
        uint256 found;
        uint256 tried = _handler.triedCount();
        for (uint256 i; i < tried; i++) {
            if (_handler.decisions().decisionOf(_handler.triedAt(i)).decision != Decision.None) found++;
        }
        require(found == count, "decisions");
    }

    function _checkModels() private view {
        uint256 count = _handler.modelCount();
        require(_handler.models().modelCount() == count, "models");
        for (uint256 i; i < count; i++) {
            (RegisterHandler.Known memory known, bool revoked) = _handler.modelAt(i);
            if (revoked) {
                require(_handler.models().statusOf(known.id) == ModelStatus.Revoked, "a revoked model came back");
                require(!_handler.models().isApproved(known.id), "a revoked model serves");
                try _handler.models().settlementTerms(known.id) {
                    revert("a revoked model settles");
                } catch {}
            } else require(_handler.models().statusOf(known.id) == known.status, "status");
            _checkParts(known);
            _checkContributors(known, revoked);
            uint256 changes = _handler.changeCount(i);
            for (uint256 j; j < changes; j++) {
                RegisterHandler.Change memory change = _handler.changeAt(i, j);
                for (uint40 k; k < 3; k++) _checkTime(i, known, change.time + k - 1);
                if (change.reviewDue != 0) for (uint40 k; k < 3; k++) _checkTime(i, known, change.reviewDue + k - 1);
            }
        }
    }

    function _checkTime(uint256 model, RegisterHandler.Known memory known, uint40 time) private view {
        bool expected = time <= block.timestamp && _handler.mightDecideAt(model, time);
        require(_handler.models().wasApprovedAt(known.id, time) == expected, "history");
    }

    function _checkParts(RegisterHandler.Known memory known) private view {
        (address developer, address validator, address approver) = (known.developer, known.validator, known.approver);
        require(developer != address(0) && developer != validator && developer != approver, "developer");
        require(validator == address(0) || validator != approver, "validator");
        require(approver == address(0) || validator != address(0), "approved unseen");
        require(_handler.models().modelOf(known.id).approver == approver, "approver");
    }

    function _checkContributors(RegisterHandler.Known memory known, bool revoked) private view {
        bytes32 keyHash = _handler.models().modelOf(known.id).verifyingKeyHash;
        address[3] memory contributors;
        for (uint256 i; i < 3; i++) {
            RegisterHandler.Contributor memory kept = _handler.contributorAt(known.verifier, i);
            uint32 position;
            (contributors[i], position) = _handler.models().contributorOf(keyHash, KeyPart(i));
            require(contributors[i] == kept.account && position == kept.position, "a contributor changed");
        }
        if (revoked || known.status != ModelStatus.Approved) return;
        for (uint256 i; i < 3; i++) {
            require(contributors[i] != address(0) && contributors[i] != contributors[(i + 1) % 3], "approved without a ceremony of three");
        }
    }

    function _count() private view returns (uint256 overridden, uint256 superseded, uint256 revoked) {
        for (uint256 i; i < _handler.settledCount(); i++) {
            if (_handler.settledAt(i).overridden) overridden++;
            if (_handler.settledAt(i).superseded) superseded++;
        }
        for (uint256 i; i < _handler.modelCount(); i++) {
            (, bool isRevoked) = _handler.modelAt(i);
            if (isRevoked) revoked++;
        }
    }
}
