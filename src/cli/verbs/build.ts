import { type Command, Option } from "commander";
import { CIRCUIT_MODES, type CircuitMode } from "../../build/build-circuit.ts";
import type { KeySource } from "../../build/build-key.ts";
import { buildModel } from "../../build/build-model.ts";
import type { Manifest } from "../../build/manifest.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { KEY_ENGINES, type KeyEngine } from "../../keys/key-engine.ts";
import { emit, progress } from "../output.ts";

interface Options {
  devSetup?: true;
  ptau?: string;
  key?: string;
  keyOf?: string;
  mode: CircuitMode;
  engine: KeyEngine | "auto";
}

function keySource({ devSetup, ptau, key, keyOf, mode }: Omit<Options, "engine">): KeySource {
  if (keyOf !== undefined) {
    if (devSetup || ptau !== undefined || key !== undefined)
      throw new CredenceError("CRD-9001", "Give --key-of alone: the other version's key is taken as it is.");
    if (mode !== "universal") throw new CredenceError("CRD-9001", "--key-of needs --mode universal: in fixed mode a key holds its model.");
    return { kind: "model", directory: keyOf };
  }
  if (ptau !== undefined && devSetup) throw new CredenceError("CRD-9001", "Give --dev-setup or --ptau, not both.");
  if (ptau !== undefined) return { kind: "ptau", path: ptau, key };
  if (key !== undefined) throw new CredenceError("CRD-9001", "--key needs --ptau: a ceremony is verified from its powers of tau on.");
  if (devSetup) return { kind: "development" };
  throw new CredenceError("CRD-9001", "Say where the key comes from: --dev-setup for development, or --ptau with published powers of tau.");
}

const spellSeconds = ({ seconds, reused }: { seconds: number; reused: boolean }) => (reused ? "kept from an earlier build" : `${seconds.toFixed(1)} s`);

const INSECURE = {
  development: () => "INSECURE: one party made this key and can forge proofs with it. For development only; no production registry takes it.",
  ceremony: (zkey: string) =>
    `INSECURE: nobody has contributed to this key yet. A ceremony begins with ${zkey} (\`credence ceremony contribute\`); build again with --key and the key that it ends with.`,
};

/** How a key came to be, in a few words. */
function spellOrigin({ origin, insecure, contributions }: Manifest["key"]): string {
  if (origin === "development") return "development set-up, INSECURE";
  return insecure ? "from powers of tau, nobody contributed: INSECURE" : `ceremony of ${contributions.map(({ name }) => name).join(", ")}`;
}

export function register(program: Command): void {
  program
    .command("build")
    .description("make a model's circuit, keys, manifest and Solidity verifier")
    .argument("<model>", "the model directory")
    .option("--dev-setup", "make the key here, in seconds: INSECURE, for development")
    .option("--ptau <file>", "make the key from published powers of tau")
    .option("--key <file>", "with --ptau: take the key that a ceremony ended with")
    .option("--key-of <model>", "in universal mode: take the key of another built version of the same schema and shape")
    .addOption(
      new Option("--mode <mode>", "fixed: circuit and key hold the model; universal: they hold none, and versions share them")
        .choices(CIRCUIT_MODES)
        .default("fixed"),
    )
    .addOption(new Option("--engine <engine>", "what makes the key").choices(["auto", ...KEY_ENGINES]).default("auto"))
    .action(async (directory: string, { engine, ...source }: Options) => {
      const built = await buildModel({
        directory,
        keys: keySource(source),
        mode: source.mode,
        engine,
        onFallback: progress,
        onProgress: (text) => progress(`${text} ...`),
      });
      const { manifest, paths, circuit, key } = built;
      const { origin, insecure, contributions } = manifest.key;
      if (insecure) progress(INSECURE[origin](paths.zkey));
      progress(`${paths.secret} holds the model: keep it as you keep the model's own file.`);
      emit(
        {
          model: directory,
          mode: manifest.mode,
          ...(manifest.shape === undefined ? {} : { shape: manifest.shape }),
          manifest: paths.manifest,
          verifier: paths.verifier,
          constraints: manifest.circuit.constraints,
          wires: manifest.circuit.wires,
          circuitSeconds: circuit.seconds,
          circuitReused: circuit.reused,
          keySeconds: key.seconds,
          keyReused: key.reused,
          keyOrigin: origin,
          insecure,
          contributions,
          verifyingKeyHash: manifest.key.verifyingKeyHash,
        },
        [
          `${manifest.name} ${manifest.version} is built.`,
          `circuit    ${manifest.circuit.constraints} constraints, ${spellSeconds(circuit)}`,
          `key        ${spellOrigin(manifest.key)}, ${spellSeconds(key)}`,
          `key hash   ${manifest.key.verifyingKeyHash}`,
          `manifest   ${paths.manifest}`,
          `verifier   ${paths.verifier}`,
        ].join("\n"),
      );
    });
}
