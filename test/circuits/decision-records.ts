import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import type { Evaluation } from "../../src/model/evaluation.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import { derivePublicKey, sign } from "../../src/record/eddsa.ts";
import { type CheckedRecord, recordMessage } from "../../src/record/record.ts";
import { cardinality } from "../../src/record/schema.ts";

/** Numbers in [0, 1) that repeat with their seed (mulberry32). */
export function pseudoRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const randomCode = (random: () => number, codes: bigint): bigint => (BigInt(Math.floor(random() * 2 ** 32)) * codes) >> 32n;

export const ISSUER = new Uint8Array(32).fill(7);
export const ISSUED_AT = 1_767_225_600n;
export const APPLICATION = 0x1234567890abcdef1234567890abcdefn;
export const MODEL_COMMITMENT = 0x5eed5eed5eed5eedn << 128n;
export const BLIND = 0xb11d5eedn << 200n;

const publicKeys = new Map<Uint8Array, bigint>();
function publicKey(issuer: Uint8Array): bigint {
  const key = publicKeys.get(issuer) ?? derivePublicKey(issuer).y;
  publicKeys.set(issuer, key);
  return key;
}

/** A record that nobody signed, for circuits without their signature. */
export const unsigned = (codes: readonly bigint[]): CheckedRecord => ({
  codes: [...codes],
  applicationId: APPLICATION,
  issuedAt: ISSUED_AT,
  issuerKey: publicKey(ISSUER),
  signature: { R8: { x: 1n, y: 2n }, S: 3n },
});

/** A record of codes as an issuer would have signed it. */
export function signCodes(
  model: Pick<QuantisedScorecard, "schema">,
  codes: readonly bigint[],
  { applicationId = APPLICATION, issuedAt = ISSUED_AT, issuer = ISSUER } = {},
): CheckedRecord {
  const signature = sign(issuer, recordMessage(model.schema, applicationId, issuedAt, codes));
  return { codes: [...codes], applicationId, issuedAt, issuerKey: publicKey(issuer), signature };
}

/** In each feature a code of the bin with the most points. */
export const bestCodes = (model: QuantisedScorecard): bigint[] =>
  model.schema.features.map((_, feature) => {
    const bins = model.characteristics.find((reader) => reader.feature === feature)?.bins ?? [];
    return bins.reduce((best, { points, ranges }) => (points > best.points ? { points, code: ranges[0]?.[0] ?? 0n } : best), { points: -(1n << 60n), code: 0n })
      .code;
  });

/** The first of many random records whose evaluation is as wanted. */
export function findCodes(model: QuantisedScorecard, wanted: (evaluation: Evaluation, codes: readonly bigint[]) => boolean, seed = 1): bigint[] {
  const random = pseudoRandom(seed);
  const evaluate = openEvaluator(model);
  const sizes = model.schema.features.map(cardinality);
  const edges = model.schema.features.map((_, feature) =>
    model.characteristics.filter((reader) => reader.feature === feature).flatMap(({ bins }) => bins.flatMap(({ ranges }) => ranges.map(([from]) => from))),
  );
  for (let attempt = 0; attempt < 200_000; attempt++) {
    // Wide features would hardly ever fall into their narrow bins by chance.
    const codes = sizes.map((size, feature) => {
      const starts = edges[feature] as bigint[];
      return starts.length > 0 && random() < 0.7 ? (starts[Math.floor(random() * starts.length)] as bigint) : randomCode(random, size);
    });
    if (wanted(evaluate(codes), codes)) return codes;
  }
  throw new Error("no record of this model is as wanted");
}
