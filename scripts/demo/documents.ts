import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BuiltModel } from "../../src/build/build-model.ts";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { isExact } from "../../src/evaluate/parity-certificate.ts";
import { writeJsonFile } from "../../src/files/json.ts";
import { readSource } from "../../src/files/source-file.ts";
import type { Example } from "../example.ts";
import { writeEvidence } from "./evidence.ts";
import type { Document } from "./register.ts";

/**
 * What the developer and the validator put on record, as files of the demo: how the model compares with its tool, and what the review looked at.
 * @throws CredenceError CRD-9900 where the model differs from its tool on one row: such a model is not registered.
 */
export function writeDocuments(
  folder: string,
  example: Example,
  { files, manifest, circuit }: BuiltModel,
): { evidence: readonly Document[]; report: Document; rows: number } {
  mkdirSync(folder, { recursive: true });
  const certificate = checkParity(files, readSource(example.applicantsFile), readSource(example.expectedFile));
  if (!isExact(certificate)) throw new CredenceError("CRD-9900", "The model does not decide as its tool does.");
  const parity = { kind: "parity-certificate", path: join(folder, "parity-certificate.json") };
  writeJsonFile(parity.path, certificate);
  const evidence = [parity, ...writeEvidence(folder, example, files)];
  const report = { kind: "validation-report", path: join(folder, "validation-report.json") };
  writeJsonFile(report.path, {
    model: { name: files.model.name, version: files.model.version, commitment: files.modelCommitment },
    looked: [
      "the model directory and its manifest are of one build",
      `the parity certificate is of this model and names no difference on ${certificate.rows} rows`,
      `the developer's further evidence is of this model: ${evidence.length - 1} documents`,
    ],
    constraints: circuit.constraints,
    verifyingKey: { hash: manifest.key.verifyingKeyHash, origin: manifest.key.origin, insecure: manifest.key.insecure },
    limits: ["The key is a development key: whoever made it can forge. It serves this demonstration only."],
  });
  return { evidence, report, rows: certificate.rows };
}
