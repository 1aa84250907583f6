import { CredenceError } from "../errors/credence-error.ts";
import { BuildRecord } from "./build-record.ts";
import { readBuiltModel } from "./read-built-model.ts";

/**
 * The proving key of another version that was built in universal mode, for a version with the same constraints.
 * @param r1csSha256 of the version that wants it, hex.
 * @returns the key's path.
 * @throws CredenceError CRD-3008 where the other version has another circuit, and what `readBuiltModel` throws.
 */
export function findSharedKey(directory: string, r1csSha256: string): string {
  const { paths, manifest } = readBuiltModel(directory);
  const spelt = manifest.shape === undefined ? `${manifest.mode} mode` : `the shape ${JSON.stringify(manifest.shape)}`;
  if (manifest.mode !== "universal" || new BuildRecord(paths.record, directory).digest("circuit", paths.r1cs) !== r1csSha256) {
    throw new CredenceError("CRD-3008", `${manifest.name} ${manifest.version} was built in ${spelt}, and its key does not fit this version's circuit.`, {
      place: directory,
    });
  }
  return paths.zkey;
}
