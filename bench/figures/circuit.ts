import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CircuitMode } from "../../src/build/build-circuit.ts";
import { compileCircuit } from "../../src/circuit/compile.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { generateUniversalCircuit } from "../../src/circuit/universal/generate-universal-circuit.ts";
import { universalShape } from "../../src/circuit/universal/universal-shape.ts";
import { importAnew } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";

const FIXED = ["german-scorecard", "spanish-scorecard", "hmda-logistic"];
const UNIVERSAL = "german-scorecard-universal";
const WAYS = [
  { suffix: "", reasons: "principal" },
  { suffix: ".plain", reasons: "none" },
] as const;

/** Compiles the circuit of an example, with its reasons or without, under the name of its figures. */
async function compileExample(
  { example, circuit, reasons, mode }: { example: string; circuit: string; reasons: "principal" | "none"; mode: CircuitMode },
  report: Parameters<FigureGroup["measure"]>[0],
  skip: Parameters<FigureGroup["measure"]>[1],
): Promise<void> {
  const { model, modelCommitment } = importAnew(example);
  const outDir = mkdtempSync(join(tmpdir(), "credence-bench-"));
  try {
    const source =
      mode === "universal" ? generateUniversalCircuit(model.schema, universalShape(model)) : generateDecisionCircuit(model, modelCommitment, { reasons });
    const { constraints, seconds, peakMiB } = await compileCircuit({ source, outDir });
    report({ figure: `constraints.${circuit}`, value: constraints, unit: "constraints" });
    report({ figure: `compile.seconds.${circuit}`, value: seconds, unit: "s" });
    if (peakMiB === undefined) skip(`memory.mib.compile.${circuit}`, "since this platform does not tell a process's largest memory");
    else report({ figure: `memory.mib.compile.${circuit}`, value: peakMiB, unit: "MiB" });
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

const groupOf = (example: string, circuit: string, reasons: "principal" | "none", mode: CircuitMode): FigureGroup => ({
  figures: [`constraints.${circuit}`, `compile.seconds.${circuit}`, `memory.mib.compile.${circuit}`],
  measure: (report, skip) => compileExample({ example, circuit, reasons, mode }, report, skip),
});

/** The whole decision circuit of each scorecard and of the regression, with its reasons and without, and of the hidden scorecard: what stands in it, and what compiling it takes. */
export const circuitFigures: readonly FigureGroup[] = [
  ...FIXED.flatMap((example) => WAYS.map(({ suffix, reasons }) => groupOf(example, `${example}${suffix}`, reasons, "fixed"))),
  groupOf(UNIVERSAL, UNIVERSAL, "principal", "universal"),
];
