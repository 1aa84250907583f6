import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import { buildExample } from "../built-example.ts";
import { type FigureGroup, median } from "../measurement.ts";
import { type KeyMaker, setUpAlone } from "../set-up.ts";
import { makeSyntheticCircuit } from "../synthetic-circuit.ts";

const MAKERS: readonly KeyMaker[] = ["npm", "native"];
const POWER = 14;
const RUNS = 3;
const nameOf = (measure: "setup.seconds" | "setup.cpu-seconds", circuit: string, by: KeyMaker) => `${measure}.${circuit}.development.${by}`;
const CIRCUITS = ["german-scorecard", `rows-${2 ** POWER}`];

/** Development keys of the example's circuit and of one of 2^14 rows, by turns, each in a process of its own: the median of three. */
export const setupFigures: FigureGroup = {
  figures: CIRCUITS.flatMap((circuit) => MAKERS.flatMap((by) => [nameOf("setup.seconds", circuit, by), nameOf("setup.cpu-seconds", circuit, by)])),
  async measure(report, skip) {
    const program = findNativeProgram();
    const makers = MAKERS.filter((by) => by === "npm" || !("missing" in program));
    if ("missing" in program) for (const figure of this.figures) if (figure.endsWith(".native")) skip(figure, `since it is not built. ${program.missing}`);
    const folder = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      const constraints = [(await buildExample(CIRCUITS[0] as string)).paths.r1cs, makeSyntheticCircuit(folder, POWER).r1csPath];
      for (const [i, circuit] of CIRCUITS.entries()) {
        const readings = makers.map((by) => ({ by, runs: [] as ReturnType<typeof setUpAlone>[] }));
        for (let run = 0; run < RUNS; run++) for (const { by, runs } of readings) runs.push(setUpAlone(by, constraints[i] as string, join(folder, "key.zkey")));
        for (const { by, runs } of readings) {
          report({ figure: nameOf("setup.seconds", circuit, by), value: median(runs.map(({ ms }) => ms / 1000)), unit: "s" });
          report({ figure: nameOf("setup.cpu-seconds", circuit, by), value: median(runs.map(({ cpuSeconds }) => cpuSeconds)), unit: "s" });
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
