/** What a decision can be; the code is what the packed outcome carries. 0 is no decision and never valid. */
export const DECISION_CODES = { approve: 1n, decline: 2n, refer: 3n } as const;
export type Decision = keyof typeof DECISION_CODES;

/** Scores are signed; the packed outcome carries score + 2^31 in 32 bits. */
export const SCORE_BIAS = 1n << 31n;

/** Bit offsets and widths of the packed outcome: decision | disclosed score | issuedAt, from the lowest bit. */
export const OUTCOME_LAYOUT = {
  decision: { offset: 0n, width: 2n },
  score: { offset: 2n, width: 32n },
  issuedAt: { offset: 34n, width: 40n },
} as const;

export interface Outcome {
  decision: Decision;
  /** The score as the policy discloses it: the lower edge of its band, in integer points. */
  disclosedScore: bigint;
  /** When the issuer signed the record, in Unix seconds. */
  issuedAt: bigint;
}

const fits = (value: bigint, width: bigint) => value >= 0n && value < 1n << width;

/** @throws RangeError if a part does not fit its slot. */
export function packOutcome({ decision, disclosedScore, issuedAt }: Outcome): bigint {
  const score = disclosedScore + SCORE_BIAS;
  if (!fits(score, OUTCOME_LAYOUT.score.width)) throw new RangeError(`score ${disclosedScore} does not fit 32 bits`);
  if (!fits(issuedAt, OUTCOME_LAYOUT.issuedAt.width)) throw new RangeError(`issuedAt ${issuedAt} does not fit 40 bits`);
  return DECISION_CODES[decision] | (score << OUTCOME_LAYOUT.score.offset) | (issuedAt << OUTCOME_LAYOUT.issuedAt.offset);
}

/** @throws RangeError for a word with no valid decision or with bits above the layout. */
export function unpackOutcome(word: bigint): Outcome {
  const slot = ({ offset, width }: { offset: bigint; width: bigint }) => (word >> offset) & ((1n << width) - 1n);
  const total = OUTCOME_LAYOUT.issuedAt.offset + OUTCOME_LAYOUT.issuedAt.width;
  const code = slot(OUTCOME_LAYOUT.decision);
  const decision = (Object.keys(DECISION_CODES) as Decision[]).find((name) => DECISION_CODES[name] === code);
  if (word < 0n || word >> total !== 0n || decision === undefined) throw new RangeError(`${word} is not a packed outcome`);
  return { decision, disclosedScore: slot(OUTCOME_LAYOUT.score) - SCORE_BIAS, issuedAt: slot(OUTCOME_LAYOUT.issuedAt) };
}
