import { CredenceError } from "../errors/credence-error.ts";
import { faultOf } from "../model/check-quantised.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import { packing, type RecordSchema } from "../record/schema.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";

/** What one Poseidon hashes beside schema, application and time. */
const MOST_ELEMENTS = 13;
/** Reasons are packed as bytes. */
const MOST_REASONS = 255;
/** Bits of a feature or column: more make no sense, and the compiler would take minutes. */
export const MOST_STRETCHES = 4096;
/** No whole number of the circuit reaches 2^250 in size: sums and differences of two stay far below half the field. */
export const LARGEST = 1n << 250n;

/** Refuses a model that no circuit can be made for. @throws CredenceError CRD-3001, always. */
export const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

/** Refuses a model that does not hold together, ahead of every plan. @throws CredenceError CRD-3001. */
export function checkWhole(model: QuantisedModel): void {
  const fault = faultOf(model);
  if (fault !== undefined) refuse(`The model is not whole: ${fault}.`, `model ${model.name}`);
}

/** Refuses a record that one message does not hold. @throws CredenceError CRD-3001. */
export function checkPacking(schema: RecordSchema): void {
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
}

/** Refuses reasons, a band or a record that do not fit their slots, of a model of any kind. @throws CredenceError CRD-3001. */
export function checkSlots({ policy, schema }: QuantisedModel): void {
  if (policy.reasons.length > MOST_REASONS) refuse(`Found ${policy.reasons.length} reasons, expected at most ${MOST_REASONS}.`, "policy.reasons");
  if (policy.bandWidth > SCORE_BIAS) refuse(`Found ${policy.bandWidth}, expected at most 2^31.`, "policy.bandWidth");
  checkPacking(schema);
}

/** Refuses scores that do not fit 32 bits with the bands that they are disclosed in. @throws CredenceError CRD-3001 with the place. */
export function checkScoreRange({ least, most }: { least: bigint; most: bigint }, bandWidth: bigint, place: string): void {
  if (floorDivide(least, bandWidth) * bandWidth < -SCORE_BIAS || most >= SCORE_BIAS) {
    refuse(`Scores run from ${least} to ${most}, expected to fit 32 bits with their bands of ${bandWidth}.`, place);
  }
}
