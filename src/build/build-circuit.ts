import { writeFileSync } from "node:fs";
import { compileCircuit } from "../circuit/compile.ts";
import { generateDecisionCircuit } from "../circuit/generate-decision-circuit.ts";
import { readR1cs } from "../keys/r1cs-file.ts";
import type { ModelFiles } from "../model/model-files.ts";
import { blindConstraints } from "./blind-constraints.ts";
import type { buildPaths } from "./build-paths.ts";
import { type BuildRecord, textDigest } from "./build-record.ts";
import { circuitLibraryDigest } from "./compilers.ts";

export interface BuiltCircuit {
  /** sha256 of the blinded constraints, hex: not for the manifest, where it is salted. */
  r1csSha256: string;
  constraints: number;
  wires: number;
  /** What making it took; not what reusing it took. */
  seconds: number;
  reused: boolean;
}

/** Generates, compiles and blinds a model's circuit, or keeps the one that was made of the same model, salt, library and compiler. */
export async function buildCircuit(
  files: ModelFiles,
  paths: ReturnType<typeof buildPaths>,
  record: BuildRecord,
  onProgress: (text: string) => void,
): Promise<BuiltCircuit> {
  const source = generateDecisionCircuit(files.model, files.modelCommitment);
  const inputs = { source: textDigest(source), library: circuitLibraryDigest(), salt: textDigest(files.salt.toString()) };
  const { result, reused } = await record.run("circuit", inputs, [paths.circuit, paths.r1cs, paths.wasm, paths.sym], async () => {
    onProgress("compiling the circuit");
    const { seconds } = await compileCircuit({ source, outDir: paths.secret });
    writeFileSync(paths.r1cs, blindConstraints(paths.r1cs, files.salt), { mode: 0o600 });
    const { constraints, wires } = readR1cs(paths.r1cs);
    return { constraints, wires, seconds };
  });
  return { ...result, r1csSha256: record.digest("circuit", paths.r1cs), reused };
}
