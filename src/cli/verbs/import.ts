import type { Command } from "commander";
import { scorecardpyNotes } from "../../import/scorecardpy-notes.ts";
import { formatUnits } from "../../model/decimal.ts";
import { writeModel } from "../../model/model-files.ts";
import { scoreBounds } from "../../model/score-bounds.ts";
import { quantiseFile } from "../../quantise/quantise-file.ts";
import { emit, progress } from "../output.ts";

export function register(program: Command): void {
  program
    .command("import")
    .description("read a model file as its own tool wrote it, and make it exact")
    .argument("<file>", "a scorecard: scorecardpy's table, or a plain CSV")
    .requiredOption("--policy <file>", "cut-offs, baseline and reasons")
    .requiredOption("--out <directory>", "the model directory to write")
    .action((file: string, { policy: policyFile, out }: { policy: string; out: string }) => {
      const { ir, policy, model } = quantiseFile(file, policyFile);
      const files = writeModel(out, model, policy.policy);
      const bins = model.characteristics.reduce((count, characteristic) => count + characteristic.bins.length, 0);
      const { least, most } = scoreBounds(model);
      const notes = scorecardpyNotes(ir, policy.schema);
      const spell = (units: bigint) => formatUnits(units, model.pointsScale);
      progress(`${model.name} ${model.version}: ${model.characteristics.length} characteristics, ${bins} bins, scores from ${spell(least)} to ${spell(most)}.`);
      for (const note of notes) progress(`Note: ${note}`);
      progress(`Written to ${out}; ${out}/secret holds the model and stays with you.`);
      emit({
        model: out,
        name: model.name,
        version: model.version,
        kind: model.kind,
        format: ir.source.format,
        sourceSha256: ir.source.sha256,
        characteristics: model.characteristics.length,
        bins,
        pointsScale: model.pointsScale,
        leastScore: spell(least),
        mostScore: spell(most),
        baseline: Object.fromEntries(model.characteristics.map(({ name, baseline }) => [name, spell(baseline)])),
        schemaHash: files.schemaHash,
        modelCommitment: files.modelCommitment,
        notes,
      });
    });
}
