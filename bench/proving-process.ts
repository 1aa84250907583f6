import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { BuiltModel } from "../src/build/build-model.ts";
import type { Engine } from "../src/prove/prover.ts";
import { openWitnessCalculator } from "../src/witness/witness-calculator.ts";
import { type BenchExample, exampleInputs } from "./built-example.ts";

/** What one thing took that a process did, and the most memory that it ever held. */
export interface Reading {
  ms: number;
  cpuSeconds: number;
  peakMiB: number;
  /** Of a proof that was not verified: what verifying it takes. */
  checkCpuSeconds?: number;
}

/** Mean processor seconds of readings. */
export const meanCpuSeconds = (readings: readonly Reading[]): number => readings.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / readings.length;

/** A prover in a process of its own, so that its processor time and its memory are its own. It reads a line for each proof and prints a reading of each, the first one of its opening. */
export class ProvingProcess {
  readonly #child;
  readonly #lines;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async read(): Promise<Reading> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("a prover's process ended");
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

/** Files that an engine's process works on. */
export interface EngineCircuit {
  name: string;
  zkeyPath: string;
  keyPath: string;
  witnessPaths: string[];
}

/** Starts what verifies a proof as the engines do before it leaves them: our own check, or snarkjs'. */
export function startCheck(by: "own" | "snarkjs", keyPath: string, proofPath: string): ProvingProcess {
  const script = join(import.meta.dirname, "check-repeatedly.ts");
  return new ProvingProcess(process.execPath, ["--disable-warning=ExperimentalWarning", script, by, keyPath, proofPath]);
}

/** Starts one of our own engines. */
export function startEngine(engine: Engine, { zkeyPath, keyPath, witnessPaths }: EngineCircuit): ProvingProcess {
  const script = join(import.meta.dirname, "prove-repeatedly.ts");
  return new ProvingProcess(process.execPath, ["--disable-warning=ExperimentalWarning", script, engine, zkeyPath, keyPath, ...witnessPaths]);
}

/** Proofs that an engine makes before it is as fast as it gets: after 32 the native one has its tables (native/prove.go). */
const WARM_UP_PROOFS: Readonly<Record<Engine, number>> = { native: 40, wasm: 1, snarkjs: 1 };

/** Has an engine's process make the proofs that do not count, and gives the reading of the first. */
export async function warmUpEngine(engine: Engine, process: ProvingProcess): Promise<Reading> {
  const first = await process.prove();
  for (let made = 1; made < WARM_UP_PROOFS[engine]; made++) await process.prove();
  return first;
}

/** Writes the witnesses of an example's first applicants into a folder, and its key's public part. */
export async function writeWitnesses(example: BenchExample, { files, paths, manifest }: BuiltModel, count: number, folder: string): Promise<EngineCircuit> {
  const { name } = example;
  const calculator = await openWitnessCalculator(paths.wasm);
  const witnessPaths: string[] = [];
  for (const inputs of exampleInputs(example, files, count)) {
    const path = join(folder, `${name}-${witnessPaths.length}.wtns`);
    writeFileSync(path, (await calculator.calculate(inputs)).wtns);
    witnessPaths.push(path);
  }
  const keyPath = join(folder, `${name}.json`);
  writeFileSync(keyPath, JSON.stringify(manifest.verificationKey));
  return { name, zkeyPath: paths.zkey, keyPath, witnessPaths };
}
