import { bn254 } from "@noble/curves/bn254.js";
import { VERIFYING_KEY_WORDS, type VerifyingKey } from "../keys/verifying-key.ts";
import { BASE_FIELD_ORDER } from "../statement/field.ts";
import { pointOfFirstGroup, pointOfSecondGroup } from "./points.ts";

/** An error of the verifier contract's constructor, and its arguments. */
export interface KeyFault {
  error: "KeyCoordinateTooLarge" | "KeyPointNotOnCurve" | "KeyPointAtInfinity" | "KeyPointIsGenerator" | "KeyPointsAlike" | "KeyPointsNotInGroup";
  args: readonly bigint[];
}

const [ALPHA, BETA, GAMMA, DELTA] = [0, 2, 6, 10];
/** Where alpha and the signals' points begin, and where beta, gamma and delta do. */
const FIRST_GROUP = [ALPHA, 14, 16, 18, 20, 22, 24];
const SECOND_GROUP = [BETA, GAMMA, DELTA];
const { c0: GENERATOR_X0, c1: GENERATOR_X1 } = bn254.G2.Point.BASE.x;

const fault = (error: KeyFault["error"], ...args: (bigint | number)[]): KeyFault => ({ error, args: args.map(BigInt) });

/**
 * What `Groth16Verifier`'s constructor would revert with for this key, so that it is known before anything is sent to a chain.
 * @returns undefined for a key that it takes.
 * @throws RangeError unless the key has 26 words.
 */
export function lintVerifyingKey(key: VerifyingKey): KeyFault | undefined {
  if (key.length !== VERIFYING_KEY_WORDS) throw new RangeError(`expected ${VERIFYING_KEY_WORDS} words, found ${key.length}`);
  const large = key.findIndex((word) => word < 0n || word >= BASE_FIELD_ORDER);
  if (large >= 0) return fault("KeyCoordinateTooLarge", large, key[large] as bigint);
  return faultOfFirstGroup(key) ?? faultOfSecondGroup(key);
}

function faultOfFirstGroup(key: VerifyingKey): KeyFault | undefined {
  if (key[ALPHA] === 1n) return fault("KeyPointIsGenerator", ALPHA);
  for (const [i, at] of FIRST_GROUP.entries()) {
    if (pointOfFirstGroup(key, at) === undefined) return fault("KeyPointNotOnCurve", at, key[at] as bigint, key[at + 1] as bigint);
    // Points with one x are equal or opposite.
    const like = FIRST_GROUP.slice(0, i).find((other) => key[other] === key[at]);
    if (like !== undefined) return fault("KeyPointsAlike", like, at);
  }
  return undefined;
}

function faultOfSecondGroup(key: VerifyingKey): KeyFault | undefined {
  for (const [i, at] of SECOND_GROUP.entries()) {
    if (key[at + 2] === 0n && key[at + 3] === 0n) return fault("KeyPointAtInfinity", at);
    // gamma is the generator in every key that the common tool writes.
    if (at !== GAMMA && key[at] === GENERATOR_X1 && key[at + 1] === GENERATOR_X0) return fault("KeyPointIsGenerator", at);
    const like = SECOND_GROUP.slice(0, i).find((other) => key[other] === key[at] && key[other + 1] === key[at + 1]);
    if (like !== undefined) return fault("KeyPointsAlike", like, at);
  }
  return SECOND_GROUP.every((at) => pointOfSecondGroup(key, at) !== undefined) ? undefined : fault("KeyPointsNotInGroup", BETA as number, DELTA as number);
}
