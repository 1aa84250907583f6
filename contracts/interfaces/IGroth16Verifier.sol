// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/**
 * @title  IGroth16Verifier
 * @notice Verifies Groth16 proofs over BN254 of statements with five public signals, under one verifying key that never changes.
 *
 * Words of a key: alpha.x, alpha.y; beta, gamma and delta as x.c1, x.c0, y.c1, y.c0 each; then IC0.x, IC0.y to IC5.x, IC5.y, where c0 is the
 * real part of a coordinate. Words of a proof: A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y.
 */
interface IGroth16Verifier {
    /// @notice A word of the key is not below the base field's order.
    error KeyCoordinateTooLarge(uint256 word, uint256 value);

    /// @notice alpha, or a point of the signals, that begins at this word is not on the curve. The point at infinity is not either.
    error KeyPointNotOnCurve(uint256 word, uint256 x, uint256 y);

    /// @notice beta, gamma or delta, which begins at this word, is the point at infinity.
    error KeyPointAtInfinity(uint256 word);

    /// @notice alpha, beta or delta, which begins at this word, is the group's generator or its opposite: that phase of the ceremony did not take place.
    error KeyPointIsGenerator(uint256 word);

    /// @notice The points that begin at these words are equal or opposite.
    error KeyPointsAlike(uint256 word, uint256 other);

    /// @notice One of the points from the first to the last of these words (beta, gamma, delta) is off its curve or outside its group of prime order; or the
    ///         chain has no pairings.
    error KeyPointsNotInGroup(uint256 first, uint256 last);

    /// @notice The chain lacks the precompiles of EIP-196, or they answer wrongly.
    error PrecompilesMissing();

    /**
     * @notice Whether the proof holds for these signals.
     * @dev    Never reverts on account of its arguments and never ends its caller's execution. False for a signal that is not below the field
     *         order, for a coordinate that is not below the base field's order, for a point off its curve or subgroup, and wherever a precompile
     *         is missing or answers otherwise than it must. A caller that gives 240,000 gas or more can rely on a true answer for a valid proof.
     */
    function verifyProof(uint256[8] calldata proof, uint256[5] calldata signals) external view returns (bool);

    /**
     * @notice Whether all the proofs hold, each for the signals at its position.
     * @dev    One pairing check of a random linear combination whose coefficients depend on key, signals and proofs: a batch with a proof that
     *         does not hold is accepted with a probability of about its size in 2^128. False for an empty batch, and for arrays of different
     *         lengths. The answer says nothing of which proof fails.
     */
    function verifyBatch(uint256[8][] calldata proofs, uint256[5][] calldata signals) external view returns (bool);

    /// @notice The key, in the order above.
    function verifyingKey() external view returns (uint256[26] memory);

    /// @notice keccak256 of the key's 26 words: what a model's manifest and registration name.
    function verifyingKeyHash() external view returns (bytes32);

    /// @notice True where one party made the key and could have kept what forges proofs. No production registry admits such a verifier.
    function isDevelopmentKey() external view returns (bool);
}
