import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { CredenceError } from "../errors/credence-error.ts";

export interface CompileRequest {
  /** circom text with a `component main`; its includes are relative to circuits/lib or circomlib. */
  source: string;
  /** Folder for circuit.circom, circuit.r1cs, circuit.wasm and circuit.sym. Made with mode 0700, the files 0600: all of them hold the model. */
  outDir: string;
  onProgress?: (line: string) => void;
}

export interface CompiledCircuit {
  r1csPath: string;
  wasmPath: string;
  symPath: string;
  /** The same source, library and compiler give the same digest, wherever they lie. Hex. */
  r1csSha256: string;
  /** As the r1cs counts them: what decides the size of keys and proofs. */
  constraints: number;
  seconds: number;
  /** Largest memory of the compiler's process, where the platform tells. */
  peakMiB?: number;
}

const require = createRequire(import.meta.url);
const CIRCUITS = join(import.meta.dirname, "../../circuits");

// circom2 comes as WebAssembly that sees no file outside the folders that are named here, and ends its process by itself.
const RUNNER = `
const [compiler, ...args] = process.argv.slice(1);
const { CircomRunner, bindings } = require(compiler);
const fs = require("node:fs");
const preopens = { "/model": args.shift(), "/circuits": args.shift(), "/circomlib": args.shift() };
process.on("exit", () => {
  try { fs.writeSync(3, String(process.resourceUsage().maxRSS)); } catch {}
});
const runner = new CircomRunner({ args, env: {}, preopens, bindings: { ...bindings, fs, exit: (code) => process.exit(code), kill: () => process.exit(1) } });
runner.execute(fs.readFileSync(require("node:path").join(require("node:path").dirname(compiler), "circom.wasm"))).catch((error) => {
  console.error(error);
  process.exit(1);
});
`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
const withoutColour = (text: string) => text.replaceAll(/\x1b\[[0-9;]*m/g, "");

/** The first error of a compiler's log, with its place. */
function decodeLog(log: string): { message: string; place?: string } {
  const text = withoutColour(log);
  const message = /^\s*(?:error|thread '.*' panicked)[^\n]*/m.exec(text)?.[0].trim() ?? text.trim().split("\n").at(-1) ?? "";
  const found = /"?((?:\/model|\/circuits|\/circomlib)[^":\s]*)"?:(\d+):(\d+)/.exec(text);
  return found ? { message, place: `${(found[1] as string).replace(/^\/model\//, "")}:${found[2]}:${found[3]}` } : { message };
}

/** What a circuit is compiled to: constraints, witness program, and the names of its wires. */
const OUTPUTS = ["--r1cs", "--wasm", "--sym"];

function runCompiler(work: string, outputs: readonly string[], onProgress: CompileRequest["onProgress"]): Promise<{ peakMiB: number | undefined }> {
  const compiler = require.resolve("circom2");
  const circomlib = join(dirname(require.resolve("circomlib/package.json")), "circuits");
  const args = ["/model/circuit.circom", "--O2", ...outputs, "-o", "/model", "-l", "/circuits/lib", "-l", "/circomlib"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["-e", RUNNER, "--", compiler, work, CIRCUITS, circomlib, ...args], {
      cwd: work,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    let log = "";
    let memory = "";
    let line = "";
    const take = (chunk: Buffer) => {
      log += chunk.toString();
      const lines = (line + chunk.toString()).split("\n");
      line = lines.pop() as string;
      for (const whole of lines.map((text) => withoutColour(text).trim())) if (whole !== "") onProgress?.(whole);
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.stdio[3]?.on("data", (chunk: Buffer) => {
      memory += chunk.toString();
    });
    child.on("error", (cause) => reject(new CredenceError("CRD-3003", `The compiler's process could not start: ${cause.message}.`, { cause })));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve({ peakMiB: memory === "" ? undefined : Math.round(Number(memory) / 1024) });
      if (signal) return reject(new CredenceError("CRD-3003", `The compiler's process was ended by ${signal}.`));
      const { message, place } = decodeLog(log);
      reject(new CredenceError("CRD-3002", `circom2 ended with ${code}: ${message}`, { place }));
    });
  });
}

/** The number of constraints that the header of an .r1cs file states. */
function countConstraints(path: string): number {
  const file = openSync(path, "r");
  try {
    const word = Buffer.alloc(12);
    for (let at = 12; readSync(file, word, 0, 12, at) === 12; at += 12 + Number(word.readBigUInt64LE(4))) {
      if (word.readUInt32LE(0) !== 1) continue;
      // Header: size of the field, its order, wires, outputs, public inputs, private inputs (4 bytes each), labels (8 bytes), constraints.
      const size = Buffer.alloc(4);
      readSync(file, size, 0, 4, at + 12);
      const count = Buffer.alloc(4);
      readSync(file, count, 0, 4, at + 12 + 4 + size.readUInt32LE(0) + 24);
      return count.readUInt32LE(0);
    }
  } finally {
    closeSync(file);
  }
  throw new CredenceError("CRD-3002", "The compiler wrote an r1cs without a header.", { place: path });
}

/**
 * Compiles a circuit by circom2 with full simplification (--O2), in a process of its own.
 * @throws CredenceError CRD-3002 where the compiler refuses the source, with file, line and column; CRD-3003 where its process fails.
 */
export async function compileCircuit({ source, outDir, onProgress }: CompileRequest): Promise<CompiledCircuit> {
  const from = performance.now();
  mkdirSync(outDir, { recursive: true, mode: 0o700 });
  chmodSync(outDir, 0o700);
  // Inside the secret folder: whatever a killed compiler leaves behind is as secret as the rest.
  const work = mkdtempSync(join(resolve(outDir), ".compiling-"));
  try {
    writeFileSync(join(work, "circuit.circom"), source, { mode: 0o600 });
    const { peakMiB } = await runCompiler(work, OUTPUTS, onProgress);
    const keep = (made: string, name: string) => {
      const path = join(outDir, name);
      chmodSync(join(work, made), 0o600);
      renameSync(join(work, made), path);
      return path;
    };
    keep("circuit.circom", "circuit.circom");
    const r1csPath = keep("circuit.r1cs", "circuit.r1cs");
    return {
      r1csPath,
      wasmPath: keep("circuit_js/circuit.wasm", "circuit.wasm"),
      symPath: keep("circuit.sym", "circuit.sym"),
      r1csSha256: createHash("sha256").update(readFileSync(r1csPath)).digest("hex"),
      constraints: countConstraints(r1csPath),
      seconds: (performance.now() - from) / 1000,
      ...(peakMiB === undefined ? {} : { peakMiB }),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Compiles a circuit to its constraints alone, which are counted and thrown away: for circuits too large for their witness programs, which the compiler builds within 4 GB.
 * @throws CredenceError as {@link compileCircuit}.
 */
export async function countCircuit({ source, outDir, onProgress }: CompileRequest): Promise<Pick<CompiledCircuit, "constraints" | "seconds" | "peakMiB">> {
  const from = performance.now();
  mkdirSync(outDir, { recursive: true, mode: 0o700 });
  const work = mkdtempSync(join(resolve(outDir), ".compiling-"));
  try {
    writeFileSync(join(work, "circuit.circom"), source, { mode: 0o600 });
    const { peakMiB } = await runCompiler(work, ["--r1cs"], onProgress);
    const constraints = countConstraints(join(work, "circuit.r1cs"));
    return { constraints, seconds: (performance.now() - from) / 1000, ...(peakMiB === undefined ? {} : { peakMiB }) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
