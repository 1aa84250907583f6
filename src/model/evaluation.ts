import type { Decision } from "../statement/outcome.ts";

/** What the reference evaluator says of one record. */
export interface Evaluation {
  /** Exact score in units of 10^-pointsScale. */
  score: bigint;
  decision: Decision;
  /** Lower edge of the score's band: floor(score / bandWidth) * bandWidth. */
  disclosedScore: bigint;
  /** Up to four principal adverse reasons, largest first, as 1-based positions in `policy.reasons`. */
  reasons: number[];
}

/** Reasons as the decision commitment holds them: slot i (from 0, the largest first) in bits 8i to 8i+7, 0 for an empty slot. */
export const packReasons = (reasons: readonly number[]): bigint => reasons.reduce((word, reason, slot) => word | (BigInt(reason) << BigInt(8 * slot)), 0n);

/** The inverse of {@link packReasons}. */
export const unpackReasons = (word: bigint): number[] => [0n, 8n, 16n, 24n].map((shift) => Number((word >> shift) & 255n)).filter((reason) => reason !== 0);
