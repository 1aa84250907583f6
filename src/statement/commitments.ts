// By its own path: the package's index brings the constants of all sixteen widths, half a megabyte, into a reader's browser.
import { poseidon5 } from "poseidon-lite/poseidon5";
import { SCORE_BIAS } from "./outcome.ts";

/** "credence.model/1" as an integer: the domain of model commitments. */
export const MODEL_DOMAIN = 0x63726564656e63652e6d6f64656c2f31n;

/**
 * Poseidon(domain, schemaHash, upper and lower half of sha256(canonical JSON of the quantised model), salt): binds model, policy and schema, and
 * hides them behind a salt of at least 128 bits.
 */
export const modelCommitment = (model: { schemaHash: bigint; sha256: string; salt: bigint }): bigint =>
  poseidon5([MODEL_DOMAIN, model.schemaHash, BigInt(`0x${model.sha256.slice(0, 32)}`), BigInt(`0x${model.sha256.slice(32)}`), model.salt]);

/** Poseidon(blind, modelCommitment, applicationId, score + 2^31, packed reasons). */
export const decisionCommitment = (opening: { blind: bigint; modelCommitment: bigint; applicationId: bigint; score: bigint; packedReasons: bigint }): bigint =>
  poseidon5([opening.blind, opening.modelCommitment, opening.applicationId, opening.score + SCORE_BIAS, opening.packedReasons]);
