import { contributionOf, linearMarginBounds, termBounds } from "../../model/linear-margin.ts";
import { committedLines } from "../../model/parameters/committed-lines.ts";
import { lineTables, marginAtReference } from "../../model/parameters/line-tables.ts";
import { elementsOfRow } from "../../model/parameters/linear-sections.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import { planMargin } from "../margin-plan.ts";
import { LARGEST, refuse } from "../model-limits.ts";
import { bitLength, checkTables, MOST_BITS, signedBits } from "./shape-limits.ts";

/** What the universal circuit of a linear model is made of, beside the record schema: sizes, and nothing of the model. */
export interface LinearShape {
  /** Rows of each term, in the order of reasons: its pieces, and the room that the policy leaves. */
  pieces: number[];
  /** Bits of a slope with its sign. */
  slopeBits: number;
  /** Bits of a loss at a piece's start with its sign. */
  lossBits: number;
  /** The losses of one reason sum to less than 2^shortfallBits in size. */
  shortfallBits: number;
  /** Bits of a margin with its sign. */
  marginBits: number;
  /** Bits of what the score is divided by. */
  divisorBits: number;
  /** Bits of a score with its sign. */
  scoreBits: number;
  bandBits: number;
}

/** Widths go in steps, so that a recalibration of usual weights fits the key of its predecessor. */
const STEP = 8;
const MOST_TERMS = 255;
const MOST_PIECES = 4096;

const roomy = (values: readonly bigint[], bits: (value: bigint) => number, most = Number.POSITIVE_INFINITY) =>
  Math.min(most, Math.ceil(Math.max(1, ...values.map(bits)) / STEP) * STEP);
const absolute = (value: bigint) => (value < 0n ? -value : value);

/** For each reason the most that its terms' losses can come to either way. */
function shortfalls({ schema, terms, policy }: QuantisedLinear): bigint[] {
  const sums = policy.reasons.map(() => 0n);
  for (const term of terms) {
    const { least, most } = termBounds(term, schema);
    const atReference = contributionOf(term.pieces, policy.reference[term.feature] as bigint);
    const [below, above] = [absolute(least - atReference), absolute(most - atReference)];
    sums[term.reason] = (sums[term.reason] as bigint) + (below > above ? below : above);
  }
  return sums;
}

/** The smallest usual shape that a linear model fits. @throws CredenceError CRD-3001 for one that no universal circuit can be made for. */
export function linearShape(model: QuantisedLinear): LinearShape {
  const { policy } = model;
  const tables = lineTables(model);
  const committed = committedLines(model);
  if (committed.length > MOST_TERMS) refuse(`Found ${committed.length}, expected at most ${MOST_TERMS}.`, "terms");
  const long = tables.find(({ rows }) => rows.length > MOST_PIECES);
  if (long !== undefined) refuse(`Found ${long.rows.length} pieces, expected at most ${MOST_PIECES}.`, `feature ${model.schema.features[long.feature]?.name}`);
  checkTables(committed.map(({ rows }) => rows.length));
  if (elementsOfRow(tables) !== 1) refuse("Slopes reach 2^78 or losses 2^98, expected less in a universal circuit.", "marginBits");
  const rows = tables.flatMap((table) => table.rows);
  const margins = linearMarginBounds(model);
  const { score } = planMargin(margins, policy);
  const most = absolute(margins.least) + absolute(margins.most);
  if (absolute(policy.score.offset) + policy.score.slope * most >= LARGEST)
    refuse("Margins in the units of the score reach 2^250, expected less.", "policy.score");
  const scoreBits = roomy([score.least, score.most], signedBits, MOST_BITS);
  if (signedBits(score.least) > scoreBits || signedBits(score.most) > scoreBits) {
    refuse(`Scores run from ${score.least} to ${score.most}, expected to fit ${MOST_BITS} bits.`, "policy.score");
  }
  const bandBits = roomy([policy.bandWidth - 1n], bitLength, MOST_BITS);
  if (bitLength(policy.bandWidth - 1n) > bandBits) refuse(`Found ${policy.bandWidth}, expected to fit ${MOST_BITS} bits.`, "policy.bandWidth");
  const divisorBits = roomy([policy.score.divisor - 1n], bitLength);
  if (divisorBits > 200) refuse(`Found ${policy.score.divisor}, expected to fit 200 bits.`, "policy.score.divisor");
  return {
    pieces: committed.map((table) => table.rows.length),
    slopeBits: roomy(
      rows.map(({ slope }) => slope),
      signedBits,
      80,
    ),
    lossBits: roomy(
      rows.map(({ loss }) => loss),
      signedBits,
      100,
    ),
    shortfallBits: roomy(shortfalls(model), bitLength),
    marginBits: roomy([margins.least, margins.most, policy.approveBelow, policy.declineFrom, marginAtReference(model)], signedBits),
    divisorBits,
    scoreBits,
    bandBits,
  };
}
