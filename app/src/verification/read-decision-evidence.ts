import type { Client, Hex } from "viem";
import { getChainId, readContract } from "viem/actions";
import { decisionRegistryAbi } from "../../../src/chain/abi/decision-registry.ts";
import { issuerRegistryAbi } from "../../../src/chain/abi/issuer-registry.ts";
import { modelRegistryAbi } from "../../../src/chain/abi/model-registry.ts";
import type { DecisionDetail } from "../../../src/indexer/api.ts";
import { OUTCOME_LAYOUT } from "../../../src/statement/outcome.ts";
import { nameSignals } from "../../../src/statement/signals.ts";
import { readRegisteredModel } from "../chain/read-registered-model.ts";
import { readRegistries } from "../chain/read-registries.ts";
import { readSettlement } from "../chain/read-settlement.ts";
import type { DecisionEvidence, ShownDecision } from "./check-decision.ts";
import type { ManifestFacts, NoManifest } from "./check-manifest.ts";

/** The chain does not hold what the page shows: what was looked for, and what there is instead. */
export interface NoSettlement {
  expected: string;
  found: string;
}

export interface DecisionSource {
  chainId: number;
  /** The one address that is taken on trust: every other is asked of the contract there. */
  decisionRegistry: Hex;
  manifest(model: Hex): Promise<ManifestFacts | NoManifest>;
}

const shownOf = (decision: DecisionDetail): ShownDecision => ({
  application: BigInt(decision.application),
  lender: decision.lender,
  subject: decision.subject,
  reference: decision.reference,
  model: decision.model,
  block: BigInt(decision.block),
  settledAt: BigInt(decision.settledAt),
  issuerKey: BigInt(decision.issuerKey),
  outcome: { decision: decision.decision, disclosedScore: BigInt(decision.disclosedScore), issuedAt: BigInt(decision.issuedAt) },
  developmentKey: decision.developmentKey,
  standing: { superseded: decision.supersededBy !== null, overridden: decision.annotations.some(({ kind }) => kind === "override") },
  signals: decision.signals.map(BigInt),
  proof: decision.proof.map(BigInt),
});

/**
 * Reads from the chain all that the checks of a decision need.
 * @throws whatever keeps the node from answering.
 */
export async function readDecisionEvidence(client: Client, decision: DecisionDetail, source: DecisionSource): Promise<DecisionEvidence | NoSettlement> {
  const { chainId, decisionRegistry } = source;
  const found = await getChainId(client);
  if (found !== chainId) return { expected: `chain ${chainId}`, found: `the node serves chain ${found}` };
  const shown = shownOf(decision);
  const [registries, settled] = await Promise.all([
    readRegistries(client, decisionRegistry),
    readSettlement(client, decisionRegistry, shown.application, decision.transaction),
  ]);
  if (settled === undefined) {
    return {
      expected: `a settlement of ${decision.application} by the registry ${decisionRegistry} in transaction ${decision.transaction}`,
      found: "none in that transaction, or no such transaction",
    };
  }
  const [model, manifest] = await Promise.all([readRegisteredModel(client, registries.models, settled.model), source.manifest(settled.model)]);
  if (model === undefined) throw new Error(`The ModelRegistry ${registries.models} does not know the settled model ${settled.model}.`);
  const { issuerKey, outcome } = nameSignals(settled.signals);
  const { offset, width } = OUTCOME_LAYOUT.issuedAt;
  const [time, issuedAt] = [Number(settled.timestamp), Number((outcome >> offset) & ((1n << width) - 1n))];
  const [approvedThen, issuerValidThen, { superseded, overridden }] = await Promise.all([
    readContract(client, { address: registries.models, abi: modelRegistryAbi, functionName: "wasApprovedAt", args: [settled.model, time] }),
    readContract(client, {
      address: registries.issuers,
      abi: issuerRegistryAbi,
      functionName: "wasKeyValid",
      args: [issuerKey, model.schemaHash, issuedAt, time],
    }),
    readContract(client, { address: decisionRegistry, abi: decisionRegistryAbi, functionName: "decisionOf", args: [shown.application] }),
  ]);
  const standing = { superseded, overridden };
  return { shown, chain: { chainId: BigInt(chainId), decisionRegistry, settled, model, approvedThen, issuerValidThen, standing }, manifest };
}
