import { join } from "node:path";
import { findExample, ROOT } from "../../scripts/example.ts";
import type { BenchExample } from "../built-example.ts";

const BOOSTED = join(import.meta.dirname, "boosted-50x4");

/** The models that both sides prove: a scorecard, a logistic regression, and 50 trees of depth 4 over raw cells. */
export const PEER_MODELS: readonly BenchExample[] = [
  findExample("german-scorecard"),
  findExample("hmda-logistic"),
  {
    name: "boosted-50x4",
    modelFile: join(BOOSTED, "model.json"),
    policyFile: join(BOOSTED, "policy.json"),
    applicantsFile: join(ROOT, "examples/taiwan-xgboost/synthetic/applicants.csv"),
  },
];
