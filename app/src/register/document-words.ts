import "../security/no-evaluation.ts";
import { z } from "zod";
import { Claim, spellClaim } from "../../../src/evidence/claims/claim.ts";
import { formatCount } from "../format/number.ts";

const count = z.int().nonnegative();
const model = z.looseObject({ commitment: z.string().regex(/^\d{1,78}$/, "a decimal integer") });
const compared = z.looseObject({ rows: count, differ: count }).optional();

/** The formats of evidence that a page can tell in words, by the parts that it tells. */
const Told = z.discriminatedUnion("format", [
  z.looseObject({
    format: z.literal("credence.parity/1"),
    model,
    rows: count,
    decisions: z.looseObject({ flips: count, referredWithinError: count }),
    scores: compared,
    reasons: compared,
  }),
  z.looseObject({
    format: z.literal("credence.sensitivity/1"),
    model,
    rows: count,
    roundings: z.array(z.looseObject({ what: z.string(), to: z.string(), flips: count })),
  }),
  z.looseObject({
    format: z.literal("credence.claims/1"),
    model,
    claims: z.array(z.looseObject({ sentence: z.string(), result: z.enum(["holds", "fails", "not-decided"]) })),
  }),
  z.looseObject({
    format: z.literal("credence.claim-proof/1"),
    model,
    claim: Claim,
    key: z.looseObject({ insecure: z.boolean() }),
  }),
]);

export interface DocumentWords {
  /** What the document says, a sentence each. */
  sentences: string[];
  /** True where it carries a proof, which can be checked. */
  proof: boolean;
}

const RESULTS = { holds: "holds", fails: "does not hold", "not-decided": "is not decided" };

/** What a document on a model's record says of it; undefined for a format that this page does not read. */
export function documentWords(text: string, commitment: string, locale: string): DocumentWords | undefined {
  const parsed = Told.safeParse(parse(text));
  if (!parsed.success) return undefined;
  const told = parsed.data;
  if (BigInt(told.model.commitment) !== BigInt(commitment))
    return { sentences: ["It speaks of another model: its commitment is not this one's."], proof: false };
  const number = (value: number) => formatCount(value, locale);
  const same = (rows: number, differ: number) => (differ === 0 ? `all ${number(rows)}` : `${number(rows - differ)} of ${number(rows)}`);
  switch (told.format) {
    case "credence.parity/1": {
      const { rows, decisions, scores, reasons } = told;
      const also = [
        ...(scores === undefined ? [] : [`the same scores on ${same(scores.rows, scores.differ)}`]),
        ...(reasons === undefined ? [] : [`the same reasons on ${same(reasons.rows, reasons.differ)}`]),
      ];
      return {
        sentences: [
          `Decides as the tool that fitted it on ${same(rows, decisions.flips)} rows that the developer compared${["", ...also].join("; ")}.`,
          ...(decisions.referredWithinError > 0
            ? [`Refers ${number(decisions.referredWithinError)} because their margin is within the error of a cut-off.`]
            : []),
        ],
        proof: false,
      };
    }
    case "credence.sensitivity/1":
      return {
        // The coarsest rounding of each kind of number: finer ones change less.
        sentences: [...new Map(told.roundings.toReversed().map((one) => [one.what, one])).values()]
          .reverse()
          .map(({ what, to, flips }) => `With ${what} rounded to ${to}, ${number(flips)} of ${number(told.rows)} decisions would be others.`),
        proof: false,
      };
    case "credence.claims/1":
      return { sentences: told.claims.map(({ sentence, result }) => `${sentence}: ${RESULTS[result]}.`), proof: false };
    case "credence.claim-proof/1":
      return {
        sentences: [
          `${spellClaim(told.claim)}: a proof of it, to whoever may not see the model.`,
          ...(told.key.insecure ? ["Its key was made by one party, who could prove what does not hold."] : []),
        ],
        proof: true,
      };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
