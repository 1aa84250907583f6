import { z } from "zod";
import { Digest, EvidenceModel } from "../evidence-model.ts";

const count = z.int().min(0);
const text = z.string();
const share = z.number().min(0).max(1);

const Performance = z.strictObject({
  rowsSha256: Digest,
  rows: count,
  bad: count,
  outcome: z.strictObject({ column: text, bad: text }).describe("The column of the rows that says how it ended, and its value for a bad outcome"),
  auc: share.describe("Of all pairs of a good and a bad outcome, the share in which the good one scores more, ties counted half"),
  ks: z
    .strictObject({ value: share, score: text })
    .describe("Kolmogorov-Smirnov: the largest difference between the shares of bad and good outcomes at or below one score"),
  roc: z.array(z.tuple([share, share])).describe("Shares of good and of bad outcomes at or below each score; at most 200 of them"),
  scores: z.array(z.strictObject({ from: text, to: text, good: count, bad: count })).describe("Score distribution: from <= score < to"),
  calibration: z
    .array(z.strictObject({ from: text, to: text, rows: count, bad: count, predicted: share.optional() }))
    .describe("Groups of about a tenth by score, the lowest first; `predicted` is the mean probability of a bad outcome where the margin is one's log-odds"),
  decisions: z.array(z.strictObject({ decision: text, rows: count, bad: count })),
});

/** What a validator wants to see of a model, made from its integers and, if given, from rows with known outcomes. It shows points and shares of features: it is as secret as the model. */
export const ModelCard = z.strictObject({
  format: z.literal("credence.card/1"),
  model: EvidenceModel.extend({ sourceSha256: Digest, pipelineSha256: Digest.optional() }),
  trainingData: z.strictObject({ sha256: Digest }).optional(),
  summary: text,
  policy: z.strictObject({
    name: text,
    approve: text,
    refer: text.optional(),
    decline: text,
    scores: z.strictObject({ least: text, most: text }).describe("No record scores outside; not every score need be one's"),
    band: text.describe("Width of the disclosed score band in points"),
    comparedWith: text.describe("How the baseline or the reference record of the reasons was made"),
    tier: z.int(),
    reviewDays: z.int(),
    maximumRecordAge: z.int().describe("In seconds"),
  }),
  features: z.array(
    z.strictObject({
      name: text,
      values: text,
      through: z.array(text).describe("Characteristics or columns of the model that it goes into; none where it is not used"),
      direction: z
        .enum(["increasing", "decreasing", "constant", "both-ways", "not-certain", "no-order"])
        .describe(
          "What a greater value is worth, proved for every record; `not-certain` where no proof was found, `no-order` for categories and features not used",
        ),
      protected: z.enum(["declared", "guessed", "no"]).describe("Declared by whoever made the card, or guessed from the name"),
    }),
  ),
  reasons: z.array(z.strictObject({ code: text, sentence: text, parts: z.array(text) })),
  points: z
    .array(z.strictObject({ characteristic: text, baseline: text, bins: z.array(z.strictObject({ label: text, points: text })) }))
    .optional()
    .describe("Of a scorecard"),
  importance: z
    .strictObject({ rowsSha256: Digest, rows: count, unit: z.enum(["points", "margin"]), parts: z.array(z.strictObject({ name: text, mean: z.number() })) })
    .optional()
    .describe("Mean absolute contribution against baseline or reference, on at most 1,000 of the rows, evenly spread; the largest first"),
  performance: Performance.optional(),
  notShown: z.array(text),
});
export type ModelCard = z.infer<typeof ModelCard>;
