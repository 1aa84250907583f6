import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type CompilerJob, runCompiler } from "./compiler.ts";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const CACHE = join(ROOT, ".credence/cache/circuits");
const COMPILER = join(ROOT, "node_modules/circom2");

/** Where an include is looked for after the folder of the file that names it, in this order. */
export const LIBRARIES = [join(ROOT, "circuits"), join(ROOT, "circuits/lib"), join(ROOT, "node_modules/circomlib/circuits")];

export interface CompileOptions {
  /** --O2 unless told: what the project's circuits are built with. */
  optimisation?: CompilerJob["optimisation"];
  /** Rewrites every source before it is compiled, the library's included. `path` is relative to the project; a main given as text is "main.circom". */
  rewrite?: (path: string, source: string) => string;
}

/** Absolute paths of what a circuit says. */
export interface CompiledConstraints {
  r1cs: string;
  sym: string;
}

/** The same, and its witness program. */
export interface CompiledCircuit extends CompiledConstraints {
  wasm: string;
}

const INCLUDE = /(?<=^|;)\s*include\s+"([^"]+)"\s*;/gm;

/** Every source that `main` reaches, by absolute path. `main` itself is under its own key. */
function gatherSources(mainPath: string, main: string): Map<string, string> {
  const sources = new Map<string, string>([[mainPath, main]]);
  const visit = (path: string, source: string) => {
    for (const [, name] of source.matchAll(INCLUDE)) {
      const found = [dirname(path), ...LIBRARIES].map((folder) => resolve(folder, name as string)).find((candidate) => existsSync(candidate));
      if (!found)
        throw new Error(`${relative(ROOT, path)} includes ${name}, which is in none of ${LIBRARIES.map((folder) => relative(ROOT, folder)).join(", ")}`);
      if (sources.has(found)) continue;
      const text = readFileSync(found, "utf8");
      sources.set(found, text);
      visit(found, text);
    }
  };
  visit(mainPath, main);
  return sources;
}

/** All sources in one flat folder, so that a rewritten library cannot be mixed with the real one. */
function flatten(sources: Map<string, string>, mainPath: string, rewrite: (path: string, source: string) => string): Map<string, string> {
  const flatName = (path: string) => (path === mainPath ? "main.circom" : relative(ROOT, path).replaceAll(/[/\\]/g, "__"));
  const flat = new Map<string, string>();
  for (const [path, source] of sources) {
    const text = rewrite(path === mainPath ? "main.circom" : relative(ROOT, path), source).replaceAll(INCLUDE, (_, name: string) => {
      const found = [dirname(path), ...LIBRARIES].map((folder) => resolve(folder, name)).find((candidate) => sources.has(candidate));
      return `\ninclude "${flatName(found as string)}";`;
    });
    flat.set(flatName(path), text);
  }
  return flat;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The process that holds a lock; 0 where it has not said so yet, or has let go of it meanwhile. */
const holderOf = (lock: string): number => {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return 0;
  }
};

/** Waits until no other worker makes the same thing. Answers how to end one's own turn. */
export async function takeTurn(lock: string): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: "wx" });
      return () => rmSync(lock, { force: true });
    } catch {
      // Whoever was killed in its turn left the lock behind.
      const holder = holderOf(lock);
      if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
      await sleep(50);
    }
  }
}

/** The folder in which a circuit's parts are kept, or made: by the hash of compiler, options and every source that is reached. */
function planCircuit(main: string, { optimisation = "O2", rewrite = (_, source) => source }: CompileOptions) {
  const mainPath = join(ROOT, "circuits/main.circom");
  const flat = flatten(gatherSources(mainPath, main), mainPath, rewrite);
  const { version } = JSON.parse(readFileSync(join(COMPILER, "package.json"), "utf8")) as { version: string };
  const hash = createHash("sha256").update(JSON.stringify([version, optimisation, [...flat].sort()]));
  return { flat, optimisation, whole: join(CACHE, hash.digest("hex").slice(0, 32)) };
}

async function make({ flat, optimisation }: ReturnType<typeof planCircuit>, home: string, parts: CompilerJob["parts"]): Promise<void> {
  if (existsSync(home)) return;
  mkdirSync(CACHE, { recursive: true });
  const endTurn = await takeTurn(`${home}.lock`);
  const work = mkdtempSync(join(CACHE, "compiling-"));
  try {
    if (existsSync(home)) return;
    for (const [name, source] of flat) writeFileSync(join(work, name), source);
    await runCompiler({ folder: work, optimisation, parts });
    renameSync(work, home);
  } finally {
    rmSync(work, { recursive: true, force: true });
    endTurn();
  }
}

/**
 * Compiles circom text (with a `component main`) by circom2. Includes are found beside the project's `circuits/lib` and in circomlib.
 * The result is kept under .credence/cache/circuits.
 */
export async function compileCircuit(main: string, options: CompileOptions = {}): Promise<CompiledCircuit> {
  const plan = planCircuit(main, options);
  await make(plan, plan.whole, ["r1cs", "sym", "wasm"]);
  return { r1cs: join(plan.whole, "main.r1cs"), sym: join(plan.whole, "main.sym"), wasm: join(plan.whole, "main_js/main.wasm") };
}

/** The same without the witness program, which takes the compiler half of its time. */
export async function compileConstraints(main: string, options: CompileOptions = {}): Promise<CompiledConstraints> {
  const plan = planCircuit(main, options);
  const home = existsSync(plan.whole) ? plan.whole : `${plan.whole}-constraints`;
  await make(plan, home, ["r1cs", "sym"]);
  return { r1cs: join(home, "main.r1cs"), sym: join(home, "main.sym") };
}
