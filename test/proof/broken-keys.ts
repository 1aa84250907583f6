import { bn254 } from "@noble/curves/bn254.js";
import { BASE_FIELD_ORDER } from "../../src/statement/field.ts";
import { initialKey, key } from "./groth16-vectors.ts";
import { pointOffSubgroup } from "./invalid-proofs.ts";

/** A key with one fault, and the error of IGroth16Verifier that names it. */
export interface BrokenKey {
  what: string;
  key: readonly bigint[];
  error: string;
  args: readonly bigint[];
}

const p = BASE_FIELD_ORDER;
const withWords = (at: number, by: readonly bigint[]): bigint[] => [...key.slice(0, at), ...by, ...key.slice(at + by.length)];
const wordsAt = (at: number, count: number) => key.slice(at, at + count);

/** Multiples of the generators, as words of a key. */
const firstGroup = (scalar: bigint) => {
  const { x, y } = bn254.G1.Point.BASE.multiply(scalar).toAffine();
  return [x, y];
};
const secondGroup = (scalar: bigint) => {
  const { x, y } = bn254.G2.Point.BASE.multiply(scalar).toAffine();
  return [x.c1, x.c0, y.c1, y.c0];
};
const opposite = (words: readonly bigint[]) => words.map((word, i) => (i < words.length / 2 ? word : (p - word) % p));

const BETA = 2;
const GAMMA = 6;
const DELTA = 10;
const IC = [14, 16, 18, 20, 22, 24];

/** gamma is the generator in what the common tool writes; here it is not, so that delta can be like it. */
const otherGamma = (delta: readonly bigint[]) => withWords(GAMMA, [...secondGroup(77n), ...delta]);

export const brokenKeys: BrokenKey[] = [
  ...key.map(
    (word, i): BrokenKey => ({
      what: `word ${i} plus the base field's order`,
      key: withWords(i, [word + p]),
      error: "KeyCoordinateTooLarge",
      args: [BigInt(i), word + p],
    }),
  ),
  { what: "the base field's order as a word", key: withWords(17, [p]), error: "KeyCoordinateTooLarge", args: [17n, p] },
  ...[0, ...IC].flatMap((at): BrokenKey[] => [
    { what: `the first-group point at word ${at} off the curve`, key: withWords(at, [5n, 7n]), error: "KeyPointNotOnCurve", args: [BigInt(at), 5n, 7n] },
    { what: `the first-group point at word ${at} at infinity`, key: withWords(at, [0n, 0n]), error: "KeyPointNotOnCurve", args: [BigInt(at), 0n, 0n] },
  ]),
  ...[BETA, GAMMA, DELTA].flatMap((at): BrokenKey[] => [
    { what: `the second-group point at word ${at} at infinity`, key: withWords(at, [0n, 0n, 0n, 0n]), error: "KeyPointAtInfinity", args: [BigInt(at)] },
    { what: `the second-group point at word ${at} off the curve`, key: withWords(at, [1n, 2n, 3n, 4n]), error: "KeyPointsNotInGroup", args: [2n, 10n] },
    {
      what: `the second-group point at word ${at} outside the subgroup`,
      key: withWords(at, pointOffSubgroup()),
      error: "KeyPointsNotInGroup",
      args: [2n, 10n],
    },
  ]),
  { what: "a key that nobody contributed to", key: initialKey, error: "KeyPointIsGenerator", args: [10n] },
  { what: "delta the generator", key: withWords(DELTA, secondGroup(1n)), error: "KeyPointIsGenerator", args: [10n] },
  { what: "delta the generator's opposite", key: withWords(DELTA, opposite(secondGroup(1n))), error: "KeyPointIsGenerator", args: [10n] },
  { what: "beta the generator", key: withWords(BETA, secondGroup(1n)), error: "KeyPointIsGenerator", args: [2n] },
  { what: "beta the generator's opposite", key: withWords(BETA, opposite(secondGroup(1n))), error: "KeyPointIsGenerator", args: [2n] },
  { what: "alpha the generator", key: withWords(0, firstGroup(1n)), error: "KeyPointIsGenerator", args: [0n] },
  { what: "alpha the generator's opposite", key: withWords(0, opposite(firstGroup(1n))), error: "KeyPointIsGenerator", args: [0n] },
  { what: "delta equal to gamma", key: otherGamma(secondGroup(77n)), error: "KeyPointsAlike", args: [6n, 10n] },
  { what: "delta opposite to gamma", key: otherGamma(opposite(secondGroup(77n))), error: "KeyPointsAlike", args: [6n, 10n] },
  { what: "delta equal to beta", key: withWords(DELTA, wordsAt(BETA, 4)), error: "KeyPointsAlike", args: [2n, 10n] },
  { what: "gamma opposite to beta", key: withWords(GAMMA, opposite(wordsAt(BETA, 4))), error: "KeyPointsAlike", args: [2n, 6n] },
  ...IC.flatMap((at) =>
    IC.filter((other) => other > at).flatMap((other): BrokenKey[] => [
      {
        what: `the points at words ${at} and ${other} equal`,
        key: withWords(other, wordsAt(at, 2)),
        error: "KeyPointsAlike",
        args: [BigInt(at), BigInt(other)],
      },
      {
        what: `the points at words ${at} and ${other} opposite`,
        key: withWords(other, opposite(wordsAt(at, 2))),
        error: "KeyPointsAlike",
        args: [BigInt(at), BigInt(other)],
      },
    ]),
  ),
  { what: "a signal's point equal to alpha", key: withWords(20, wordsAt(0, 2)), error: "KeyPointsAlike", args: [0n, 20n] },
];

/** Another honest key: gamma is not the generator, as other tools write it. */
export const keyWithOtherGamma: readonly bigint[] = withWords(GAMMA, secondGroup(77n));
