import { CredenceError } from "../errors/credence-error.ts";
import { unitsOf } from "../model/decimal.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { Link } from "../model/model-column.ts";
import type { MarginPolicy } from "../model/policy.ts";
import type { QuantisedMarginPolicy } from "../model/quantised-margin-policy.ts";
import type { RecordSchema } from "../record/schema.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";
import { type MarginUnit, marginCutOffs, scoreMap } from "./margin-cut-offs.ts";
import { referenceRecord } from "./reference-record.ts";

/** A model before it has a policy. */
export interface OpenMargin {
  schema: RecordSchema;
  link: Link;
  unit: MarginUnit;
  /** In units. */
  error: bigint;
  /** The least and the greatest margin that there is, in units. */
  bounds: { least: bigint; most: bigint };
  /** Positions in the schema of the features that the model reads. */
  read: ReadonlySet<number>;
  margin(codes: readonly bigint[]): bigint;
}

const refuse = (code: "CRD-1013" | "CRD-1015", place: string, message: string) => new CredenceError(code, message, { place });

/**
 * The policy of a model whose margin decides, in the model's units.
 * @throws CredenceError CRD-1013 for cut-offs that decide nothing, CRD-1014 for a population without rows, CRD-1015 for scores that do not fit the packed outcome.
 */
export function closeMarginPolicy(policy: MarginPolicy, model: OpenMargin, population: readonly (readonly bigint[])[]): QuantisedMarginPolicy {
  const { unit, bounds } = model;
  const cutOffs = marginCutOffs(policy, model.link, unit, model.error);
  const bandWidth = unitsOf(policy.bandWidth, 0);
  if (bandWidth === undefined) throw refuse("CRD-1013", "bandWidth", "Found a fraction of a point, expected whole points.");
  const window =
    policy.reference.method === "median-at-cut-off" ? (policy.reference.window.units * unit.perOne) / 10n ** BigInt(policy.reference.window.scale) : 0n;
  const reference = referenceRecord(policy.reference, model.schema, model.read, population, (codes) => {
    const at = model.margin(codes);
    return at < cutOffs.approveBelow && at >= cutOffs.approveBelow - window;
  });
  const closed: QuantisedMarginPolicy = {
    name: policy.name,
    ...cutOffs,
    score: scoreMap(policy, unit),
    bandWidth,
    referenceMethod: policy.reference.method,
    reference,
    reasons: policy.reasons.map(({ code, sentence }) => ({ code, sentence })),
  };

  const spell = (margin: bigint) => (Number(margin) / Number(unit.perOne)).toPrecision(6);
  if (bandWidth < 1n) throw refuse("CRD-1013", "bandWidth", `Found ${bandWidth}, expected a width above 0.`);
  if (closed.approveBelow <= bounds.least || closed.approveBelow > bounds.most) {
    const range = `from ${spell(bounds.least)} to ${spell(bounds.most)}`;
    throw refuse(
      "CRD-1013",
      "cutOffs.approveBelow",
      `Found the margin ${spell(closed.approveBelow)}, which decides nothing; the margins of the model are ${range}.`,
    );
  }
  const { offset, slope, divisor } = closed.score;
  const [low, high] = [floorDivide(offset - slope * bounds.most, divisor), floorDivide(offset - slope * bounds.least, divisor)];
  if (floorDivide(low, bandWidth) * bandWidth < -SCORE_BIAS || high >= SCORE_BIAS) {
    throw refuse("CRD-1015", "score", `Scores run from ${low} to ${high}, expected to fit 32 bits with their bands of ${bandWidth}.`);
  }
  return closed;
}
