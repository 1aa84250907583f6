import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileCircuit } from "../../src/circuit/compile.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { importAnew } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";

const EXAMPLES = ["german-scorecard", "spanish-scorecard", "hmda-logistic"];
const WAYS = [
  { suffix: "", reasons: "principal" },
  { suffix: ".plain", reasons: "none" },
] as const;

/** Compiles the circuit of an example, with its reasons or without, under the name of its figures. */
async function compileExample(
  { example, circuit, reasons }: { example: string; circuit: string; reasons: "principal" | "none" },
  report: Parameters<FigureGroup["measure"]>[0],
  skip: Parameters<FigureGroup["measure"]>[1],
): Promise<void> {
  const { model, modelCommitment } = importAnew(example);
  const outDir = mkdtempSync(join(tmpdir(), "credence-bench-"));
  try {
    const { constraints, seconds, peakMiB } = await compileCircuit({ source: generateDecisionCircuit(model, modelCommitment, { reasons }), outDir });
    report({ figure: `constraints.${circuit}`, value: constraints, unit: "constraints" });
    report({ figure: `compile.seconds.${circuit}`, value: seconds, unit: "s" });
    if (peakMiB === undefined) skip(`memory.mib.compile.${circuit}`, "since this platform does not tell a process's largest memory");
    else report({ figure: `memory.mib.compile.${circuit}`, value: peakMiB, unit: "MiB" });
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

/** The whole decision circuit of each scorecard and of the regression, with its reasons and without: what stands in it, and what compiling it takes. */
export const circuitFigures: readonly FigureGroup[] = EXAMPLES.flatMap((example) =>
  WAYS.map(({ suffix, reasons }): FigureGroup => {
    const circuit = `${example}${suffix}`;
    return {
      figures: [`constraints.${circuit}`, `compile.seconds.${circuit}`, `memory.mib.compile.${circuit}`],
      measure: (report, skip) => compileExample({ example, circuit, reasons }, report, skip),
    };
  }),
);
