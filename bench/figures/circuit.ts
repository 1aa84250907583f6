import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileCircuit } from "../../src/circuit/compile.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { importAnew } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";

const EXAMPLE = "german-scorecard";

/** The whole decision circuit of the example: what stands in it, and what compiling it takes. */
export const circuitFigures: FigureGroup = {
  figures: [`constraints.${EXAMPLE}`, `compile.seconds.${EXAMPLE}`, `memory.mib.compile.${EXAMPLE}`],
  async measure(report, skip) {
    const { model, modelCommitment } = importAnew(EXAMPLE);
    const outDir = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      const { constraints, seconds, peakMiB } = await compileCircuit({ source: generateDecisionCircuit(model, modelCommitment), outDir });
      report({ figure: `constraints.${EXAMPLE}`, value: constraints, unit: "constraints" });
      report({ figure: `compile.seconds.${EXAMPLE}`, value: seconds, unit: "s" });
      if (peakMiB === undefined) skip(`memory.mib.compile.${EXAMPLE}`, "since this platform does not tell a process's largest memory");
      else report({ figure: `memory.mib.compile.${EXAMPLE}`, value: peakMiB, unit: "MiB" });
    } finally {
      rmSync(outDir, { recursive: true });
    }
  },
};
