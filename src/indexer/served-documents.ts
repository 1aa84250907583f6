import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { keccak256 } from "viem";
import { CredenceError } from "../errors/credence-error.ts";

/** Formats of evidence that hold nothing of a model, or no more than its owner says with them. */
const PUBLIC = new Set<unknown>(["credence.parity/1", "credence.sensitivity/1", "credence.claims/1", "credence.claim-proof/1"]);

/** More than any of them takes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Claims that a report refutes stand in it with two records and their exact points, which are the model's. */
const isPublic = (text: string): boolean => {
  try {
    const { format, claims = [] } = JSON.parse(text) as { format?: unknown; claims?: { counterexample?: unknown }[] };
    return PUBLIC.has(format) && claims.every(({ counterexample }) => counterexample === undefined);
  } catch {
    return false;
  }
};

/**
 * The texts of the documents in some folders that may be shown to everybody, by their keccak256: certificates of parity, sensitivities, claims and their proofs.
 * All else that lies there is left out, a model's card and claims with a counterexample for two, and so is what only its owner may read.
 * @throws CredenceError CRD-9002 for a folder that is not there.
 */
export function readDocuments(folders: readonly string[]): Map<string, string> {
  const documents = new Map<string, string>();
  for (const folder of folders) {
    if (!existsSync(folder)) throw new CredenceError("CRD-9002", `There is no directory ${folder}.`, { place: folder });
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
      const { mode, size } = statSync(path);
      if ((mode & 0o044) === 0 || size > MOST_BYTES) continue;
      const bytes = readFileSync(path);
      const text = bytes.toString("utf8");
      if (isPublic(text)) documents.set(keccak256(bytes), text);
    }
  }
  return documents;
}
