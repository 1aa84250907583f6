import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { findExample } from "../../scripts/example.ts";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import { nativeDevelopmentSetup } from "../../src/keys/native-setup.ts";
import type { Engine } from "../../src/prove/prover.ts";
import { buildExample } from "../built-example.ts";
import { type FigureGroup, type Measurement, median } from "../measurement.ts";
import { openProvingPage } from "../proving-page.ts";
import { type EngineCircuit, meanCpuSeconds, type ProvingProcess, type Reading, startEngine, warmUpEngine, writeWitnesses } from "../proving-process.ts";
import { makeSyntheticCircuit } from "../synthetic-circuit.ts";

const ENGINES: readonly Engine[] = ["native", "wasm", "snarkjs"];
/** Those that are compared with snarkjs. */
const FASTER = ENGINES.filter((engine) => engine !== "snarkjs");
const EXAMPLE = "german-scorecard";
const WITNESSES = 5;
const CHROMIUM = "/usr/bin/chromium";

const circuitNames = (powers: readonly number[]) => powers.map((power) => `rows-${2 ** power}`);

/** The figures of one circuit. */
const namesOf = (circuit: string) => [
  ...ENGINES.flatMap((engine) => [
    `prove.ms.${circuit}.${engine}.cold`,
    `prove.ms.${circuit}.${engine}.warm`,
    `prove.cpu-seconds.${circuit}.${engine}`,
    `memory.mib.prove.${circuit}.${engine}`,
  ]),
  ...FASTER.flatMap((engine) => [`prove.ratio.${circuit}.${engine}.cpu`, `prove.ratio.${circuit}.${engine}.wall`]),
];

/** The figures of the browser. */
const browserNames = [
  ...(["wasm", "snarkjs"] as const).flatMap((engine) => [`prove.ms.${EXAMPLE}.${engine}.browser`, `prove.cpu-seconds.${EXAMPLE}.${engine}.browser`]),
  `prove.ratio.${EXAMPLE}.wasm.browser.cpu`,
  `prove.ratio.${EXAMPLE}.wasm.browser.wall`,
];

async function syntheticCircuit(folder: string, power: number, report: (measurement: Measurement) => void): Promise<EngineCircuit> {
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
async function compare(circuit: EngineCircuit, engines: readonly Engine[], proofs: number, report: (measurement: Measurement) => void): Promise<void> {
  const { name } = circuit;
  const running: [Engine, ProvingProcess, Reading[]][] = [];
  try {
    for (const engine of engines) {
      const started = startEngine(engine, circuit);
      running.push([engine, started, []]);
      const [opening, first] = [await started.read(), await warmUpEngine(engine, started)];
      report({ figure: `prove.ms.${name}.${engine}.cold`, value: opening.ms + first.ms, unit: "ms" });
    }
    for (let i = 0; i < proofs; i++) for (const [, started, readings] of running) readings.push(await started.prove());
  } finally {
    for (const [, started] of running) started.end();
  }
  const wall = (readings: readonly Reading[]) => median(readings.map(({ ms }) => ms));
  for (const [engine, , readings] of running) {
    report({ figure: `prove.ms.${name}.${engine}.warm`, value: wall(readings), unit: "ms" });
    report({ figure: `prove.cpu-seconds.${name}.${engine}`, value: meanCpuSeconds(readings), unit: "s" });
    report({ figure: `memory.mib.prove.${name}.${engine}`, value: Math.max(...readings.map(({ peakMiB }) => peakMiB)), unit: "MiB" });
  }
  const readingsOf = (engine: Engine) => running.find(([each]) => each === engine)?.[2];
  const snarkjs = readingsOf("snarkjs");
  for (const engine of FASTER) {
    const readings = readingsOf(engine);
    if (!readings || !snarkjs) continue;
    report({ figure: `prove.ratio.${name}.${engine}.cpu`, value: meanCpuSeconds(snarkjs) / meanCpuSeconds(readings), unit: "times" });
    report({ figure: `prove.ratio.${name}.${engine}.wall`, value: wall(snarkjs) / wall(readings), unit: "times" });
  }
}

/** The two engines that a browser can run, by turns in one page; processor time is that of all of the browser. */
async function compareInBrowser({ zkeyPath, keyPath, witnessPaths }: EngineCircuit, proofs: number, report: (measurement: Measurement) => void): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const verificationKey = JSON.parse(readFileSync(keyPath, "utf8")) as object;
    const page = await openProvingPage(browser, { zkeyPath, witnesses: [readFileSync(witnessPaths[0] as string)], verificationKey });
    const session = await browser.newBrowserCDPSession();
    const cpuSeconds = async () => (await session.send("SystemInfo.getProcessInfo")).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    const readings = { wasm: { ms: [] as number[], cpu: 0 }, snarkjs: { ms: [] as number[], cpu: 0 } };
    for (let i = 0; i <= proofs; i++) {
      for (const engine of ["wasm", "snarkjs"] as const) {
        const before = await cpuSeconds();
        const { ms } = await page.proveBy(engine);
        // The first of each opens its engine.
        if (i === 0) continue;
        readings[engine].ms.push(ms);
        readings[engine].cpu += ((await cpuSeconds()) - before) / proofs;
      }
    }
    const { wasm, snarkjs } = readings;
    for (const [engine, { ms, cpu }] of Object.entries(readings)) {
      report({ figure: `prove.ms.${EXAMPLE}.${engine}.browser`, value: median(ms), unit: "ms" });
      report({ figure: `prove.cpu-seconds.${EXAMPLE}.${engine}.browser`, value: cpu, unit: "s" });
    }
    report({ figure: `prove.ratio.${EXAMPLE}.wasm.browser.cpu`, value: snarkjs.cpu / wasm.cpu, unit: "times" });
    report({ figure: `prove.ratio.${EXAMPLE}.wasm.browser.wall`, value: median(snarkjs.ms) / median(wasm.ms), unit: "times" });
  } finally {
    await browser.close();
  }
}

/**
 * The engines side by side, on the example and on synthetic circuits of 2^power rows: opening and the first proof, then, warm, proofs by turns, round trip and
 * verification included; processor time and memory of everything that an engine started; and by how much the others are ahead of snarkjs. The example also in Chromium,
 * where it is installed.
 */
export const engineFigures = (powers: readonly number[]): FigureGroup => ({
  figures: [...[EXAMPLE, ...circuitNames(powers)].flatMap(namesOf), ...browserNames],
  async measure(report, skip) {
    const program = findNativeProgram();
    const engines = "missing" in program ? ENGINES.filter((engine) => engine !== "native") : ENGINES;
    if ("missing" in program) for (const figure of this.figures) if (figure.includes(".native")) skip(figure, `since it is not built. ${program.missing}`);
    const folder = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      const example = await writeWitnesses(findExample(EXAMPLE), await buildExample(EXAMPLE), WITNESSES, folder);
      await compare(example, engines, 10, report);
      if (existsSync(CHROMIUM)) await compareInBrowser(example, 6, report);
      else for (const figure of browserNames) skip(figure, `since ${CHROMIUM} is not installed on this machine`);
      for (const power of powers) await compare(await syntheticCircuit(folder, power, report), engines, power > 14 ? 3 : 6, report);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});
