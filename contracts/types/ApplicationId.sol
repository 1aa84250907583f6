// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { FIELD_ORDER } from "../verifying/Bn254.sol";

/// @notice One application for credit: an element of the field, the third public signal of every decision.
type ApplicationId is uint256;

using { equals as ==, differs as != } for ApplicationId global;

function equals(ApplicationId one, ApplicationId other) pure returns (bool) {
    return ApplicationId.unwrap(one) == ApplicationId.unwrap(other);
}

function differs(ApplicationId one, ApplicationId other) pure returns (bool) {
    return ApplicationId.unwrap(one) != ApplicationId.unwrap(other);
}

/// @dev No application: what a subject without decisions has. A hash is never zero but with negligible probability.
ApplicationId constant NO_APPLICATION = ApplicationId.wrap(0);

library ApplicationIds {
    bytes32 internal constant DOMAIN = keccak256("credence.application/1");

    /**
     * @notice keccak256(abi.encode(domain, chain id, decision registry, lender, subject, reference)) reduced into the field.
     * @param  subject   An EVM address padded on the left, or a hiding commitment for somebody without one.
     * @param  lenderReference The lender's own reference, or a hash of it.
     */
    function from(address decisionRegistry, address lender, bytes32 subject, bytes32 lenderReference) internal view returns (ApplicationId) {
        return ApplicationId.wrap(uint256(keccak256(abi.encode(DOMAIN, block.chainid, decisionRegistry, lender, subject, lenderReference))) % FIELD_ORDER);
    }
}
