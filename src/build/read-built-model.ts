import { existsSync } from "node:fs";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile } from "../files/json.ts";
import { type ModelFiles, readModel } from "../model/model-files.ts";
import { buildPaths } from "./build-paths.ts";
import { BuildRecord } from "./build-record.ts";
import { faultOfManifest } from "./fault-of-manifest.ts";
import { Manifest } from "./manifest.ts";

export interface BuiltModelFiles {
  files: ModelFiles;
  paths: ReturnType<typeof buildPaths>;
  manifest: Manifest;
}

/**
 * Reads a model directory that was built, and makes sure that model, circuit, key and manifest are still those of one build.
 * @throws CredenceError CRD-3005 where it was not built, CRD-3006 where a file was altered or is of another build, and what `readModel` throws.
 */
export function readBuiltModel(directory: string): BuiltModelFiles {
  const files = readModel(directory);
  const paths = buildPaths(directory);
  const record = new BuildRecord(paths.record, directory).files();
  if (!existsSync(paths.manifest) || !record.some(({ path }) => path === paths.manifest)) {
    throw new CredenceError("CRD-3005", `${directory} holds a model, but no finished build of it.`, { place: directory });
  }
  const altered = record.find(({ untouched }) => !untouched);
  if (altered !== undefined) {
    throw new CredenceError("CRD-3006", `${altered.path} is not what the last build wrote.`, { place: altered.path });
  }
  const manifest = parseJsonFile(paths.manifest, Manifest);
  const fault = faultOfManifest(manifest) ?? faultAgainstModel(manifest, files);
  if (fault !== undefined) throw new CredenceError("CRD-3006", `${paths.manifest}: ${fault}.`, { place: paths.manifest });
  return { files, paths, manifest };
}

function faultAgainstModel({ modelCommitment }: Manifest, files: ModelFiles): string | undefined {
  if (BigInt(modelCommitment) === files.modelCommitment) return undefined;
  return "it was built of another model than the one that stands beside it";
}
