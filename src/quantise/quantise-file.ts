import { importModel } from "../import/import-model.ts";
import { type PolicyFile, readPolicy } from "../model/policy.ts";
import type { QuantisedScorecard } from "../model/quantised.ts";
import type { ScorecardIR } from "../model/scorecard-ir.ts";
import { readRows } from "../record/rows.ts";
import { quantiseScorecard } from "./quantise-scorecard.ts";

/** A model file that was imported and quantised under a policy. */
export interface QuantisedFile {
  ir: ScorecardIR;
  policy: PolicyFile;
  model: QuantisedScorecard;
}

/** Imports and quantises a model file under a policy file, the schema and population that it names included. @throws CredenceError as each of these steps. */
export function quantiseFile(modelFile: string, policyFile: string): QuantisedFile {
  const ir = importModel(modelFile);
  const policy = readPolicy(policyFile);
  const names = new Set(ir.characteristics.map(({ name }) => name));
  const needed = new Set(policy.schema.features.flatMap(({ name }, position) => (names.has(name) ? [position] : [])));
  const population = policy.population === undefined ? undefined : readRows(policy.population, policy.schema, needed);
  return { ir, policy, model: quantiseScorecard(ir, policy.schema, policy.policy, population) };
}
