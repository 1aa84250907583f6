// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IGroth16Verifier } from "../interfaces/IGroth16Verifier.sol";
import { IVerifierFactory } from "../interfaces/IVerifierFactory.sol";
import { Groth16Verifier } from "./Groth16Verifier.sol";

/// @title VerifierFactory
contract VerifierFactory is IVerifierFactory {
    /// @inheritdoc IVerifierFactory
    mapping(address account => bool) public isVerifier;

    mapping(bytes32 salt => IGroth16Verifier) private _verifiers;

    /// @inheritdoc IVerifierFactory
    function deployVerifier(uint256[26] calldata key, bool development) external returns (IGroth16Verifier verifier) {
        bytes32 keyHash = keccak256(abi.encode(key));
        bytes32 salt = _salt(keyHash, development);
        // Looked up, not tried: a second CREATE2 at an address that is taken burns all the gas that it is given.
        verifier = _verifiers[salt];
        if (address(verifier) != address(0)) return verifier;

        verifier = new Groth16Verifier{ salt: salt }(key, development);
        _verifiers[salt] = verifier;
        isVerifier[address(verifier)] = true;
        emit VerifierDeployed(verifier, keyHash, development);
    }

    /// @inheritdoc IVerifierFactory
    function verifierOf(bytes32 verifyingKeyHash, bool development) external view returns (IGroth16Verifier) {
        return _verifiers[_salt(verifyingKeyHash, development)];
    }

    function _salt(bytes32 keyHash, bool development) private pure returns (bytes32) {
        return keccak256(abi.encode(keyHash, development));
    }
}
