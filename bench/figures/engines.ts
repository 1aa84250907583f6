import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import { nativeDevelopmentSetup } from "../../src/keys/native-setup.ts";
import type { Engine } from "../../src/prove/prover.ts";
import { openWitnessCalculator } from "../../src/witness/witness-calculator.ts";
import { buildExample, exampleInputs } from "../built-example.ts";
import { type FigureGroup, type Measurement, median } from "../measurement.ts";
import { makeSyntheticCircuit } from "../synthetic-circuit.ts";

const ENGINES: readonly Engine[] = ["native", "snarkjs"];
const EXAMPLE = "german-scorecard";
const WITNESSES = 5;

interface Circuit {
  name: string;
  zkeyPath: string;
  keyPath: string;
  witnessPaths: string[];
}

interface Reading {
  ms: number;
  cpuSeconds: number;
  peakMiB: number;
}

/** An engine in a process of its own, so that its processor time and its memory are its own. */
class EngineProcess {
  readonly #child;
  readonly #lines;

  constructor(engine: Engine, { zkeyPath, keyPath, witnessPaths }: Circuit) {
    const script = join(import.meta.dirname, "../prove-repeatedly.ts");
    this.#child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, engine, zkeyPath, keyPath, ...witnessPaths], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async read(): Promise<Reading> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("an engine's process ended");
    return JSON.parse(value) as Reading;
  }

  prove(): Promise<Reading> {
    this.#child.stdin.write("\n");
    return this.read();
  }

  end(): void {
    this.#child.stdin.end();
  }
}

const circuitNames = (powers: readonly number[]) => powers.map((power) => `rows-${2 ** power}`);

/** The figures of one circuit. */
const namesOf = (circuit: string) => [
  ...ENGINES.flatMap((engine) => [
    `prove.ms.${circuit}.${engine}.cold`,
    `prove.ms.${circuit}.${engine}.warm`,
    `prove.cpu-seconds.${circuit}.${engine}`,
    `memory.mib.prove.${circuit}.${engine}`,
  ]),
  `prove.ratio.${circuit}.cpu`,
  `prove.ratio.${circuit}.wall`,
];

async function exampleCircuit(folder: string): Promise<Circuit> {
  const { files, paths, manifest } = await buildExample(EXAMPLE);
  const calculator = await openWitnessCalculator(paths.wasm);
  const witnessPaths: string[] = [];
  for (const inputs of exampleInputs(EXAMPLE, files, WITNESSES)) {
    const path = join(folder, `${EXAMPLE}-${witnessPaths.length}.wtns`);
    writeFileSync(path, (await calculator.calculate(inputs)).wtns);
    witnessPaths.push(path);
  }
  const keyPath = join(folder, `${EXAMPLE}.json`);
  writeFileSync(keyPath, JSON.stringify(manifest.verificationKey));
  return { name: EXAMPLE, zkeyPath: paths.zkey, keyPath, witnessPaths };
}

async function syntheticCircuit(folder: string, power: number, report: (measurement: Measurement) => void): Promise<Circuit> {
  const name = `rows-${2 ** power}`;
  const { r1csPath, witness } = makeSyntheticCircuit(folder, power);
  const [zkeyPath, keyPath, witnessPath] = [join(folder, `${name}.zkey`), join(folder, `${name}.json`), join(folder, `${name}.wtns`)];
  writeFileSync(witnessPath, witness);
  const program = findNativeProgram();
  const native = !("missing" in program);
  const { seconds, verificationKey } = native ? await nativeDevelopmentSetup({ program, r1csPath, zkeyPath }) : await developmentSetup({ r1csPath, zkeyPath });
  report({ figure: `setup.seconds.${name}.development.${native ? "native" : "npm"}`, value: seconds, unit: "s" });
  writeFileSync(keyPath, JSON.stringify(verificationKey));
  return { name, zkeyPath, keyPath, witnessPaths: [witnessPath] };
}

/** Proofs by turns, so that whatever else the machine does is the same to all. */
async function compare(circuit: Circuit, engines: readonly Engine[], proofs: number, report: (measurement: Measurement) => void): Promise<void> {
  const { name } = circuit;
  const running: [Engine, EngineProcess, Reading[]][] = [];
  try {
    for (const engine of engines) {
      const started = new EngineProcess(engine, circuit);
      running.push([engine, started, []]);
      const [opening, first] = [await started.read(), await started.prove()];
      report({ figure: `prove.ms.${name}.${engine}.cold`, value: opening.ms + first.ms, unit: "ms" });
    }
    for (let i = 0; i < proofs; i++) for (const [, started, readings] of running) readings.push(await started.prove());
  } finally {
    for (const [, started] of running) started.end();
  }
  const wall = (readings: readonly Reading[]) => median(readings.map(({ ms }) => ms));
  const cpu = (readings: readonly Reading[]) => readings.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / readings.length;
  for (const [engine, , readings] of running) {
    report({ figure: `prove.ms.${name}.${engine}.warm`, value: wall(readings), unit: "ms" });
    report({ figure: `prove.cpu-seconds.${name}.${engine}`, value: cpu(readings), unit: "s" });
    report({ figure: `memory.mib.prove.${name}.${engine}`, value: Math.max(...readings.map(({ peakMiB }) => peakMiB)), unit: "MiB" });
  }
  const [native, snarkjs] = ENGINES.map((engine) => running.find(([each]) => each === engine)?.[2]);
  if (!native || !snarkjs) return;
  report({ figure: `prove.ratio.${name}.cpu`, value: cpu(snarkjs) / cpu(native), unit: "times" });
  report({ figure: `prove.ratio.${name}.wall`, value: wall(snarkjs) / wall(native), unit: "times" });
}

/**
 * The engines side by side, on the example and on synthetic circuits of 2^power rows: opening and the first proof, then proofs by turns, round trip and
 * verification included; processor time and memory of everything that an engine started; and by how much the native one is ahead.
 */
export const engineFigures = (powers: readonly number[]): FigureGroup => ({
  figures: [EXAMPLE, ...circuitNames(powers)].flatMap(namesOf),
  async measure(report, skip) {
    const program = findNativeProgram();
    const engines = "missing" in program ? ENGINES.filter((engine) => engine !== "native") : ENGINES;
    if ("missing" in program)
      for (const figure of this.figures) if (/\.native|\.ratio\./.test(figure)) skip(figure, `since it is not built. ${program.missing}`);
    const folder = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      await compare(await exampleCircuit(folder), engines, 10, report);
      for (const power of powers) await compare(await syntheticCircuit(folder, power, report), engines, power > 14 ? 3 : 6, report);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});
