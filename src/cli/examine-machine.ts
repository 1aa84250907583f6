import { existsSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { availableParallelism, totalmem } from "node:os";
import { findNativeProgram, type NativeProgram } from "../keys/native-program.ts";
import { hasFusedVectors, NO_FUSED_VECTORS } from "../prove/wasm/fused-vectors.ts";

/** One thing that the commands rely on, as it is on this machine. */
export interface Finding {
  what: string;
  found: string;
  /** False where a command would fail without it. */
  fine: boolean;
  /** What to do, or what goes without it. */
  note: string;
}

/** What is asked of a machine. */
export interface Machine {
  nodeVersion: string;
  /** The version of an installed package; undefined where it is not installed. */
  packageVersion(name: string): string | undefined;
  /** Whether a module can be loaded. */
  loads(name: string): Promise<boolean>;
  exists(path: string): boolean;
  nativeProver(): NativeProgram;
  fusedVectors(): boolean;
  processors: number;
  memoryBytes: number;
}

/** The machine that this program runs on. */
export const thisMachine = (): Machine => ({
  nodeVersion: process.versions.node,
  packageVersion: (name) => {
    try {
      const file = findPackageJSON(name, import.meta.url);
      return file === undefined ? undefined : (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
    } catch {
      return undefined;
    }
  },
  loads: (name) =>
    import(name).then(
      () => true,
      () => false,
    ),
  exists: existsSync,
  nativeProver: findNativeProgram,
  fusedVectors: hasFusedVectors,
  processors: availableParallelism(),
  memoryBytes: totalmem(),
});

/** Packages without which a command fails, and what each is for. */
const PACKAGES = {
  circom2: "compiles circuits",
  snarkjs: "makes keys and proofs",
  solc: "compiles contracts",
  hardhat: "brings the embedded chain along",
  next: "serves the page",
};

const CHROMIUM = "/usr/bin/chromium";

/** Examines a machine for all that the commands rely on. */
export async function examineMachine({
  nodeVersion,
  packageVersion,
  loads,
  exists,
  nativeProver,
  fusedVectors,
  processors,
  memoryBytes,
}: Machine): Promise<Finding[]> {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const modern = major > 22 || (major === 22 && minor >= 18);
  const packages = Object.entries(PACKAGES).map(([name, use]): Finding => {
    const version = packageVersion(name);
    return { what: name, found: version ?? "absent", fine: version !== undefined, note: version === undefined ? `${use}: run npm install` : use };
  });
  const engine = await loads("@nomicfoundation/edr");
  const chromium = exists(CHROMIUM);
  const native = nativeProver();
  const vectors = fusedVectors();
  const memory = Math.round(memoryBytes / 2 ** 30);
  return [
    { what: "Node", found: nodeVersion, fine: modern, note: modern ? "runs TypeScript as it is" : "22.18 or newer is needed" },
    ...packages,
    {
      what: "chain engine",
      found: engine ? "loads" : "does not load",
      fine: engine,
      note: engine ? "the embedded chain can start" : "run npm install under Node 22.13 or newer",
    },
    {
      what: "native prover",
      found: "missing" in native ? "absent" : "built",
      fine: true,
      note: "missing" in native ? `${native.missing} Until then ${vectors ? "WebAssembly" : "snarkjs"} makes the proofs.` : "makes keys and proofs",
    },
    {
      what: "WebAssembly",
      found: vectors ? "can prove" : "cannot prove",
      fine: true,
      note: vectors ? "the engine for where no native prover was built" : NO_FUSED_VECTORS,
    },
    { what: "processors", found: `${processors}`, fine: true, note: "the prover uses all of them" },
    {
      what: "memory",
      found: `${memory} GiB`,
      fine: memory >= 2,
      note: memory >= 2 ? "enough to compile a scorecard's circuit" : "compiling a circuit needs 2 GiB",
    },
    {
      what: "Chromium",
      found: chromium ? CHROMIUM : "absent",
      fine: true,
      note: chromium ? "the page's tests run" : "the page's tests will say that they did not run",
    },
  ];
}
