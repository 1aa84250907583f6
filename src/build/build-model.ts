import { writeFileSync } from "node:fs";
import { writeJsonFile } from "../files/json.ts";
import type { KeyEngineOptions } from "../keys/key-engine.ts";
import { verifyingKeyOf } from "../keys/verifying-key.ts";
import { type ModelFiles, readModel } from "../model/model-files.ts";
import { type BuiltCircuit, buildCircuit, type CircuitMode } from "./build-circuit.ts";
import { type BuiltKey, buildKey, type KeySource } from "./build-key.ts";
import { buildPaths } from "./build-paths.ts";
import { BuildRecord, textDigest } from "./build-record.ts";
import { compilerVersions, packageVersion } from "./compilers.ts";
import { describeKey } from "./describe-key.ts";
import type { Manifest } from "./manifest.ts";
import { refuseUnusableKey } from "./refuse-unusable-key.ts";
import { saltedDigest } from "./salted-digest.ts";
import { describeStandaloneVerifier, renderStandaloneVerifier } from "./standalone-verifier.ts";

export interface BuiltModel {
  files: ModelFiles;
  paths: ReturnType<typeof buildPaths>;
  manifest: Manifest;
  /** `seconds` is what making it took, whenever that was. */
  circuit: Pick<BuiltCircuit, "constraints" | "seconds" | "reused">;
  key: Pick<BuiltKey, "seconds" | "reused">;
}

export interface BuildModelOptions extends KeyEngineOptions {
  /** The model directory, as `credence import` wrote it. */
  directory: string;
  keys: KeySource;
  /** "fixed" unless told. "universal" is for scorecards and linear models. */
  mode?: CircuitMode | undefined;
  onProgress?: (text: string) => void;
  /** For tests, as in `checkPowersOfTau`. */
  published?: ReadonlyMap<number, string>;
}

type Paths = ReturnType<typeof buildPaths>;

/** Renders and compiles the standalone verifier, or keeps the one that was made of the same source. */
async function buildVerifier(files: ModelFiles, paths: Paths, { verificationKey }: BuiltKey, insecure: boolean, record: BuildRecord) {
  const { name, version } = files.model;
  const source = renderStandaloneVerifier({ name, version, key: verifyingKeyOf(verificationKey), development: insecure });
  const inputs = { source: textDigest(source), solc: packageVersion("solc") };
  const { result } = await record.run("verifier", inputs, [paths.verifier], async () => {
    writeFileSync(paths.verifier, source);
    return describeStandaloneVerifier(source);
  });
  return result;
}

/**
 * Builds a model version: its circuit, its key, the exported verifier and the manifest that binds them. What did not change since an earlier build is kept. The manifest comes
 * last, so that one that stands there is of a build that was finished.
 *
 * @throws CredenceError CRD-1016, CRD-9002 and CRD-9003 (the model directory), CRD-3001 to CRD-3004 (circuit and verifier), CRD-3007 (a key that no verifier takes), CRD-4xxx (key).
 *
 * @example
 * const { manifest } = await buildModel({ directory: "model", keys: { kind: "development" } });
 */
export async function buildModel({ directory, keys, mode = "fixed", onProgress = () => {}, published, ...engine }: BuildModelOptions): Promise<BuiltModel> {
  const files = readModel(directory);
  const paths = buildPaths(directory);
  const record = new BuildRecord(paths.record, directory);
  const { model, salt } = files;

  const circuit = await buildCircuit(files, mode, paths, record, keys.kind === "model" ? keys.directory : undefined, onProgress);
  const key = await buildKey({ paths, r1csSha256: circuit.r1csSha256, keys, record, onProgress, published, ...engine });
  const described = describeKey(paths.zkey, key.verificationKey);
  refuseUnusableKey(key.verificationKey, described);
  const verifier = await buildVerifier(files, paths, key, described.insecure, record);

  const manifest: Manifest = {
    format: "credence.manifest/1",
    name: model.name,
    version: model.version,
    kind: model.kind,
    mode,
    ...(circuit.shape === undefined ? {} : { shape: circuit.shape }),
    sourceDigest: saltedDigest(salt, "credence.source/1", model.sourceSha256),
    modelCommitment: files.modelCommitment.toString(),
    schema: model.schema,
    schemaHash: files.schemaHash.toString(),
    disclosure: { pointsScale: model.pointsScale, bandWidth: model.policy.bandWidth.toString() },
    reasons: [...model.policy.reasons],
    circuit: {
      r1csDigest: mode === "fixed" ? saltedDigest(salt, "credence.r1cs/1", circuit.r1csSha256) : circuit.r1csSha256,
      constraints: circuit.constraints,
      wires: circuit.wires,
    },
    key: described,
    verificationKey: key.verificationKey,
    verifier,
    compilers: compilerVersions(),
  };
  await record.run("manifest", manifest, [paths.verificationKey, paths.manifest], async () => {
    writeJsonFile(paths.verificationKey, key.verificationKey);
    writeJsonFile(paths.manifest, manifest);
  });
  return {
    files,
    paths,
    manifest,
    circuit: { constraints: circuit.constraints, seconds: circuit.seconds, reused: circuit.reused },
    key: { seconds: key.seconds, reused: key.reused },
  };
}
