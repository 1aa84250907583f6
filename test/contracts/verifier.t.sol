// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { BASE_FIELD_ORDER, FIELD_ORDER } from "../../contracts/verifying/Bn254.sol";
import { Groth16Verifier } from "../../contracts/verifying/Groth16Verifier.sol";
import { VerifierVectors } from "./fixture/VerifierVectors.sol";

/// @title VerifierTest
/// @notice Statements about every proof, tried on proofs that nobody chose.
contract VerifierTest {
    Groth16Verifier private _verifier;

    function setUp() public {
        _verifier = new Groth16Verifier(VerifierVectors.key(), true);
    }

    function test_ValidProofsHoldOneByOneAndTogether() public view {
        require(_verifier.verifyProof(VerifierVectors.proof0(), VerifierVectors.signals0()), "the first");
        require(_verifier.verifyProof(VerifierVectors.proof1(), VerifierVectors.signals1()), "the second");
        (uint256[8][] memory proofs, uint256[5][] memory signals) = _batch(7, 3);
        require(_verifier.verifyBatch(proofs, signals), "together");
    }

    /// @notice Whatever the words are, there is an answer, and it is no.
    function testFuzz_AnythingIsRefused(uint256[8] memory proof, uint256[5] memory signals) public view {
        require(!_verifier.verifyProof(proof, signals), "accepted");
    }

    /// @notice A valid proof with any word replaced by any other is refused.
    function testFuzz_AnotherWordIsRefused(uint256 word, uint256 value) public view {
        (uint256[8] memory proof, uint256[5] memory signals, bool changed) = _falsified(word, value);
        require(_verifier.verifyProof(proof, signals) != changed, "accepted");
    }

    /// @notice The same with numbers in range, so that nothing but the equation refuses them.
    function testFuzz_AnotherSignalIsRefused(uint256 position, uint256 value) public view {
        uint256[5] memory signals = VerifierVectors.signals0();
        position %= 5;
        value %= FIELD_ORDER;
        bool changed = signals[position] != value;
        signals[position] = value;
        require(_verifier.verifyProof(VerifierVectors.proof0(), signals) != changed, "accepted");
    }

    /// @notice A proof whose A or C is another point of the group is refused.
    function testFuzz_AnotherPointIsRefused(uint256 scalar, bool first) public view {
        uint256[8] memory proof = VerifierVectors.proof0();
        (uint256 x, uint256 y) = _multiple(scalar);
        uint256 word = first ? 0 : 6;
        bool changed = proof[word] != x || proof[word + 1] != y;
        (proof[word], proof[word + 1]) = (x, y);
        require(_verifier.verifyProof(proof, VerifierVectors.signals0()) != changed, "accepted");
    }

    /// @notice A batch holds just where each of its proofs does.
    function testFuzz_BatchHoldsWhereEachDoes(uint8 count, uint256 order, uint256 place, uint256 word, uint256 value) public view {
        (uint256[8][] memory proofs, uint256[5][] memory signals) = _batch(1 + (count % 6), order);
        place %= proofs.length;
        bool changed;
        (proofs[place], signals[place], changed) = _falsified(word, value);
        require(_verifier.verifyBatch(proofs, signals) != changed, "otherwise");
    }

    /// @notice Whatever two proofs' A points are multiplied by, only both valid proofs hold together: what one lacks the other cannot make good.
    function testFuzz_ErrorsDoNotCancel(uint256 scalar) public view {
        (uint256[8][] memory proofs, uint256[5][] memory signals) = _batch(2, 2);
        // C + P in one, C - P in the other.
        (uint256 x, uint256 y) = _multiple(scalar);
        if (y == 0) return;
        (proofs[0][6], proofs[0][7]) = _sum(proofs[0][6], proofs[0][7], x, y);
        (proofs[1][6], proofs[1][7]) = _sum(proofs[1][6], proofs[1][7], x, BASE_FIELD_ORDER - y);
        require(!_verifier.verifyBatch(proofs, signals), "accepted");
    }

    /// @dev The first valid proof with one word replaced, and whether that made a difference.
    function _falsified(
        uint256 word,
        uint256 value
    ) private pure returns (uint256[8] memory proof, uint256[5] memory signals, bool changed) {
        proof = VerifierVectors.proof0();
        signals = VerifierVectors.signals0();
        word %= 13;
        if (word < 8) {
            changed = proof[word] != value;
            proof[word] = value;
        } else {
            changed = signals[word - 8] != value;
            signals[word - 8] = value;
        }
    }

    /// @dev Valid proofs: the bits of `order` choose which.
    function _batch(uint256 count, uint256 order) private pure returns (uint256[8][] memory proofs, uint256[5][] memory signals) {
        proofs = new uint256[8][](count);
        signals = new uint256[5][](count);
        for (uint256 i; i < count; ++i) {
            bool second = (order >> i) & 1 == 1;
            proofs[i] = second ? VerifierVectors.proof1() : VerifierVectors.proof0();
            signals[i] = second ? VerifierVectors.signals1() : VerifierVectors.signals0();
        }
    }

    function _multiple(uint256 scalar) private view returns (uint256 x, uint256 y) {
        (bool done, bytes memory point) = address(7).staticcall(abi.encode(1, 2, scalar));
        require(done, "no multiple");
        return abi.decode(point, (uint256, uint256));
    }

    function _sum(uint256 x, uint256 y, uint256 otherX, uint256 otherY) private view returns (uint256, uint256) {
        (bool done, bytes memory point) = address(6).staticcall(abi.encode(x, y, otherX, otherY));
        require(done, "no sum");
        return abi.decode(point, (uint256, uint256));
    }
}
