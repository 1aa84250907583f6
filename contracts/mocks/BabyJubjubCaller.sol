// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { IIssuerRegistry } from "../interfaces/IIssuerRegistry.sol";
import { BabyJubjub } from "../registry/BabyJubjub.sol";

/// @title  BabyJubjubCaller
/// @notice Answers from outside what the library answers inside of the registry: for tests that compare it with another library.
contract BabyJubjubCaller {
    function isOnCurve(IIssuerRegistry.Point memory point) external pure returns (bool) {
        return BabyJubjub.isOnCurve(point);
    }

    function generatesSubgroup(IIssuerRegistry.Point memory point) external pure returns (bool) {
        return BabyJubjub.generatesSubgroup(point);
    }

    function isSchnorrProof(
        IIssuerRegistry.Point memory key,
        IIssuerRegistry.Point memory commitment,
        uint256 response,
        uint256 challenge
    ) external pure returns (bool) {
        return BabyJubjub.isSchnorrProof(key, commitment, response, challenge);
    }
}
