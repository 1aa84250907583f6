// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IIssuerRegistry, IssuerId } from "../interfaces/IIssuerRegistry.sol";
import { FIELD_ORDER } from "../verifying/Bn254.sol";
import { BabyJubjub } from "./BabyJubjub.sol";

/// @title IssuerRegistry
contract IssuerRegistry is IIssuerRegistry, AccessManaged {
    struct Admission {
        IssuerId issuer;
        uint256 schemaHash;
    }

    struct Validity {
        uint40 from;
        uint40 revokedAt;
    }

    bytes32 private constant POSSESSION_DOMAIN = keccak256("credence.possession/1");

    /// @inheritdoc IIssuerRegistry
    uint32 public immutable keyDelay;

    /// @inheritdoc IIssuerRegistry
    mapping(IssuerId issuer => address) public controllerOf;

    mapping(uint256 key => Admission) private _admissions;

    /// @dev A key has one schema; under any other there is nothing. So settling reads one slot.
    mapping(uint256 key => mapping(uint256 schemaHash => Validity)) private _validities;

    constructor(address authority_, uint32 keyDelay_) AccessManaged(authority_) {
        keyDelay = keyDelay_;
    }

    /// @inheritdoc IIssuerRegistry
    function registerIssuer(string calldata name, address controller) external restricted returns (IssuerId issuer) {
        if (bytes(name).length == 0) revert IssuerNameMissing();
        if (controller == address(0)) revert IssuerControllerMissing();
        issuer = IssuerId.wrap(keccak256(abi.encode(name, controller)));
        if (controllerOf[issuer] != address(0)) revert IssuerAlreadyRegistered(issuer);

        controllerOf[issuer] = controller;
        emit IssuerRegistered(issuer, controller, name);
    }

    /// @inheritdoc IIssuerRegistry
    function addKey(IssuerId issuer, Point calldata key, uint256 schemaHash, Possession calldata possession) external {
        address controller = controllerOf[issuer];
        if (controller == address(0)) revert IssuerUnknown(issuer);
        if (msg.sender != controller) revert NotController(issuer, msg.sender);
        if (schemaHash == 0 || schemaHash >= FIELD_ORDER) revert SchemaHashInvalid(schemaHash);
        if (_admissions[key.y].schemaHash != 0) revert KeyAlreadyKnown(key.y);
        if (!BabyJubjub.isOnCurve(key)) revert KeyNotOnCurve(key.x, key.y);
        if (!BabyJubjub.generatesSubgroup(key)) revert KeyNotInSubgroup(key.x, key.y);
        if (!_isPossession(issuer, key, schemaHash, possession)) revert PossessionNotShown(key.y);

        uint40 validFrom = uint40(block.timestamp) + keyDelay;
        _admissions[key.y] = Admission(issuer, schemaHash);
        _validities[key.y][schemaHash].from = validFrom;
        emit KeyAdded(issuer, key.y, schemaHash, validFrom);
    }

    /// @inheritdoc IIssuerRegistry
    function revokeKey(uint256 key) external {
        Admission storage admission = _admissions[key];
        IssuerId issuer = admission.issuer;
        if (admission.schemaHash == 0) revert KeyUnknown(key);
        if (msg.sender != controllerOf[issuer]) _checkCanCall(msg.sender, msg.data);
        Validity storage validity = _validities[key][admission.schemaHash];
        if (validity.revokedAt != 0) revert KeyAlreadyRevoked(key);

        validity.revokedAt = uint40(block.timestamp);
        emit KeyRevoked(issuer, key, msg.sender, uint40(block.timestamp));
    }

    /// @inheritdoc IIssuerRegistry
    function keyOf(uint256 key) external view returns (IssuerKey memory) {
        Admission storage admission = _admissions[key];
        Validity storage validity = _validities[key][admission.schemaHash];
        return IssuerKey({ issuer: admission.issuer, schemaHash: admission.schemaHash, validFrom: validity.from, revokedAt: validity.revokedAt });
    }

    /// @inheritdoc IIssuerRegistry
    function wasKeyValid(uint256 key, uint256 schemaHash, uint40 signedAt, uint40 usedAt) external view returns (bool) {
        Validity memory validity = _validities[key][schemaHash];
        (uint40 validFrom, uint40 revokedAt) = (validity.from, validity.revokedAt);
        if (validFrom == 0 || signedAt < validFrom) return false;
        return revokedAt == 0 || (signedAt < revokedAt && usedAt < revokedAt);
    }

    function _isPossession(IssuerId issuer, Point calldata key, uint256 schemaHash, Possession calldata possession) private view returns (bool) {
        Point calldata commitment = possession.commitment;
        if (possession.response >= BabyJubjub.SUBGROUP_ORDER || !BabyJubjub.isOnCurve(commitment)) return false;
        bytes32 challenge = keccak256(
            abi.encode(POSSESSION_DOMAIN, block.chainid, address(this), issuer, schemaHash, key.x, key.y, commitment.x, commitment.y)
        );
        return BabyJubjub.isSchnorrProof(key, commitment, possession.response, uint256(challenge) % BabyJubjub.SUBGROUP_ORDER);
    }
}
