import { z } from "zod";

const count = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
const compared = z.strictObject({
  rows: count.describe("Rows for which the expected file has a value"),
  differ: count.describe("Of these, rows on which model and tool differ"),
});

/** Evidence that a model decides as the tool that fitted it: counts of what differs, on named data. It holds nothing of the model and no applicant. */
export const ParityCertificate = z.strictObject({
  format: z.literal("credence.parity/1"),
  model: z.strictObject({
    name: z.string(),
    version: z.string(),
    kind: z.enum(["scorecard", "linear", "trees", "network"]),
    commitment: z.string().describe("The model commitment, in decimal: it stands for the model, its policy and its schema, and hides them"),
    schemaHash: z.string(),
  }),
  data: z.strictObject({ rowsSha256: digest, expectedSha256: digest }),
  rows: z.int().positive(),
  decisions: z.strictObject({
    approve: count,
    refer: count,
    decline: count,
    flips: count.describe("Rows whose decision is not the tool's"),
    flipped: z.array(z.int().positive()).max(20).describe("The first of them, counted from 1"),
    referredWithinError: count.describe("Rows that the tool decides and the model refers, for its margin lies within its stated error of a cut-off; no flips"),
  }),
  scores: compared.optional().describe("Points of a scorecard"),
  leaves: compared.optional().describe("The leaf of each tree"),
  margins: compared
    .extend({
      largestDifference: z.number().describe("The largest difference from the tool's own margin"),
      bound: z
        .number()
        .describe(
          "The most that the tool's own floats and the stated error of the model may have a margin off: of trees on the row where that is most, of a linear model or a network on any record",
        ),
    })
    .optional()
    .describe("Margins; they differ where they are further apart than the tool's additions and the stated error of the model explain on that row"),
  reasons: compared.optional().describe("The principal reasons, by code and in order"),
});
export type ParityCertificate = z.infer<typeof ParityCertificate>;

/** True where nothing differs from the tool. */
export const isExact = ({ decisions, scores, leaves, margins, reasons }: ParityCertificate): boolean =>
  decisions.flips === 0 && [scores, leaves, margins, reasons].every((part) => (part?.differ ?? 0) === 0);

/** JSON Schema of certificates, as docs/schemas publishes it. */
export const paritySchema = () => z.toJSONSchema(ParityCertificate, { io: "input" });
