import type { RecordSchema } from "../record/schema.ts";
import type { QuantisedMarginPolicy } from "./quantised-margin-policy.ts";

/** What every model has whose margin decides, in units of 1 / (marginDivisor * 2^marginBits) log-odds (or of the target's own unit). */
export interface QuantisedMarginModel {
  format: "credence.model/1";
  name: string;
  version: string;
  /** sha256 of the imported file, hex. */
  sourceSha256: string;
  /** sha256 of the pipeline file, hex; empty where the model reads the schema's own features. */
  pipelineSha256: string;
  schema: RecordSchema;
  /** Scores are whole points. */
  pointsScale: 0;
  /** The floats in which the tool itself multiplies and adds up: what its own margins may be off by. */
  summation: "float32" | "float64";
  marginBits: number;
  marginDivisor: bigint;
  /** Bound of what the margin may be off the tool's own, in the model's units; which errors it counts, each kind says. The policy's cut-offs have it taken off. */
  marginError: bigint;
  policy: QuantisedMarginPolicy;
}
