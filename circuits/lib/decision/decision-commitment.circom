// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "poseidon.circom";

/*
 * States      commitment = Poseidon(blind, modelCommitment, applicationId, score + 2^31, packedReasons) (src/statement/commitments.ts).
 * Assumes     the prover draws blind fresh and of at least 128 bits (src/witness): only hiding depends on it. score and packedReasons are the
 *             circuit's own, within 32 bits each.
 * Guarantees  binds the exact score and the reasons to this model and application.
 * Costs       318 where modelCommitment is a constant, else 321.
 */
template DecisionCommitment() {
    signal input blind;
    signal input modelCommitment;
    signal input applicationId;
    signal input score;
    signal input packedReasons;
    signal output commitment;

    component hash = Poseidon(5);
    hash.inputs[0] <== blind;
    hash.inputs[1] <== modelCommitment;
    hash.inputs[2] <== applicationId;
    hash.inputs[3] <== score + (1 << 31);
    hash.inputs[4] <== packedReasons;
    commitment <== hash.out;
}
