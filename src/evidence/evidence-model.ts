import { z } from "zod";
import type { ModelFiles } from "../model/model-files.ts";

/** What a file of evidence says of the model that it is about. It names the model by its commitment, which hides it. */
export const EvidenceModel = z.strictObject({
  name: z.string(),
  version: z.string(),
  kind: z.string().describe("scorecard, trees, ..."),
  commitment: z.string().describe("The model commitment, in decimal: it stands for the model, its policy and its schema, and hides them"),
  schemaHash: z.string(),
});

/** Names a model in evidence about it. */
export const describeModel = ({ model, modelCommitment, schemaHash }: ModelFiles): z.infer<typeof EvidenceModel> => ({
  name: model.name,
  version: model.version,
  kind: model.kind,
  commitment: modelCommitment.toString(),
  schemaHash: schemaHash.toString(),
});

export const Digest = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
