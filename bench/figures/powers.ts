import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import { writePowersFromSecrets } from "../../test/keys/powers-from-secrets.ts";
import { buildExample } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";
import { runAlone } from "../set-up.ts";

/** Examples, and the power of two that their constraints fit into. */
const EXAMPLES = [
  ["german-scorecard", 12],
  ["taiwan-xgboost", 14],
] as const;
const MAKERS = ["native", "snarkjs"] as const;
const RUNS = 2;
const nameOf = (measure: "seconds" | "cpu-seconds" | "ratio", example: string, of: string) => `powers.${measure}.${example}.${of}`;

/** The first key of a ceremony from powers of tau, by turns with snarkjs, each in a process of its own: the file's digest is checked by ours and not by snarkjs. The keys must be the same byte for byte. */
export const powersFigures: FigureGroup = {
  figures: EXAMPLES.flatMap(([example]) => [
    ...MAKERS.flatMap((by) => [nameOf("seconds", example, by), nameOf("cpu-seconds", example, by)]),
    nameOf("ratio", example, "wall"),
    nameOf("ratio", example, "cpu"),
  ]),
  async measure(report, skip) {
    const program = findNativeProgram();
    if ("missing" in program) {
      for (const figure of this.figures) skip(figure, `since it is not built. ${program.missing}`);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      for (const [example, power] of EXAMPLES) {
        const { r1cs } = (await buildExample(example)).paths;
        const ptau = join(folder, `${power}.ptau`);
        const digest = (await writePowersFromSecrets(ptau, power)).get(power) as string;
        const keyOf = (by: string) => join(folder, `${example}-${by}.zkey`);
        const readings = MAKERS.map((by) => ({ by, ms: 0, cpuSeconds: 0 }));
        for (let run = 0; run < RUNS; run++) {
          for (const reading of readings) {
            const { ms, cpuSeconds } = runAlone("set-up-from-powers.ts", reading.by, r1cs, keyOf(reading.by), ptau, String(power), digest);
            reading.ms += ms / RUNS;
            reading.cpuSeconds += cpuSeconds / RUNS;
          }
        }
        if (!readFileSync(keyOf("native")).equals(readFileSync(keyOf("snarkjs")))) throw new Error(`the keys of ${example} differ`);
        for (const { by, ms, cpuSeconds } of readings) {
          report({ figure: nameOf("seconds", example, by), value: ms / 1000, unit: "s" });
          report({ figure: nameOf("cpu-seconds", example, by), value: cpuSeconds, unit: "s" });
        }
        const [own, theirs] = readings as [(typeof readings)[number], (typeof readings)[number]];
        report({ figure: nameOf("ratio", example, "wall"), value: theirs.ms / own.ms, unit: "times" });
        report({ figure: nameOf("ratio", example, "cpu"), value: theirs.cpuSeconds / own.cpuSeconds, unit: "times" });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
