import { CredenceError } from "../errors/credence-error.ts";
import { placeIn } from "../files/csv-table.ts";
import { type Decimal, formatUnits, unitsOf } from "../model/decimal.ts";
import { floorDivide } from "../model/floor-divide.ts";
import { faultOfParameters } from "../model/parameters/fault-of-parameters.ts";
import type { Policy } from "../model/policy.ts";
import type { QuantisedBin, QuantisedScorecard } from "../model/quantised.ts";
import { scoreBounds } from "../model/score-bounds.ts";
import type { ScorecardCharacteristic, ScorecardIR } from "../model/scorecard-ir.ts";
import type { RecordSchema } from "../record/schema.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";
import { assignCodes } from "./assign-codes.ts";
import { assignReasons } from "./assign-reasons.ts";
import { baselinePoints } from "./baseline.ts";
import { checkInputs } from "./check-inputs.ts";

const refuse = (code: "CRD-1013" | "CRD-1015", place: string, message: string) => new CredenceError(code, message, { place });

/** The fewest decimal places in which every number of the model and its policy is an integer. */
function placesOf(ir: ScorecardIR, policy: Policy): number {
  const { cutOffs, bandWidth, baseline } = policy;
  const all = [
    ir.initialPoints,
    cutOffs.approveFrom,
    cutOffs.referFrom,
    bandWidth,
    ...ir.characteristics.flatMap(({ bins }) => bins.map(({ points }) => points)),
  ];
  return Math.max(...all.map(({ scale }) => scale), baseline.method === "mean-at-cut-off" ? baseline.window.scale : 0);
}

function featureOf(ir: ScorecardIR, schema: RecordSchema, { name, place }: ScorecardCharacteristic): number {
  const position = schema.features.findIndex((feature) => feature.name === name);
  if (position >= 0) return position;
  const expected = schema.features.map((feature) => feature.name).join(", ");
  throw new CredenceError("CRD-1007", `Found the characteristic ${JSON.stringify(name)}, expected one of ${expected}.`, {
    place: placeIn(ir.source.file, place),
  });
}

/** Cut-offs that leave no decision out by mistake, and scores that fit the packed outcome. */
function checkScores(model: QuantisedScorecard): void {
  const { policy, pointsScale } = model;
  const { least, most } = scoreBounds(model);
  const spell = (units: bigint) => formatUnits(units, pointsScale);
  const range = `from ${spell(least)} to ${spell(most)}`;
  if (policy.bandWidth < 1n) throw refuse("CRD-1013", "bandWidth", `Found ${spell(policy.bandWidth)}, expected a width above 0.`);
  if (policy.referFrom > policy.approveFrom) {
    throw refuse("CRD-1013", "cutOffs.referFrom", `Found ${spell(policy.referFrom)}, expected at most approveFrom, ${spell(policy.approveFrom)}.`);
  }
  if (policy.approveFrom <= least || policy.approveFrom > most) {
    throw refuse("CRD-1013", "cutOffs.approveFrom", `Found ${spell(policy.approveFrom)}, which decides nothing; the scores of the model are ${range}.`);
  }
  const lowestBand = floorDivide(least, policy.bandWidth) * policy.bandWidth;
  if (lowestBand < -SCORE_BIAS || most >= SCORE_BIAS) {
    throw refuse(
      "CRD-1015",
      "points",
      `The scores of the model are ${range}; with ${pointsScale} decimal places they must lie between ${spell(-SCORE_BIAS)} and ${spell(SCORE_BIAS)}.`,
    );
  }
}

/**
 * A scorecard in integers only, with no error: edges become exact ranges of codes, points become units of 10^-pointsScale.
 * @param population codes in schema order of the rows that the policy's baseline is taken from; not read for `max`.
 * @throws CredenceError 1005, 1007 to 1015 and 1112, with the place in the model file or in the policy, and what was expected.
 */
export function quantiseScorecard(ir: ScorecardIR, schema: RecordSchema, policy: Policy, population?: readonly (readonly bigint[])[]): QuantisedScorecard {
  checkInputs(ir.inputs, schema);
  const pointsScale = placesOf(ir, policy);
  const units = (decimal: Decimal) => unitsOf(decimal, pointsScale) as bigint;
  const initialPoints = units(ir.initialPoints);

  const features = ir.characteristics.map((characteristic) => featureOf(ir, schema, characteristic));
  const binned = ir.characteristics.map((characteristic, position) => {
    const feature = features[position] as number;
    const ranges = assignCodes(characteristic, schema.features[feature] as RecordSchema["features"][number], ir.source);
    // A bin that the tool writes whether or not a record can reach it, and none can, is none of the model.
    const bins = characteristic.bins
      .map(({ label, points }, bin): QuantisedBin => ({ label, ranges: ranges[bin] ?? [], points: units(points) }))
      .filter(({ ranges }) => ranges.length > 0);
    return { name: characteristic.name, feature, bins };
  });
  const reasons = assignReasons(ir, policy);

  const approveFrom = units(policy.cutOffs.approveFrom);
  const { method } = policy.baseline;
  const rule = method === "mean-at-cut-off" ? { method, approveFrom, window: units(policy.baseline.window) } : { method };
  const baseline = baselinePoints(binned, initialPoints, rule, population);

  const model: QuantisedScorecard = {
    format: "credence.model/1",
    kind: "scorecard",
    name: policy.model.name,
    version: policy.model.version,
    sourceSha256: ir.source.sha256,
    schema,
    pointsScale,
    initialPoints,
    characteristics: binned.map(({ name, feature, bins }, i) => ({ name, feature, reason: reasons[i] as number, baseline: baseline[i] as bigint, bins })),
    policy: {
      name: policy.name,
      approveFrom,
      referFrom: units(policy.cutOffs.referFrom),
      bandWidth: units(policy.bandWidth),
      baselineMethod: method,
      reasons: policy.reasons.map(({ code, sentence }) => ({ code, sentence })),
    },
    ...(policy.shape === undefined ? {} : { shape: policy.shape }),
  };
  checkScores(model);
  const unfit = faultOfParameters(model);
  if (unfit !== undefined) throw refuse("CRD-1013", unfit.place, unfit.message);
  return model;
}
