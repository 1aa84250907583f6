// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IGroth16Verifier } from "./IGroth16Verifier.sol";

/**
 * @title  IVerifierFactory
 * @notice Deploys one verifier a key, whose address follows from the key and its mark. Anybody may deploy: what a child is made of was checked by its
 *         own constructor, and being a child says nothing of whose key it holds.
 */
interface IVerifierFactory {
    /// @notice A verifier was deployed.
    event VerifierDeployed(IGroth16Verifier indexed verifier, bytes32 indexed verifyingKeyHash, bool development);

    /**
     * @notice The verifier of a key, deployed if it is not yet.
     * @dev    Reverts with the error of the verifier's constructor that names what is wrong with the key.
     * @param  key         26 words in the order of IGroth16Verifier.
     * @param  development The key was made by one party; its verifier says so for ever, and has another address than one of the same key without the mark.
     */
    function deployVerifier(uint256[26] calldata key, bool development) external returns (IGroth16Verifier verifier);

    /// @notice The verifier of a key by its hash; the zero address where none was deployed.
    function verifierOf(bytes32 verifyingKeyHash, bool development) external view returns (IGroth16Verifier);

    /// @notice Whether this factory deployed the contract.
    function isVerifier(address account) external view returns (bool);
}
