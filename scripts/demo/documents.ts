import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BuiltModel } from "../../src/build/build-model.ts";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import { writeJsonFile } from "../../src/files/json.ts";
import { readSource } from "../../src/files/source-file.ts";
import { formatUnits } from "../../src/model/decimal.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import { readRows } from "../../src/record/rows.ts";
import { type Example, readCsv } from "../example.ts";
import type { Document } from "./register.ts";

/** Evaluates every row of the example and compares what the model's own tool said of it: decisions, and scores and reasons where it gives them. */
function compareWithTool({ model }: ModelFiles, { applicantsFile, expectedFile }: Example): { rows: number; equal: Record<string, number> } {
  const evaluate = openEvaluator(model);
  const expected = readCsv(expectedFile);
  const rows = readRows(applicantsFile, model.schema, neededFeatures(model));
  const given = Object.keys(expected[0] ?? {});
  const compared = { scores: "score", decisions: "decision", reasons: "reason_1" };
  const equal = Object.fromEntries(Object.entries(compared).flatMap(([what, column]) => (given.includes(column) ? [[what, 0]] : [])));
  rows.forEach((codes, i) => {
    const { score, decision, reasons } = evaluate(codes);
    const tool = expected[i] as Record<string, string>;
    const codesOf = [1, 2, 3, 4].map((n) => tool[`reason_${n}`] ?? "").filter((code) => code !== "");
    const same: Record<string, boolean> = {
      scores: formatUnits(score, model.pointsScale) === tool.score,
      decisions: decision === tool.decision,
      reasons: reasons.map((position) => model.policy.reasons[position - 1]?.code).join() === codesOf.join(),
    };
    for (const what of Object.keys(equal)) if (same[what]) equal[what] = (equal[what] as number) + 1;
  });
  return { rows: rows.length, equal };
}

/**
 * What the developer and the validator put on record, as files of the demo: how the model compares with its tool, and what the review looked at.
 * @throws CredenceError CRD-9900 where one decision differs: such a model is not registered.
 */
export function writeDocuments(
  folder: string,
  example: Example,
  { files, manifest, circuit }: BuiltModel,
): { evidence: Document; report: Document; rows: number } {
  mkdirSync(folder, { recursive: true });
  const { rows, equal } = compareWithTool(files, example);
  if (equal.decisions !== rows || Object.values(equal).some((count) => count !== rows))
    throw new CredenceError("CRD-9900", "The model does not decide as its tool does.");
  const model = { name: files.model.name, version: files.model.version, commitment: files.modelCommitment };
  const evidence = { kind: "parity-certificate", path: join(folder, "parity-certificate.json") };
  writeJsonFile(evidence.path, {
    model,
    applicants: { file: `examples/${example.name}/data`, sha256: readSource(example.applicantsFile).sha256 },
    expected: { sha256: readSource(example.expectedFile).sha256 },
    rows,
    equal,
  });
  const report = { kind: "validation-report", path: join(folder, "validation-report.json") };
  writeJsonFile(report.path, {
    model,
    looked: ["the model directory and its manifest are of one build", "all rows of the parity certificate were scored again"],
    constraints: circuit.constraints,
    verifyingKey: { hash: manifest.key.verifyingKeyHash, origin: manifest.key.origin, insecure: manifest.key.insecure },
    limits: ["The key is a development key: whoever made it can forge. It serves this demonstration only."],
  });
  return { evidence, report, rows };
}
