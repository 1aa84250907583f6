import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import type { Engine } from "../../src/prove/prover.ts";
import { exampleLines } from "../batch-records.ts";
import { buildExample } from "../built-example.ts";
import type { FigureGroup, Measurement } from "../measurement.ts";

const EXAMPLE = "german-scorecard";
const PROGRAM = join(import.meta.dirname, "../../src/cli/credence.js");
/** Decisions of an engine's batch, and after how many of them the memory is read. */
const SIZES: readonly (readonly [Engine, number])[] = [
  ["native", 1000],
  ["wasm", 1000],
  ["snarkjs", 250],
];
const readings = (size: number) => [0.1, 0.25, 0.5, 0.75, 1].map((share) => Math.round(size * share));
const nameOf = {
  rate: (engine: Engine) => `batch.decisions-a-second.${EXAMPLE}.${engine}`,
  memory: (engine: Engine, after: number) => `batch.memory.mib.${EXAMPLE}.${engine}.after-${after}`,
};

/** A process and all that it started. Linux only; elsewhere the memory stays unknown. */
function treeOf(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean));
    return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
  } catch {
    return [];
  }
}

const residentMiB = (pid: number): number =>
  treeOf(pid).reduce((sum, each) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${each}/status`, "utf8"))?.[1] ?? 0), 0) / 1024;

/** Proves a batch by the command line itself, and reads its memory as it goes. */
async function measureBatch(
  engine: Engine,
  size: number,
  directory: string,
  lines: string,
  out: string,
  report: (measurement: Measurement) => void,
): Promise<void> {
  const args = ["prove", directory, "--batch", lines, "--out", out, "--engine", engine, "--json"];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const due = readings(size);
  createInterface({ input: child.stderr }).on("line", (line) => {
    const seen = Number(/^\[(\d+)\//.exec(line)?.[1] ?? 0);
    for (; due.length > 0 && seen >= (due[0] as number); due.shift()) {
      report({ figure: nameOf.memory(engine, due[0] as number), value: residentMiB(child.pid as number), unit: "MiB" });
    }
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`the batch ended with ${code}`);
  const { decisionsASecond, proven } = JSON.parse(printed) as { decisionsASecond: number; proven: number };
  if (proven !== size) throw new Error(`expected ${size} receipts, found ${proven}`);
  report({ figure: nameOf.rate(engine), value: decisionsASecond, unit: "1/s" });
}

/** A thousand decisions on each engine (a quarter of it with snarkjs), opening and every receipt's way to the disk included, and what they hold of the memory meanwhile. */
export const batchFigures: FigureGroup = {
  figures: SIZES.flatMap(([engine, size]) => [nameOf.rate(engine), ...readings(size).map((after) => nameOf.memory(engine, after))]),
  async measure(report, skip) {
    const { files } = await buildExample(EXAMPLE);
    const program = findNativeProgram();
    const folder = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      for (const [engine, size] of SIZES) {
        if (engine === "native" && "missing" in program) {
          skip(nameOf.rate(engine), `since it is not built. ${program.missing}`);
          continue;
        }
        const lines = join(folder, `${size}.jsonl`);
        writeFileSync(lines, exampleLines(EXAMPLE, files, size).join("\n"));
        await measureBatch(engine, size, join(import.meta.dirname, "../../.credence/bench", EXAMPLE), lines, join(folder, engine), report);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
