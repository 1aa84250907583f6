import { join } from "node:path";
import type { QuantisedBin, QuantisedCharacteristic, QuantisedScorecard } from "../../src/model/quantised.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import type { Feature, RecordSchema } from "../../src/record/schema.ts";
import { cardinality } from "../../src/record/schema.ts";
import { ROOT } from "./harness/compile.ts";

function exampleCard(name: string): QuantisedScorecard {
  const folder = join(ROOT, "examples", name);
  return quantiseFile(join(folder, "scorecard.csv"), join(folder, "policy.json")).model as QuantisedScorecard;
}

/** The scorecards that the project ships. */
export const germanModel = (): QuantisedScorecard => exampleCard("german-scorecard");
export const spanishModel = (): QuantisedScorecard => exampleCard("spanish-scorecard");

export const schemaOf = (name: string, features: readonly Feature[]): RecordSchema => ({
  format: "credence.schema/1",
  name,
  version: 1,
  features: [...features],
});

export const numberFeature = (name: string, min: string, max: string, missing: "never" | "marker" = "never"): Feature => ({
  name,
  type: "number",
  scale: 0,
  min,
  max,
  missing,
});

export const categoryFeature = (name: string, values: number, missing: "never" | "marker" = "never"): Feature => ({
  name,
  type: "category",
  values: Array.from({ length: values }, (_, i) => `v${i}`),
  missing,
});

/** Bins from cuts: [0, first), ..., [last, codes), the codes of the last bin being the missing marker where the feature has one. */
export function binsOf(feature: Feature, cuts: readonly number[], points: readonly number[]): QuantisedBin[] {
  const edges = [0n, ...cuts.map(BigInt), cardinality(feature)];
  return points.map((value, i) => ({ label: `bin ${i}`, ranges: [[edges[i] as bigint, edges[i + 1] as bigint]], points: BigInt(value) }));
}

interface PolicyParts {
  reasons: number;
  approveFrom: number;
  referFrom: number;
  bandWidth: number;
  initialPoints: number;
}

export function scorecard(schema: RecordSchema, characteristics: readonly QuantisedCharacteristic[], parts: PolicyParts): QuantisedScorecard {
  return {
    format: "credence.model/1",
    kind: "scorecard",
    name: schema.name,
    version: "1.0.0",
    sourceSha256: "00".repeat(32),
    schema,
    pointsScale: 0,
    initialPoints: BigInt(parts.initialPoints),
    characteristics,
    policy: {
      name: "policy",
      approveFrom: BigInt(parts.approveFrom),
      referFrom: BigInt(parts.referFrom),
      bandWidth: BigInt(parts.bandWidth),
      baselineMethod: "max",
      reasons: Array.from({ length: parts.reasons }, (_, i) => ({ code: `R${i + 1}`, sentence: `Reason ${i + 1}` })),
    },
  };
}

/**
 * What the German card does not have: missing markers, two characteristics over one feature, one reason over two features, scores below zero, cut-offs
 * inside bands, an element of which nothing is read, and bins of several stretches.
 */
export function crowdedModel(): QuantisedScorecard {
  const income = numberFeature("income", "-500", "100000", "marker");
  const arrears = numberFeature("arrears", "0", "60", "marker");
  const region = categoryFeature("region", 7, "marker");
  const wide = (name: string) => numberFeature(name, "0", "18000000000000000000");
  const tenure = numberFeature("tenure", "0", "40");
  const use = categoryFeature("use", 6);
  const opened: Feature = { name: "opened", type: "date", min: "1990-01-01", max: "2029-12-31", missing: "marker" };
  const features = [
    income,
    categoryFeature("branch", 12),
    arrears,
    region,
    tenure,
    wide("w1"),
    wide("w2"),
    wide("w3"),
    use,
    opened,
    wide("w4"),
    wide("w5"),
    wide("w6"),
    wide("w7"),
  ];
  const missing = (feature: Feature) => Number(cardinality(feature)) - 1;
  const one = (name: string, feature: number, reason: number, baseline: number, bins: QuantisedBin[]) => ({
    name,
    feature,
    reason,
    baseline: BigInt(baseline),
    bins,
  });
  return scorecard(
    schemaOf("crowded", features),
    [
      one("income", 0, 0, 5, binsOf(income, [300, 1500, 5000, missing(income)], [-40, -10, 5, 30, -15])),
      one("income_again", 0, 1, 2, binsOf(income, [1500, 90000], [-7, 3, 1])),
      one("arrears", 2, 2, 4, binsOf(arrears, [1, 3, missing(arrears)], [20, -5, -50, -12])),
      one("region", 3, 3, 1, [
        {
          label: "a",
          ranges: [
            [0n, 1n],
            [3n, 5n],
          ],
          points: -9n,
        },
        {
          label: "b",
          ranges: [
            [1n, 3n],
            [6n, 7n],
          ],
          points: 12n,
        },
        {
          label: "c",
          ranges: [
            [5n, 6n],
            [7n, 8n],
          ],
          points: -20n,
        },
      ]),
      one("tenure", 4, 0, 3, binsOf(tenure, [2, 10], [-18, 2, 14])),
      one("use", 8, 4, 6, binsOf(use, [1, 2, 4], [-11, 6, -2, 9])),
      one("opened", 9, 5, 0, binsOf(opened, [3650, 9000, missing(opened)], [16, -3, -30, -4])),
    ],
    { reasons: 6, approveFrom: 13, referFrom: -31, bandWidth: 7, initialPoints: -10 },
  );
}
