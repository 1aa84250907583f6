// By its own path: the package's index brings the constants of all sixteen widths, half a megabyte, into a reader's browser.
import { poseidon5 } from "poseidon-lite/poseidon5";
import { SCORE_BIAS } from "./outcome.ts";

/** "credence.commitment/2" as an integer: the domain of model commitments. */
export const MODEL_DOMAIN = 0x63726564656e63652e636f6d6d69746d656e742f32n;

/**
 * Poseidon(domain, parametersHash, upper and lower half of sha256(canonical JSON of the quantised model), salt): binds model, policy and schema, and
 * hides them behind a salt of at least 128 bits. A circuit opens the parameters through their hash (parameters-hash.ts); the digest binds the rest of the document.
 */
export const modelCommitment = (model: { parametersHash: bigint; sha256: string; salt: bigint }): bigint =>
  poseidon5([MODEL_DOMAIN, model.parametersHash, ...digestHalves(model.sha256), model.salt]);

/** Upper and lower half of a sha256 in hex: 256 bits do not fit one field element. */
export const digestHalves = (sha256: string): [upper: bigint, lower: bigint] => [BigInt(`0x${sha256.slice(0, 32)}`), BigInt(`0x${sha256.slice(32)}`)];

/** Poseidon(blind, modelCommitment, applicationId, score + 2^31, packed reasons). */
export const decisionCommitment = (opening: { blind: bigint; modelCommitment: bigint; applicationId: bigint; score: bigint; packedReasons: bigint }): bigint =>
  poseidon5([opening.blind, opening.modelCommitment, opening.applicationId, opening.score + SCORE_BIAS, opening.packedReasons]);
