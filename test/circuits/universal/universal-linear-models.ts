import type { LinearPiece, QuantisedLinear } from "../../../src/model/quantised-linear.ts";
import { categoryFeature, numberFeature, schemaOf } from "../decision-models.ts";

const piece = (from: number, slope: number, offset: number): LinearPiece => ({ from: BigInt(from), slope: BigInt(slope), offset: BigInt(offset) });

/** Weights of a small regression: of age up to 45 and beyond, of age once more, of income, and what a missing income and two regions add. */
export interface SmallWeights {
  young: number;
  old: number;
  again: number;
  income: number;
  missing: number;
  regions: [number, number];
}
const WEIGHTS: SmallWeights = { young: -9, old: 4, again: 2, income: -5, missing: 37, regions: [-30, 55] };

/** Room for one term more than the small regression has, and for one row more than its longest. */
export const ROOM = { terms: 5, rows: 4 };

/** A line that turns at one age, a second term of that feature under the reason of another, an income that is clipped and may be missing, categories, and a feature that is not read. */
export function smallLinear({ young, old, again, income, missing, regions }: SmallWeights = WEIGHTS): QuantisedLinear {
  const schema = schemaOf("small_linear", [
    numberFeature("age", "0", "60"),
    numberFeature("income", "0", "100", "marker"),
    categoryFeature("branch", 3),
    categoryFeature("region", 4),
  ]);
  return {
    format: "credence.model/1",
    kind: "linear",
    name: "small-linear",
    version: "1.0.0",
    sourceSha256: "11".repeat(32),
    pipelineSha256: "22".repeat(32),
    schema,
    pointsScale: 0,
    summation: "float64",
    marginBits: 6,
    marginDivisor: 1n,
    initialMargin: 17n,
    marginError: 1n,
    terms: [
      { feature: 0, reason: 0, pieces: [piece(0, young, 300), piece(45, old, 300 + 45 * (young - old))] },
      { feature: 0, reason: 1, pieces: [piece(0, again, -40)] },
      { feature: 1, reason: 1, pieces: [piece(0, income, 200), piece(80, 0, 200 + 80 * income), piece(101, 0, missing)] },
      { feature: 3, reason: 2, pieces: [piece(0, 0, regions[0]), piece(2, 0, regions[1])] },
    ],
    policy: {
      name: "policy",
      approveBelow: -20n,
      declineFrom: 91n,
      score: { offset: 38_500n, slope: 7n, divisor: 77n },
      bandWidth: 20n,
      referenceMethod: "record",
      reference: [40n, 60n, 0n, 1n],
      reasons: ["A", "B", "C"].map((code) => ({ code, sentence: `What ${code} adds is more than for others` })),
    },
  };
}

/** Other weights, cut-offs and score map, in the same shape: what a lender fits anew. */
export const recalibratedLinear = (): QuantisedLinear => {
  const model = smallLinear({ young: -12, old: 7, again: 1, income: -4, missing: -60, regions: [41, -25] });
  const policy = { ...model.policy, approveBelow: -44n, declineFrom: 60n, score: { offset: 36_960n, slope: 5n, divisor: 70n }, bandWidth: 10n };
  return { ...model, version: "1.1.0", policy };
};

/** A small regression that leaves room for a later version. */
export const roomyLinear = (model: QuantisedLinear = smallLinear()): QuantisedLinear => ({ ...model, shape: ROOM });

/** The recalibrated regression grown into the room that its first version left: income turns once more, and the branch is read. */
export const grownLinear = (): QuantisedLinear => {
  const model = roomyLinear(recalibratedLinear());
  const grown = model.terms.map((term) => (term.feature === 1 ? { ...term, pieces: [piece(0, -9, 350), piece(30, -4, 200), ...term.pieces.slice(1)] } : term));
  const branch = { feature: 2, reason: 3, pieces: [piece(0, 0, 0), piece(1, 0, 12)] };
  const reasons = [...model.policy.reasons, { code: "D", sentence: "What D adds is more than for others" }];
  return {
    ...model,
    version: "2.0.0",
    terms: [...grown, branch].sort((a, b) => a.feature - b.feature),
    policy: { ...model.policy, reasons },
  };
};
