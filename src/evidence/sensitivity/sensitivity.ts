import { z } from "zod";
import { Digest, EvidenceModel } from "../evidence-model.ts";

const count = z.int().min(0);

/** Evidence of what rounding would do to a model: decisions that flip on named data. It holds nothing of the model and no applicant. */
export const Sensitivity = z.strictObject({
  format: z.literal("credence.sensitivity/1"),
  model: EvidenceModel,
  data: z.strictObject({ rowsSha256: Digest }),
  rows: z.int().positive(),
  decisions: z.strictObject({ approve: count, refer: count, decline: count }).describe("Of the model as it is committed, exact"),
  unit: z.enum(["points", "margin"]).describe("What `largestError` is measured in"),
  roundings: z.array(
    z.strictObject({
      what: z
        .enum(["points", "comparisons", "leaves", "contributions", "weights"])
        .describe(
          "`comparisons`: numbers of the record, ratios of them, and the edges and thresholds that they are compared with; `points` and `leaves`: those of the model; `contributions`: what each term of a linear model adds to the margin; `weights`: those of a network's layers after the first",
        ),
      to: z.string().describe("The multiples that are rounded to, the nearest and of two the greater: 2^-10, or for points 10^-1"),
      changes: count.describe("Numbers of the model that differ after rounding; of a linear model, pieces of its terms that add another amount for some value"),
      flips: count.describe("Rows whose decision is another"),
      flipped: z.array(z.int().positive()).max(20).describe("The first of them, counted from 1"),
      largestError: z.number().describe("The most that points or margin of a row are off"),
    }),
  ),
});
export type Sensitivity = z.infer<typeof Sensitivity>;
