import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { compileCircuit } from "../circuit/compile.ts";
import { generateDecisionCircuit } from "../circuit/generate-decision-circuit.ts";
import { generateUniversalCircuit } from "../circuit/universal/generate-universal-circuit.ts";
import { type UniversalShape, universalShape } from "../circuit/universal/universal-shape.ts";
import { CredenceError } from "../errors/credence-error.ts";
import { holdsCeremony } from "../keys/key-origin.ts";
import { readR1cs } from "../keys/r1cs-file.ts";
import type { ModelFiles } from "../model/model-files.ts";
import { blindConstraints } from "./blind-constraints.ts";
import { buildPaths } from "./build-paths.ts";
import { BuildRecord, textDigest } from "./build-record.ts";
import { circuitLibraryDigest } from "./compilers.ts";

export interface BuiltCircuit {
  /** sha256 of the constraints, hex; of the blinded ones in fixed mode: not for the manifest then, where it is salted. */
  r1csSha256: string;
  constraints: number;
  wires: number;
  /** What making it took; not what reusing it took. */
  seconds: number;
  reused: boolean;
  /** In universal mode. */
  shape?: UniversalShape | undefined;
}

type Made = Pick<BuiltCircuit, "constraints" | "wires" | "seconds">;

const CIRCUIT_FILES = ["circuit", "r1cs", "wasm", "sym"] as const;

/** Whether a circuit holds its model as constants, or takes it as private inputs. */
export const CIRCUIT_MODES = ["fixed", "universal"] as const;
export type CircuitMode = (typeof CIRCUIT_MODES)[number];

/** What a circuit is made of. The salt of a universal one is left out: nothing of the version goes into its key. */
function describeCircuit({ model, modelCommitment, salt }: ModelFiles, mode: CircuitMode) {
  if (mode === "fixed") return { source: generateDecisionCircuit(model, modelCommitment), salt, shape: undefined };
  const shape = universalShape(model);
  return { source: generateUniversalCircuit(model.schema, shape), salt: undefined, shape };
}

/**
 * Takes the circuit of another version as it was compiled, where it was made of the same.
 * @returns what the other build found out of it, or undefined where it has another circuit.
 */
function adoptCircuit(directory: string, inputs: unknown, paths: ReturnType<typeof buildPaths>): Made | undefined {
  const other = buildPaths(directory);
  const made = new BuildRecord(other.record, directory).made<Made>("circuit", inputs);
  if (made !== undefined) for (const file of CIRCUIT_FILES) copyFileSync(other[file], paths[file]);
  return made;
}

/** A ceremony's key proves its own circuit only, and neither it nor, once templates have changed, the circuit can be made again. */
function refuseToReplaceCircuitOfCeremony({ r1cs, zkey }: ReturnType<typeof buildPaths>): void {
  if (existsSync(r1cs) && holdsCeremony(zkey)) {
    throw new CredenceError("CRD-4007", `${r1cs} is the circuit of a ceremony's key and would be replaced by another.`, { place: r1cs });
  }
}

/** Generates, compiles and, in fixed mode, blinds a model's circuit, or keeps the one that was made of the same text, salt, library and compiler; `like` is a version whose circuit is taken, if it is the same. @throws CredenceError CRD-4007 (the circuit of a ceremony's key would be lost), and what `compileCircuit` throws. */
export async function buildCircuit(
  files: ModelFiles,
  mode: CircuitMode,
  paths: ReturnType<typeof buildPaths>,
  record: BuildRecord,
  like: string | undefined,
  onProgress: (text: string) => void,
): Promise<BuiltCircuit> {
  const { source, salt, shape } = describeCircuit(files, mode);
  const inputs = { source: textDigest(source), library: circuitLibraryDigest(), ...(salt === undefined ? {} : { salt: textDigest(salt.toString()) }) };
  if (!record.ranOn("circuit", inputs)) refuseToReplaceCircuitOfCeremony(paths);
  const { result, reused } = await record.run(
    "circuit",
    inputs,
    CIRCUIT_FILES.map((file) => paths[file]),
    async () => {
      const adopted = mode === "universal" && like !== undefined ? adoptCircuit(like, inputs, paths) : undefined;
      if (adopted !== undefined) return adopted;
      onProgress("compiling the circuit");
      const { seconds } = await compileCircuit({ source, outDir: paths.secret });
      if (salt !== undefined) writeFileSync(paths.r1cs, blindConstraints(paths.r1cs, salt), { mode: 0o600 });
      const { constraints, wires } = readR1cs(paths.r1cs);
      return { constraints, wires, seconds };
    },
  );
  return { ...result, shape, r1csSha256: record.digest("circuit", paths.r1cs), reused };
}
