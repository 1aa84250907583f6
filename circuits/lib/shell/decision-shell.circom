// SPDX-License-Identifier: GPL-3.0-or-later
pragma circom 2.2.0;

include "../eddsa/issuer-signature.circom";
include "../record/message.circom";
include "../decision/outcome.circom";
include "../decision/decision-commitment.circom";

/*
 * What every decision circuit has in common, whatever its model.
 *
 * States      the issuer whose key is issuerKey signed the packed record under schemaHash for this application at issuedAt; outcome packs decision,
 *             disclosed score and issuedAt; decisionCommitment opens to blind, model, application, exact score and reasons.
 * Assumes     element is the packing of exactly the features that decision, score and reasons were computed from, each checked into its slot; decision
 *             is 1, 2 or 3; score, disclosedScore and packedReasons fit 32 bits with their bias. All of it is the generated circuit's duty.
 *             The registry admits only keys of prime order (IssuerSignature).
 * Guarantees  the statement of docs/architecture.md, given those.
 * Costs       RecordMessage + IssuerSignature + Outcome + DecisionCommitment: 294 + 2,409 + 40 + 321 for one packed element, 3 less where
 *             modelCommitment is a constant.
 */
template DecisionShell(elements, schemaHash) {
    signal input modelCommitment;     // constant in fixed mode
    signal input applicationId;       // field element, recomputed by the registry
    signal input issuerKey;           // y coordinate of the issuer's key
    signal input R8x;                 // signature
    signal input R8y;
    signal input S;
    signal input issuedAt;            // Unix seconds, 40 bits
    signal input element[elements];   // packed codes, 253 bits each
    signal input blind;               // field element, fresh
    signal input decision;            // 1, 2, 3
    signal input score;               // exact, signed, 32 bits
    signal input disclosedScore;      // lower edge of the band, signed, 32 bits
    signal input packedReasons;       // 32 bits
    signal output decisionCommitment;
    signal output outcome;

    signal message <== RecordMessage(elements, schemaHash)(applicationId, issuedAt, element);
    IssuerSignature()(issuerKey, R8x, R8y, S, message);
    outcome <== Outcome()(decision, disclosedScore, issuedAt);
    decisionCommitment <== DecisionCommitment()(blind, modelCommitment, applicationId, score, packedReasons);
}
