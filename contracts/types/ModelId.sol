// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice keccak256(abi.encode(lender, name, version)): one version of one lender's model.
type ModelId is bytes32;

using { equals as ==, differs as != } for ModelId global;

function equals(ModelId one, ModelId other) pure returns (bool) {
    return ModelId.unwrap(one) == ModelId.unwrap(other);
}

function differs(ModelId one, ModelId other) pure returns (bool) {
    return ModelId.unwrap(one) != ModelId.unwrap(other);
}

library ModelIds {
    /// @dev Each part has a length of its own in the encoding, so that no two versions share an id.
    function from(address lender, string memory name, string memory version) internal pure returns (ModelId) {
        return ModelId.wrap(keccak256(abi.encode(lender, name, version)));
    }
}
