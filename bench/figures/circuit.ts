import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileCircuit } from "../../src/circuit/compile.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { importAnew } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";

const EXAMPLES = ["german-scorecard", "spanish-scorecard", "hmda-logistic"];

async function compileExample(example: string, report: Parameters<FigureGroup["measure"]>[0], skip: Parameters<FigureGroup["measure"]>[1]): Promise<void> {
  const { model, modelCommitment } = importAnew(example);
  const outDir = mkdtempSync(join(tmpdir(), "credence-bench-"));
  try {
    const { constraints, seconds, peakMiB } = await compileCircuit({ source: generateDecisionCircuit(model, modelCommitment), outDir });
    report({ figure: `constraints.${example}`, value: constraints, unit: "constraints" });
    report({ figure: `compile.seconds.${example}`, value: seconds, unit: "s" });
    if (peakMiB === undefined) skip(`memory.mib.compile.${example}`, "since this platform does not tell a process's largest memory");
    else report({ figure: `memory.mib.compile.${example}`, value: peakMiB, unit: "MiB" });
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

/** The whole decision circuit of each scorecard and of the regression: what stands in it, and what compiling it takes. */
export const circuitFigures: readonly FigureGroup[] = EXAMPLES.map((example) => ({
  figures: [`constraints.${example}`, `compile.seconds.${example}`, `memory.mib.compile.${example}`],
  measure: (report, skip) => compileExample(example, report, skip),
}));
