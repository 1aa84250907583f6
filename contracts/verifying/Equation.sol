// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import { BASE_FIELD_ORDER, Bn254, FIELD_ORDER } from "./Bn254.sol";

/**
 * @title  Equation
 * @notice What checking one proof and checking a batch share. The equation is that of J. Groth, "On the size of pairing-based non-interactive
 *         arguments" (2016), section 3.2: e(A, B) = e(alpha, beta) e(IC0 + sum of signal_i IC_i, gamma) e(C, delta).
 *
 * Its pairs lie in memory as the pairing precompile reads them, six words each: alpha and beta, the signals' point and gamma, C and delta, then -A and B
 * of each proof. The second point of a pair is written last: until then its place holds what its first point is added up from, two words
 * of a term and its scalar. All of it lies where Solidity allocates memory: what a chain without the precompiles does not write is then never
 * taken for an answer.
 */
library Equation {
    /// @dev Every number in its one encoding, and no point at infinity: a proof's bytes and signals cannot be written in a second way.
    function isCanonical(uint256[8] calldata proof, uint256[5] calldata signals) internal pure returns (bool canonical) {
        assembly ("memory-safe") {
            let order := BASE_FIELD_ORDER
            let aY := calldataload(add(proof, 0x20))
            let bY1 := calldataload(add(proof, 0x80))
            let bY0 := calldataload(add(proof, 0xa0))
            let cY := calldataload(add(proof, 0xe0))
            // No point of either curve has y = 0 but the one at infinity.
            canonical := and(and(lt(0, aY), lt(0, cY)), lt(0, or(bY1, bY0)))
            canonical := and(and(and(and(lt(aY, order), lt(bY1, order)), lt(bY0, order)), lt(cY, order)), canonical)
            canonical := and(and(lt(calldataload(proof), order), lt(calldataload(add(proof, 0x40)), order)), canonical)
            canonical := and(and(lt(calldataload(add(proof, 0x60)), order), lt(calldataload(add(proof, 0xc0)), order)), canonical)
            order := FIELD_ORDER
            canonical := and(and(lt(calldataload(signals), order), lt(calldataload(add(signals, 0x20)), order)), canonical)
            canonical := and(and(lt(calldataload(add(signals, 0x40)), order), lt(calldataload(add(signals, 0x60)), order)), canonical)
            canonical := and(lt(calldataload(add(signals, 0x80)), order), canonical)
        }
    }

    /// @dev Adds the multiples of the key's points IC by their scalars, from the point `first` on, to the sum in the second pair.
    function addSignals(uint256[26] memory key, uint256[6] memory scalars, uint256 first, uint256 pairs) internal view returns (bool done) {
        uint256 sum;
        uint256 point;
        uint256 scalar;
        uint256 end;
        assembly ("memory-safe") {
            sum := add(pairs, 0xc0)
            point := add(add(key, 0x1c0), shl(6, first))
            scalar := add(scalars, shl(5, first))
            end := add(scalars, 0xc0)
        }
        done = true;
        while (scalar != end) {
            assembly ("memory-safe") {
                mcopy(add(sum, 0x40), point, 0x40)
                mstore(add(sum, 0x80), mload(scalar))
                point := add(point, 0x40)
                scalar := add(scalar, 0x20)
            }
            done = Bn254.addMultiple(sum) && done;
        }
    }

    /// @dev Puts beta, gamma and delta into their places and evaluates the equation, with the pairs of `proofs` proofs.
    function holds(uint256[26] memory key, uint256 pairs, uint256 proofs) internal view returns (bool) {
        assembly ("memory-safe") {
            mcopy(add(pairs, 0x40), add(key, 0x40), 0x80)
            mcopy(add(pairs, 0x100), add(key, 0xc0), 0x80)
            mcopy(add(pairs, 0x1c0), add(key, 0x140), 0x80)
        }
        unchecked {
            return Bn254.pairingHolds(pairs, proofs + 3);
        }
    }
}
