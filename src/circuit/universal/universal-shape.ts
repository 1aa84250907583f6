import { CredenceError } from "../../errors/credence-error.ts";
import { lossTables, pointsAtBaseline } from "../../model/parameters/loss-rows.ts";
import { NARROW, rowLayout, tableSize } from "../../model/parameters/scorecard-sections.ts";
import type { QuantisedModel, QuantisedScorecard } from "../../model/quantised.ts";
import { scoreBounds } from "../../model/score-bounds.ts";
import { codeWidth, packing, type RecordSchema } from "../../record/schema.ts";

/** What a universal circuit is made of, beside the record schema: sizes, and nothing of the model. Every model of the schema that fits them has the same circuit and the same key. */
export interface UniversalShape {
  characteristics: number;
  /** Runs of codes with equal points in each, a multiple of 3. */
  rows: number;
  /** Bits of a loss with its sign. */
  lossBits: number;
  /** The losses of one reason sum to less than 2^shortfallBits in size. */
  shortfallBits: number;
  /** Bits of a score with its sign. */
  scoreBits: number;
  bandBits: number;
}

/** Least widths, so that a recalibration of usual points fits the key of its predecessor: losses up to 2,047 points, bands up to 4,096. */
const LEAST = { loss: 12, shortfall: 12, score: 16, band: 12 };
/** Widths go in steps, for the same reason. */
const STEP = 4;
/** Scores and bands of more bits would not leave room for the lower edge of a band in 32 bits. */
const MOST_BITS = 30;
const MOST_ELEMENTS = 13;

const bitLength = (value: bigint) => (value < 0n ? -value : value).toString(2).length;
/** Bits of a number with its sign. */
const signedBits = (value: bigint) => bitLength(value < 0n ? -value - 1n : value) + 1;
const roomy = (least: number, bits: number) => Math.max(least, Math.ceil(bits / STEP) * STEP);

const refuse = (message: string, place: string): never => {
  throw new CredenceError("CRD-3001", message, { place });
};

function checkSchema(schema: RecordSchema): void {
  const wide = schema.features.find((feature) => codeWidth(feature) > 34);
  if (wide !== undefined) refuse(`Found ${codeWidth(wide)} bits, expected at most 34 in a universal circuit.`, `feature ${wide.name}`);
  const elements = Math.max(...packing(schema).map(({ element }) => element)) + 1;
  if (elements > MOST_ELEMENTS) refuse(`The schema packs into ${elements} field elements, expected at most ${MOST_ELEMENTS}.`, `schema ${schema.name}`);
}

/** Sums of the losses of a reason, the most that they can come to either way. */
function mostShortfall(model: QuantisedScorecard): bigint {
  const sums = new Map<number, bigint>();
  for (const { reason, rows } of lossTables(model)) {
    const most = rows.reduce((top, { loss }) => (loss < 0n ? (-loss > top ? -loss : top) : loss > top ? loss : top), 0n);
    sums.set(reason, (sums.get(reason) ?? 0n) + most);
  }
  return [...sums.values()].reduce((top, sum) => (sum > top ? sum : top), 1n);
}

/**
 * The smallest usual shape that a model fits. A later version fits it too while it has no more characteristics and rows (leave room by `shape` in the policy) and no wider numbers.
 * @throws CredenceError CRD-3001 for a model that no universal circuit can be made for, with what was found and expected.
 */
export function universalShape(model: QuantisedModel): UniversalShape {
  if (model.kind !== "scorecard")
    return refuse(`Found a model of kind ${model.kind}, expected a scorecard: others are built in fixed mode.`, `model ${model.name}`);
  checkSchema(model.schema);
  const tables = lossTables(model);
  const { characteristics, elements } = tableSize(model, tables, rowLayout(model));
  if (characteristics > 255) refuse(`Found ${characteristics}, expected at most 255.`, "characteristics");
  const { least, most } = scoreBounds(model);
  const { approveFrom, referFrom, bandWidth } = model.policy;
  const losses = tables.flatMap(({ rows }) => rows.map(({ loss }) => signedBits(loss)));
  const scoreBits = roomy(LEAST.score, Math.max(...[least, most, approveFrom, referFrom, pointsAtBaseline(model)].map(signedBits)));
  const bandBits = roomy(LEAST.band, bitLength(bandWidth - 1n));
  if (scoreBits > MOST_BITS) refuse(`Scores run from ${least} to ${most} and cut-offs from ${referFrom}, expected to fit ${MOST_BITS} bits.`, "points");
  if (bandBits > MOST_BITS) refuse(`Found ${bandWidth}, expected to fit ${MOST_BITS} bits.`, "policy.bandWidth");
  return {
    characteristics,
    rows: elements * NARROW.rows,
    lossBits: roomy(LEAST.loss, Math.max(...losses)),
    shortfallBits: roomy(LEAST.shortfall, bitLength(mostShortfall(model))),
    scoreBits,
    bandBits,
  };
}
