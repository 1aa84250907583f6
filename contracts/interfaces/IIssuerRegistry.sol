// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice An issuer by its name and controller: keccak256(abi.encode(name, controller)).
type IssuerId is bytes32;

/**
 * @title  IIssuerRegistry
 * @notice Who vouches for applicants' data, with which keys, for which record schema, since when.
 *
 * A key is a point of Baby Jubjub (ERC-2494). It is known by its y coordinate alone: the two points with one y have one holder. It is admitted only on the
 * curve, in the subgroup of prime order, and with a proof that its controller holds it; it serves after a delay, and a revoked one never comes back.
 */
interface IIssuerRegistry {
    /// @notice A point of Baby Jubjub in twisted Edwards form.
    struct Point {
        uint256 x;
        uint256 y;
    }

    /**
     * @notice A proof that somebody holds a key: a Schnorr signature (R, s) with s Base8 = R + h A, where h = keccak256(abi.encode(domain, chain id, this
     *         registry, issuer, schema hash, A.x, A.y, R.x, R.y)) modulo the group's order and domain = keccak256("credence.possession/1").
     */
    struct Possession {
        Point commitment;
        uint256 response;
    }

    /// @notice A key as it stands.
    struct IssuerKey {
        IssuerId issuer;
        uint256 schemaHash;
        /// Unix seconds, as all times.
        uint40 validFrom;
        /// 0 where it was not revoked.
        uint40 revokedAt;
    }

    event IssuerRegistered(IssuerId indexed issuer, address indexed controller, string name);
    event KeyAdded(IssuerId indexed issuer, uint256 indexed key, uint256 indexed schemaHash, uint40 validFrom);
    event KeyRevoked(IssuerId indexed issuer, uint256 indexed key, address indexed by, uint40 revokedAt);

    error IssuerAlreadyRegistered(IssuerId issuer);
    error IssuerUnknown(IssuerId issuer);
    error IssuerNameMissing();
    error IssuerControllerMissing();
    error NotController(IssuerId issuer, address account);
    /// @notice The key was added before; also one that was revoked is never added again.
    error KeyAlreadyKnown(uint256 key);
    error KeyUnknown(uint256 key);
    error KeyAlreadyRevoked(uint256 key);
    /// @notice A coordinate is not below the field order, or the point is not on the curve.
    error KeyNotOnCurve(uint256 x, uint256 y);
    /// @notice The point is not of the subgroup of prime order, or it is the identity.
    error KeyNotInSubgroup(uint256 x, uint256 y);
    /// @notice The proof of possession does not hold for this key, issuer, schema, registry and chain.
    error PossessionNotShown(uint256 key);
    error SchemaHashInvalid(uint256 schemaHash);

    /// @notice Admits an issuer. Restricted to issuer administrators.
    function registerIssuer(string calldata name, address controller) external returns (IssuerId issuer);

    /// @notice Adds a key for records of one schema, valid after the delay. By the issuer's controller.
    function addKey(IssuerId issuer, Point calldata key, uint256 schemaHash, Possession calldata possession) external;

    /// @notice Ends a key at once and for ever. By the issuer's controller or a guardian.
    function revokeKey(uint256 key) external;

    /// @notice A key as it stands, by its y coordinate; all zero where it is unknown.
    function keyOf(uint256 key) external view returns (IssuerKey memory);

    function controllerOf(IssuerId issuer) external view returns (address);

    /**
     * @notice Whether a record of this schema that the key signed at `signedAt` may be used at `usedAt`: the key was valid at the first and not revoked at the
     *         second. A revoked key's records are of no use, whenever they say that they were signed: who holds it can write any date.
     */
    function wasKeyValid(uint256 key, uint256 schemaHash, uint40 signedAt, uint40 usedAt) external view returns (bool);

    /// @notice Seconds from a key's addition until it is valid.
    function keyDelay() external view returns (uint32);
}
