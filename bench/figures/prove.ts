import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildExample } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";

const EXAMPLE = "german-scorecard";
const name = (measure: string, suffix: string) => `${measure}.${EXAMPLE}.snarkjs${suffix}`;
const FIGURES = {
  cold: [name("prove.ms", ".cold"), "ms"],
  warm: [name("prove.ms", ".warm"), "ms"],
  cpuSeconds: [name("prove.cpu-seconds", ""), "s"],
  memory: [name("memory.mib.prove", ""), "MiB"],
  bytes: ["proof.bytes", "bytes"],
} as const;

/** Proofs of real applicants in a process of its own, so that its processor time and memory are the prover's: opening and the first proof, then the median of 10. */
export const proveFigures: FigureGroup = {
  figures: Object.values(FIGURES).map(([figure]) => figure),
  async measure(report) {
    await buildExample(EXAMPLE);
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../prove-alone.ts"), EXAMPLE], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(`the prover's process ended with ${code}`);
    const values = JSON.parse(printed) as Record<keyof typeof FIGURES, number>;
    for (const [key, [figure, unit]] of Object.entries(FIGURES)) report({ figure, value: values[key as keyof typeof FIGURES], unit });
  },
};
