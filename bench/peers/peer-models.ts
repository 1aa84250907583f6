import { join } from "node:path";
import { findExample, ROOT } from "../../scripts/example.ts";
import type { BenchExample } from "../built-example.ts";

/** A model of this folder, over raw cells of the Taiwan example. */
const fittedHere = (name: string, file: string): BenchExample => ({
  name,
  modelFile: join(import.meta.dirname, name, file),
  policyFile: join(import.meta.dirname, name, "policy.json"),
  applicantsFile: join(ROOT, "examples/taiwan-xgboost/synthetic/applicants.csv"),
});

/** The models that both sides prove: a scorecard, a logistic regression, 50 trees of depth 4, and a network with two hidden layers. */
export const PEER_MODELS: readonly BenchExample[] = [
  findExample("german-scorecard"),
  findExample("hmda-logistic"),
  fittedHere("boosted-50x4", "model.json"),
  fittedHere("dense-19-32-16-1", "model.onnx"),
];
