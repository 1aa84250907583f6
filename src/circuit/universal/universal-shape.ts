import { lossTables, pointsAtBaseline } from "../../model/parameters/loss-rows.ts";
import { NARROW, rowLayout, tableSize } from "../../model/parameters/scorecard-sections.ts";
import type { QuantisedModel, QuantisedScorecard } from "../../model/quantised.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import { scoreBounds } from "../../model/score-bounds.ts";
import { refuse } from "../model-limits.ts";
import { type LinearShape, linearShape } from "./linear-shape.ts";
import { bitLength, checkSchema, checkTables, MOST_BITS, signedBits } from "./shape-limits.ts";

/** What the universal circuit of a scorecard is made of, beside the record schema: sizes, and nothing of the model. Every model of the schema that fits them has the same circuit and the same key. */
export interface ScorecardShape {
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

/** The shape of a universal circuit, which says of what kind its models are. */
export type UniversalShape = ScorecardShape | LinearShape;

/** Least widths, so that a recalibration of usual points fits the key of its predecessor: losses up to 2,047 points, bands up to 4,096. */
const LEAST = { loss: 12, shortfall: 12, score: 16, band: 12 };
/** Widths go in steps, for the same reason. */
const STEP = 4;

const roomy = (least: number, bits: number) => Math.max(least, Math.ceil(bits / STEP) * STEP);

/** Sums of the losses of a reason, the most that they can come to either way. */
function mostShortfall(model: QuantisedScorecard): bigint {
  const sums = new Map<number, bigint>();
  for (const { reason, rows } of lossTables(model)) {
    const most = rows.reduce((top, { loss }) => (loss < 0n ? (-loss > top ? -loss : top) : loss > top ? loss : top), 0n);
    sums.set(reason, (sums.get(reason) ?? 0n) + most);
  }
  return [...sums.values()].reduce((top, sum) => (sum > top ? sum : top), 1n);
}

function scorecardShape(model: QuantisedScorecard): ScorecardShape {
  const tables = lossTables(model);
  const { characteristics, elements } = tableSize(model, tables, rowLayout(model));
  if (characteristics > 255) refuse(`Found ${characteristics}, expected at most 255.`, "characteristics");
  checkTables(Array.from({ length: characteristics }, () => elements));
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

/**
 * The smallest usual shape that a model fits. A later version fits it too while it has no wider numbers and no more characteristics or terms and rows than the policy's `shape` leaves room for;
 * without one, just as many of them.
 * @throws CredenceError CRD-3001 for a model that no universal circuit can be made for, with what was found and expected.
 */
export function universalShape(model: QuantisedScorecard): ScorecardShape;
export function universalShape(model: QuantisedLinear): LinearShape;
export function universalShape(model: QuantisedModel): UniversalShape;
export function universalShape(model: QuantisedModel): UniversalShape {
  if (model.kind === "trees" || model.kind === "network")
    return refuse(`Found a model of kind ${model.kind}, expected a scorecard or a linear model: others are built in fixed mode.`, `model ${model.name}`);
  checkSchema(model.schema);
  return model.kind === "scorecard" ? scorecardShape(model) : linearShape(model);
}
