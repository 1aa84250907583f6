import { join } from "node:path";
import type { Hex } from "viem";
import { type BuiltModel, buildModel } from "../../src/build/build-model.ts";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { type Example, importExample } from "../example.ts";
import { writeDocuments } from "./documents.ts";
import type { EmbeddedChain } from "./embedded-chain.ts";
import { approveVersion, DAY, HOUR, type Register } from "./register.ts";

/** A later version of a model that was built in universal mode: registered and approved with the verifier that stands. */
export interface Recalibrated {
  built: BuiltModel;
  modelId: Hex;
}

/**
 * Imports an example's recalibrated card and takes it to its approval: a new commitment, under circuit, key and verifier of the version before.
 * @param before the built version before, in `directory`.
 * @throws CredenceError CRD-9900 where the two do not have one verifying key.
 */
export async function recalibrate(
  chain: EmbeddedChain,
  register: Register,
  example: Example & { recalibrated: NonNullable<Example["recalibrated"]> },
  before: { directory: string; built: BuiltModel },
  folder: string,
  now: bigint,
): Promise<Recalibrated> {
  const later = { ...example, ...example.recalibrated };
  const directory = `${before.directory}-recalibrated`;
  importExample(later, directory);
  const built = await buildModel({ directory, mode: "universal", keys: { kind: "model", directory: before.directory } });
  if (built.manifest.key.verifyingKeyHash !== before.built.manifest.key.verifyingKeyHash) {
    throw new CredenceError("CRD-9900", "The recalibrated version has another verifying key than the version before.");
  }
  const modelId = await approveVersion(chain, register, built, writeDocuments(join(folder, "documents-recalibrated"), later, built), {
    registered: now - 3n * DAY - 20n * HOUR,
    validated: now - 3n * DAY - 10n * HOUR,
    scheduled: now - 3n * DAY,
    approved: now - DAY + HOUR,
  });
  return { built, modelId };
}
