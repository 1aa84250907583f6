// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "poseidon.circom";

/*
 * States      message = Poseidon(schemaHash, applicationId, issuedAt, element[0], ...): what an issuer signs (src/record/record.ts).
 * Assumes     every element is the sum of feature codes, each checked into its own slot, below 2^253 (the generator's packing); a signature over
 *             message is checked by the caller (DecisionShell).
 * Guarantees  by Poseidon's collision resistance, a signed message fixes schema, application, time and every packed feature. The number of
 *             inputs is fixed by the schema, whose hash is among them.
 * Costs       294 for one element (the schema's hash is a constant), then one Poseidon of 3 + elements inputs: 318, 384, 408, ...
 */
template RecordMessage(elements, schemaHash) {
    assert(elements >= 1 && elements <= 13);
    signal input applicationId;
    signal input issuedAt;
    signal input element[elements];
    signal output message;

    component hash = Poseidon(3 + elements);
    hash.inputs[0] <== schemaHash;
    hash.inputs[1] <== applicationId;
    hash.inputs[2] <== issuedAt;
    for (var i = 0; i < elements; i++) {
        hash.inputs[3 + i] <== element[i];
    }
    message <== hash.out;
}
