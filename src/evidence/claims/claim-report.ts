import { z } from "zod";
import { EvidenceModel } from "../evidence-model.ts";
import { Claim } from "./claim.ts";

const cells = z.record(z.string(), z.string());

/** What the check of one claim found. */
export const ClaimResult = z.strictObject({
  claim: Claim,
  sentence: z.string(),
  result: z.enum(["holds", "fails", "not-decided"]).describe("`not-decided`: neither shown for every record nor refuted by one"),
  how: z.string().describe("What was done to find it"),
  counterexample: z
    .strictObject({
      records: z.tuple([cells, cells]).describe("Two records that differ in the feature alone, as an issuer writes them; the smaller value first"),
      worth: z.tuple([z.string(), z.string()]).describe("Their points, or their margins where a margin decides: `credence score` gives the same"),
    })
    .optional(),
});
export type ClaimResult = z.infer<typeof ClaimResult>;

/** Evidence: claims about one model, each with what its exact check found. It holds nothing of the model but what the claims say, and the counterexamples of those that fail. */
export const ClaimReport = z.strictObject({ format: z.literal("credence.claims/1"), model: EvidenceModel, claims: z.array(ClaimResult).min(1) });
export type ClaimReport = z.infer<typeof ClaimReport>;
