import { modelSha256 } from "../../../src/model/model-files.ts";
import { parameterSections } from "../../../src/model/parameters/parameter-sections.ts";
import type { QuantisedModel, QuantisedScorecard } from "../../../src/model/quantised.ts";
import { modelCommitment } from "../../../src/statement/commitments.ts";
import { parametersHash } from "../../../src/statement/parameters-hash.ts";
import { binsOf, categoryFeature, numberFeature, schemaOf, scorecard } from "../decision-models.ts";

const age = numberFeature("age", "0", "60");
const income = numberFeature("income", "0", "1000", "marker");
const region = categoryFeature("region", 5);
export const smallSchema = schemaOf("small", [age, income, categoryFeature("branch", 12), region]);

/** Three characteristics, two of which share a reason, in a shape with room for one more; categories in several runs. */
export const smallModel = (points: { age: readonly number[]; cuts?: readonly number[] } = { age: [-30, -4, 10, 22] }): QuantisedScorecard => ({
  ...scorecard(
    smallSchema,
    [
      { name: "age", feature: 0, reason: 0, baseline: 6n, bins: binsOf(age, points.cuts ?? [20, 30, 45], points.age) },
      { name: "income", feature: 1, reason: 1, baseline: 3n, bins: binsOf(income, [100, 300, 700, 1001], [-41, -13, 9, 30, -20]) },
      {
        name: "region",
        feature: 3,
        reason: 1,
        baseline: 2n,
        bins: [
          {
            label: "a",
            ranges: [
              [0n, 1n],
              [3n, 4n],
            ],
            points: -8n,
          },
          {
            label: "b",
            ranges: [
              [1n, 3n],
              [4n, 5n],
            ],
            points: 11n,
          },
        ],
      },
    ],
    { reasons: 2, approveFrom: 130, referFrom: 111, bandWidth: 10, initialPoints: 100 },
  ),
  shape: { characteristics: 4, rows: 6 },
});

export const SALT = 0x5a17n << 200n;

/** What opens a model's commitment, and the commitment. */
export function committed(model: QuantisedModel) {
  const universal = { sha256: modelSha256(model), salt: SALT };
  return { universal, modelCommitment: modelCommitment({ parametersHash: parametersHash(parameterSections(model)), ...universal }) };
}
