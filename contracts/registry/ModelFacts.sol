// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { Errors } from "@openzeppelin/contracts/utils/Errors.sol";
import { IModelRegistry } from "../interfaces/IModelRegistry.sol";

/// @notice What was registered of a version, and never changes.
struct Facts {
    /// First, since settling reads these alone.
    IModelRegistry.SettlementTerms terms;
    bytes32 verifyingKeyHash;
    bytes32 policyHash;
    bytes32 manifestHash;
    address developer;
    uint8 tier;
    uint16 reviewDays;
}

/**
 * @title  ModelFacts
 * @notice Keeps the facts of a version as the code of an account of their own, in the layout of abi.encode. Code cannot be written over, and reading all
 *         of it costs a quarter more than reading one slot of storage, where settling would read three.
 */
library ModelFacts {
    uint256 private constant LENGTH = 12 * 32;

    /// @dev Returns all the code that follows these eleven bytes; and what it returns begins with STOP, so that it cannot run.
    bytes12 private constant CREATION = hex"600b5981380380925939f300";

    function write(Facts memory facts) internal returns (address account) {
        bytes memory creation = abi.encodePacked(CREATION, abi.encode(facts));
        assembly ("memory-safe") {
            account := create(0, add(creation, 0x20), mload(creation))
        }
        if (account == address(0)) revert Errors.FailedDeployment();
    }

    /// @dev All zero of an account without code.
    function read(address account) internal view returns (Facts memory) {
        bytes memory data = new bytes(LENGTH);
        assembly ("memory-safe") {
            extcodecopy(account, add(data, 0x20), 1, LENGTH)
        }
        return abi.decode(data, (Facts));
    }

    /// @dev The struct's layout in memory is that of abi.encode: six words.
    function readTerms(address account) internal view returns (IModelRegistry.SettlementTerms memory terms) {
        assembly ("memory-safe") {
            extcodecopy(account, terms, 1, 0xc0)
        }
    }

    /// @dev The seventh word.
    function readKeyHash(address account) internal view returns (bytes32 verifyingKeyHash) {
        assembly ("memory-safe") {
            extcodecopy(account, 0, 0xc1, 0x20)
            verifyingKeyHash := mload(0)
        }
    }
}
