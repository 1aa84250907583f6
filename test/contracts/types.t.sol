// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IModelRegistry } from "../../contracts/interfaces/IModelRegistry.sol";
import { Facts, ModelFacts } from "../../contracts/registry/ModelFacts.sol";
import { ApplicationId, ApplicationIds } from "../../contracts/types/ApplicationId.sol";
import { ModelId, ModelIds } from "../../contracts/types/ModelId.sol";
import { Decision, Outcome } from "../../contracts/types/Outcome.sol";
import { StoredDecision, StoredDecisions } from "../../contracts/types/StoredDecision.sol";
import { FIELD_ORDER } from "../../contracts/verifying/Bn254.sol";

/// @title TypesTest
contract TypesTest {
    /// @notice What is packed part by part is read part by part, at the ends of each range too.
    function testFuzz_OutcomeIsReadAsItWasPacked(uint8 decision, int32 score, uint40 issuedAt) public pure {
        decision = 1 + (decision % 3);
        Outcome outcome = _pack(decision, score, issuedAt);
        require(outcome.isWellFormed(), "form");
        require(outcome.decision() == Decision(decision), "decision");
        require(outcome.disclosedScore() == score, "score");
        require(outcome.issuedAt() == issuedAt, "time");
    }

    function test_OutcomeAtItsEnds() public pure {
        testFuzz_OutcomeIsReadAsItWasPacked(0, type(int32).min, 0);
        testFuzz_OutcomeIsReadAsItWasPacked(2, type(int32).max, type(uint40).max);
    }

    /// @notice A word is an outcome just where it has a decision and nothing above its layout.
    function testFuzz_OutcomeWithoutDecisionOrWithMoreIsMalformed(uint256 word, uint8 shift) public pure {
        word >>= shift;
        bool expected = word % 4 != 0 && word < 2 ** 74;
        require(Outcome.wrap(word).isWellFormed() == expected, "form");
    }

    /// @notice A stored decision keeps its parts apart, and each mark leaves all else.
    function testFuzz_StoredDecisionIsReadAsItWasPacked(uint8 decision, int32 score, uint40 issuedAt, uint40 settledAt, uint32 number) public pure {
        Outcome outcome = _pack(1 + (decision % 3), score, issuedAt);
        StoredDecision plain = StoredDecisions.from(outcome, settledAt, number);
        StoredDecision[4] memory all = [plain, plain.asOverridden(), plain.asSuperseded(), plain.asSuperseded().asOverridden()];
        for (uint256 i; i < 4; i++) {
            require(all[i].exists(), "exists");
            require(Outcome.unwrap(all[i].outcome()) == Outcome.unwrap(outcome), "outcome");
            require(all[i].settledAt() == settledAt, "time");
            require(all[i].modelNumber() == number, "number");
            require(all[i].isOverridden() == (i % 2 == 1), "overridden");
            require(all[i].isSuperseded() == (i >= 2), "superseded");
        }
        require(!StoredDecision.wrap(0).exists(), "nothing");
    }

    /// @notice An application's id is a signal, and another as soon as any part is another.
    function testFuzz_ApplicationIdDependsOnEveryPart(address registry, address lender, bytes32 subject, bytes32 ref, uint256 change) public view {
        ApplicationId id = ApplicationIds.from(registry, lender, subject, ref);
        require(ApplicationId.unwrap(id) < FIELD_ORDER, "no signal");
        bytes32 bit = bytes32(1 << (change % 160));
        address flip = address(uint160(uint256(bit)));
        require(id != ApplicationIds.from(address(uint160(registry) ^ uint160(flip)), lender, subject, ref), "registry");
        require(id != ApplicationIds.from(registry, address(uint160(lender) ^ uint160(flip)), subject, ref), "lender");
        require(id != ApplicationIds.from(registry, lender, subject ^ bit, ref), "subject");
        require(id != ApplicationIds.from(registry, lender, subject, ref ^ bit), "reference");
        if (subject != ref) require(id != ApplicationIds.from(registry, lender, ref, subject), "exchanged");
        require(id == ApplicationIds.from(registry, lender, subject, ref), "itself");
    }

    /// @notice No text moves from the name to the version without another id.
    function testFuzz_ModelIdKeepsItsPartsApart(address lender, string memory name, string memory version, uint8 moved) public pure {
        bytes memory text = bytes.concat(bytes(name), bytes(version));
        uint256 cut = text.length == 0 ? 0 : moved % (text.length + 1);
        (bytes memory head, bytes memory tail) = (new bytes(cut), new bytes(text.length - cut));
        for (uint256 i; i < text.length; i++) {
            if (i < cut) head[i] = text[i];
            else tail[i - cut] = text[i];
        }
        ModelId id = ModelIds.from(lender, name, version);
        ModelId other = ModelIds.from(lender, string(head), string(tail));
        require((id == other) == (cut == bytes(name).length), "parts");
        require(id != ModelIds.from(address(uint160(lender) ^ 1), name, version), "lender");
    }

    /// @notice The facts of a version are read as they were written, all of them and the parts that are read alone.
    function testFuzz_FactsAreReadAsTheyWereWritten(Facts memory facts) public {
        address account = ModelFacts.write(facts);
        require(keccak256(abi.encode(ModelFacts.read(account))) == keccak256(abi.encode(facts)), "facts");
        require(keccak256(abi.encode(ModelFacts.readTerms(account))) == keccak256(abi.encode(facts.terms)), "terms");
        require(ModelFacts.readKeyHash(account) == facts.verifyingKeyHash, "key");
        (bool ran, bytes memory answer) = account.call(abi.encode(facts));
        require(ran && answer.length == 0, "code that does something");
    }

    function test_FactsOfNobodyAreNone() public view {
        IModelRegistry.SettlementTerms memory none;
        require(keccak256(abi.encode(ModelFacts.readTerms(address(0)))) == keccak256(abi.encode(none)), "terms");
        require(ModelFacts.readKeyHash(address(0)) == 0, "key");
        require(ModelFacts.read(address(0)).developer == address(0), "facts");
    }

    function _pack(uint256 decision, int256 score, uint256 issuedAt) private pure returns (Outcome) {
        return Outcome.wrap(decision + uint256(score + 2 ** 31) * 4 + issuedAt * 2 ** 34);
    }
}
