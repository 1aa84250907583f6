// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "poseidon.circom";

/*
 * States      commitment = Poseidon("credence.commitment/2", Poseidon(head, schemaHash, inputs, tables, reasons, policy), upper, lower, salt)
 *             (src/statement/commitments.ts, parameters-hash.ts).
 * Assumes     the sections are hashes by Absorb of lists whose lengths follow from head, which is a constant of the circuit; upper and lower, the halves of the document's digest, and
 *             salt are whatever the prover knows.
 * Guarantees  by Poseidon's collision resistance, whoever shows a commitment shows the sections that it was made of.
 * Costs       669, 3 less where schemaHash is a constant.
 */
template ModelCommitment(head) {
    signal input schemaHash;
    signal input inputs;
    signal input tables;
    signal input reasons;
    signal input policy;
    signal input upper;
    signal input lower;
    signal input salt;
    signal output commitment;

    component parameters = Poseidon(6);
    parameters.inputs[0] <== head;
    parameters.inputs[1] <== schemaHash;
    parameters.inputs[2] <== inputs;
    parameters.inputs[3] <== tables;
    parameters.inputs[4] <== reasons;
    parameters.inputs[5] <== policy;
    component hash = Poseidon(5);
    hash.inputs[0] <== 0x63726564656e63652e636f6d6d69746d656e742f32;
    hash.inputs[1] <== parameters.out;
    hash.inputs[2] <== upper;
    hash.inputs[3] <== lower;
    hash.inputs[4] <== salt;
    commitment <== hash.out;
}
