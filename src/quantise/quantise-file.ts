import { CredenceError } from "../errors/credence-error.ts";
import { importModel } from "../import/import-model.ts";
import type { LinearIR } from "../model/linear-ir.ts";
import type { NetworkIR } from "../model/network-ir.ts";
import { featuresOfPipeline } from "../model/pipeline.ts";
import { decidesByMargin, type MarginPolicyFile, type PolicyFile, readPolicy } from "../model/policy.ts";
import type { QuantisedScorecard } from "../model/quantised.ts";
import type { QuantisedLinear } from "../model/quantised-linear.ts";
import type { QuantisedNetwork } from "../model/quantised-network.ts";
import type { QuantisedTrees } from "../model/quantised-trees.ts";
import type { ScorecardIR } from "../model/scorecard-ir.ts";
import type { TreeEnsembleIR } from "../model/trees-ir.ts";
import { readRows } from "../record/rows.ts";
import { quantiseLinear } from "./quantise-linear.ts";
import { quantiseNetwork } from "./quantise-network.ts";
import { quantiseScorecard } from "./quantise-scorecard.ts";
import { quantiseTrees } from "./quantise-trees.ts";

/** A model file that was imported and quantised under a policy. */
export type QuantisedFile =
  | { kind: "scorecard"; ir: ScorecardIR; policy: PolicyFile; model: QuantisedScorecard }
  | { kind: "linear"; ir: LinearIR; policy: MarginPolicyFile; model: QuantisedLinear }
  | { kind: "trees"; ir: TreeEnsembleIR; policy: MarginPolicyFile; model: QuantisedTrees }
  | { kind: "network"; ir: NetworkIR; policy: MarginPolicyFile; model: QuantisedNetwork };

const NAMES = { linear: "a regression", trees: "an ensemble of trees", network: "a network" };

const mismatch = ({ path }: { path: string }, found: string, expected: string) =>
  new CredenceError("CRD-1013", `The model is ${found}; expected a policy of the format ${expected}.`, { place: `${path} at format` });

function scorecardFile(ir: ScorecardIR, policy: PolicyFile): QuantisedFile {
  const names = new Set(ir.characteristics.map(({ name }) => name));
  const needed = new Set(policy.schema.features.flatMap(({ name }, position) => (names.has(name) ? [position] : [])));
  const population = policy.population === undefined ? undefined : readRows(policy.population, policy.schema, needed);
  return { kind: "scorecard", ir, policy, model: quantiseScorecard(ir, policy.schema, policy.policy, population) };
}

function marginFile(ir: LinearIR | TreeEnsembleIR | NetworkIR, policy: MarginPolicyFile): QuantisedFile {
  const { schema, pipeline } = policy;
  const engineering = [ir.pipeline, pipeline?.pipeline].filter((given) => given !== undefined);
  const names = new Set([...ir.columns.map(({ name }) => name), ...engineering.flatMap(featuresOfPipeline)]);
  const needed = new Set(schema.features.flatMap(({ name }, position) => (names.has(name) ? [position] : [])));
  const population = policy.population === undefined ? undefined : readRows(policy.population, schema, needed);
  switch (ir.kind) {
    case "linear":
      return { kind: "linear", ir, policy, model: quantiseLinear(ir, schema, policy.policy, pipeline, population) };
    case "trees":
      return { kind: "trees", ir, policy, model: quantiseTrees(ir, schema, policy.policy, pipeline, population) };
    case "network":
      return { kind: "network", ir, policy, model: quantiseNetwork(ir, schema, policy.policy, pipeline, population) };
  }
}

/**
 * Imports and quantises a model file under a policy file, the schema, pipeline and population that it names included.
 * @throws CredenceError CRD-1013 for a policy of another kind of model, and as each of these steps.
 */
export function quantiseFile(modelFile: string, policyFile: string): QuantisedFile {
  const ir = importModel(modelFile);
  const policy = readPolicy(policyFile);
  if (ir.kind === "scorecard") {
    if (decidesByMargin(policy)) throw mismatch(policy, "a scorecard", "credence.policy/1");
    return scorecardFile(ir, policy);
  }
  if (!decidesByMargin(policy)) throw mismatch(policy, NAMES[ir.kind], "credence.margin-policy/1");
  return marginFile(ir, policy);
}
