import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FigureGroup } from "../measurement.ts";
import { resampleTrees } from "../resample-trees.ts";
import { countTrees, readTrees, TREE_EXAMPLES } from "../tree-example.ts";

/** What bench/prove-trees.ts prints, as figures of an example. */
const FIGURES = {
  constraints: ["constraints", "", "constraints"],
  compile: ["compile.seconds", "", "s"],
  memory: ["memory.mib.compile", "", "MiB"],
  setup: ["setup.seconds", ".development", "s"],
  witness: ["witness.ms", ".warm", "ms"],
  prove: ["prove.ms", ".snarkjs.warm", "ms"],
  cpu: ["prove.cpu-seconds", ".snarkjs", "s"],
} as const;
const WAYS = [
  { suffix: "", reasons: "principal" },
  { suffix: ".plain", reasons: "none" },
] as const;

const figureOf = (key: keyof typeof FIGURES, circuit: string) => `${FIGURES[key][0]}.${circuit}${FIGURES[key][1]}`;

/** Compiles the circuit of an example in a process of its own, sets it up, and proves records by it. */
async function proveTrees(name: string, reasons: string): Promise<Record<keyof typeof FIGURES, number | undefined>> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../prove-trees.ts"), name, reasons], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`the process of ${name} ended with ${code}`);
  return JSON.parse(printed);
}

/** Whole decisions of the ensembles that the project ships, with their reasons and without: one group a circuit. */
export const treeFigures: readonly FigureGroup[] = TREE_EXAMPLES.flatMap(({ name }) =>
  WAYS.map(({ suffix, reasons }): FigureGroup => {
    const circuit = `${name}${suffix}`;
    const keys = Object.keys(FIGURES) as (keyof typeof FIGURES)[];
    return {
      figures: keys.map((key) => figureOf(key, circuit)),
      async measure(report, skip) {
        const values = await proveTrees(name, reasons);
        for (const key of keys) {
          const value = values[key];
          if (value === undefined) skip(figureOf(key, circuit), "since this platform does not tell a process's largest memory");
          else report({ figure: figureOf(key, circuit), value, unit: FIGURES[key][2] });
        }
      },
    };
  }),
);

/** How the cost grows: ensembles of so many trees, each node drawn from the Taiwan example's nodes at its depth. */
export const treeSizeFigures = (sizes: readonly number[]): FigureGroup => ({
  figures: sizes.flatMap((size) => WAYS.map(({ suffix }) => `constraints.trees.${size}${suffix}`)),
  async measure(report, skip) {
    const model = readTrees(TREE_EXAMPLES[0]);
    for (const size of sizes) {
      const resampled = resampleTrees(model, size);
      for (const { suffix, reasons } of WAYS) {
        const outDir = mkdtempSync(join(tmpdir(), "credence-bench-"));
        try {
          const { constraints, seconds, peakMiB } = await countTrees(resampled, reasons, outDir);
          report({ figure: `constraints.trees.${size}${suffix}`, value: constraints, unit: "constraints" });
          report({ figure: `count.seconds.trees.${size}${suffix}`, value: seconds, unit: "s" });
          if (peakMiB === undefined) skip(`memory.mib.count.trees.${size}${suffix}`, "since this platform does not tell a process's largest memory");
          else report({ figure: `memory.mib.count.trees.${size}${suffix}`, value: peakMiB, unit: "MiB" });
        } finally {
          rmSync(outDir, { recursive: true });
        }
      }
    }
  },
});
