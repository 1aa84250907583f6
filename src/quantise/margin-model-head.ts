import type { LinearIR } from "../model/linear-ir.ts";
import type { NetworkIR } from "../model/network-ir.ts";
import type { MarginPolicy, PipelineFile } from "../model/policy.ts";
import type { TreeEnsembleIR } from "../model/trees-ir.ts";
import type { RecordSchema } from "../record/schema.ts";

/** What every quantised model whose margin decides begins with: its names, and what it was made from. */
export const marginModelHead = (ir: LinearIR | TreeEnsembleIR | NetworkIR, schema: RecordSchema, { model }: MarginPolicy, pipeline: PipelineFile | undefined) =>
  ({
    format: "credence.model/1",
    name: model.name,
    version: model.version,
    sourceSha256: ir.source.sha256,
    pipelineSha256: pipeline?.sha256 ?? "",
    schema,
    pointsScale: 0,
    summation: ir.summation,
  }) as const;
