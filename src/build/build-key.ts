import { chmodSync, copyFileSync, existsSync, renameSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { CredenceError } from "../errors/credence-error.ts";
import { verifyCeremony } from "../keys/ceremony.ts";
import { developmentSetup } from "../keys/development-setup.ts";
import { type KeyEngineOptions, makeBy } from "../keys/key-engine.ts";
import { holdsCeremony, readKeyOrigin } from "../keys/key-origin.ts";
import { nativeDevelopmentSetup } from "../keys/native-setup.ts";
import { setupFromPowersOfTau } from "../keys/ptau.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { exportVerificationKey } from "../keys/verification-key.ts";
import { buildPaths } from "./build-paths.ts";
import { type BuildRecord, fileDigest } from "./build-record.ts";
import { findSharedKey } from "./find-shared-key.ts";

/** How a model's key is made. */
export type KeySource =
  /** By one party, in a second: insecure, and marked so wherever it goes. */
  | { kind: "development" }
  /** From published powers of tau, at `path`; with `key`, the result of the ceremony that began with the key which that makes. */
  | { kind: "ptau"; path: string; key?: string | undefined }
  /** The one of another version that was built in universal mode with the same schema and shape, by its model directory. */
  | { kind: "model"; directory: string };

export interface BuiltKey {
  verificationKey: SnarkjsVerificationKey;
  seconds: number;
  reused: boolean;
}

export interface BuildKeyOptions extends KeyEngineOptions {
  paths: ReturnType<typeof buildPaths>;
  r1csSha256: string;
  keys: KeySource;
  record: BuildRecord;
  onProgress: (text: string) => void;
  /** For tests, as in `checkPowersOfTau`. */
  published?: ReadonlyMap<number, string> | undefined;
}

/** A file that is too large to be read for each build: taken for the same while its path, size and time of change are. */
function describeFile(path: string) {
  if (!existsSync(path)) throw new CredenceError("CRD-9002", `Could not read ${path}: there is no such file.`, { place: path });
  const { size, mtimeMs } = statSync(path);
  return { path: resolve(path), size, mtimeMs };
}

/** Everything that a key depends on beside its constraints. */
async function describeSource(keys: KeySource) {
  if (keys.kind === "development") return { kind: "development" };
  if (keys.kind === "model") return { kind: "model", key: await fileDigest(describeFile(buildPaths(keys.directory).zkey).path) };
  return { kind: "ptau", file: describeFile(keys.path), key: keys.key === undefined ? null : await fileDigest(describeFile(keys.key).path) };
}

/** Copies a key whole or not at all. */
function adoptKey(from: string, zkeyPath: string): Promise<SnarkjsVerificationKey> {
  const partial = `${zkeyPath}.${process.pid}.partial`;
  copyFileSync(from, partial);
  chmodSync(partial, 0o600);
  renameSync(partial, zkeyPath);
  return exportVerificationKey(zkeyPath);
}

/** A key that has contributions is not written over by one that has none. */
function refuseToReplaceCeremony(zkeyPath: string): void {
  if (holdsCeremony(zkeyPath)) {
    throw new CredenceError("CRD-4007", `${zkeyPath} is the result of a ceremony and would be replaced.`, { place: zkeyPath });
  }
}

/**
 * Makes or adopts the proving key of a compiled circuit, or keeps the one that was made of the same constraints in the same way.
 * @throws CredenceError CRD-3008 (the other version's key is of another circuit), CRD-4007 (a ceremony's key would be lost), and what `developmentSetup`, `setupFromPowersOfTau` and `verifyCeremony` throw.
 */
export async function buildKey({ paths, r1csSha256, keys, record, onProgress, published, ...engine }: BuildKeyOptions): Promise<BuiltKey> {
  const { r1cs: r1csPath, zkey: zkeyPath } = paths;
  const origin = await describeSource(keys);
  const { result, reused } = await record.run("key", { r1cs: r1csSha256, origin }, [zkeyPath], async () => {
    const from = performance.now();
    const verificationKey = await makeKey();
    return { verificationKey, seconds: (performance.now() - from) / 1000 };
  });
  return { ...result, reused };

  async function makeKey(): Promise<SnarkjsVerificationKey> {
    if (keys.kind === "model") {
      const shared = findSharedKey(keys.directory, r1csSha256);
      if (readKeyOrigin(shared).insecure) refuseToReplaceCeremony(zkeyPath);
      return adoptKey(shared, zkeyPath);
    }
    if (keys.kind === "ptau" && keys.key !== undefined) {
      await verifyCeremony({ zkeyPath: keys.key, r1csPath, ptauPath: keys.path, onProgress, ...(published && { published }) });
      return adoptKey(keys.key, zkeyPath);
    }
    refuseToReplaceCeremony(zkeyPath);
    if (keys.kind === "development") {
      const { verificationKey } = await makeBy(engine, {
        native: (program) => nativeDevelopmentSetup({ program, r1csPath, zkeyPath, onProgress }),
        wasm: () => developmentSetup({ r1csPath, zkeyPath, onProgress }),
      });
      return verificationKey;
    }
    return (await setupFromPowersOfTau({ r1csPath, ptauPath: keys.path, zkeyPath, onProgress, ...engine, ...(published && { published }) })).verificationKey;
  }
}
