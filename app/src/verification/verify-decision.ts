import type { DecisionDetail, Status } from "../../../src/indexer/api.ts";
import { chainFault } from "../chain/chain-fault.ts";
import { openChain } from "../chain/open-chain.ts";
import { fetchManifest } from "../index/fetch-manifest.ts";
import type { NamedCheck } from "./check.ts";
import { decisionCheck } from "./check-decision.ts";
import { DECISION_CHECKS } from "./decision-check-names.ts";
import { readDecisionEvidence } from "./read-decision-evidence.ts";
import { runInWorker } from "./run-in-worker.ts";

export interface DecisionToVerify {
  decision: DecisionDetail;
  chainId: number;
  contracts: Status["contracts"];
  /** The reader's own node; null reads through this page's. */
  node: string | null;
}

/**
 * Reads a decision's settlement, model and key from the chain, and reports every check of it, one by one. A check that could not be run is reported as
 * unknown, with the reason: never as one that holds.
 */
export async function verifyDecision({ decision, chainId, contracts, node }: DecisionToVerify, signal: AbortSignal, report: (check: NamedCheck) => void) {
  const reported = new Set<string>();
  const tell = (check: NamedCheck) => {
    reported.add(check.id);
    report(check);
  };
  const leaveOut = (reason: string) => {
    for (const { id } of DECISION_CHECKS) if (!reported.has(id)) tell(decisionCheck(id, "unknown", "an answer", reason));
  };
  try {
    const client = openChain(chainId, node);
    const manifest = (model: DecisionDetail["model"]) => fetchManifest(model, signal);
    const evidence = await readDecisionEvidence(client, decision, { chainId, decisionRegistry: contracts.DecisionRegistry, manifest });
    if ("expected" in evidence) {
      tell(decisionCheck("settled", "fails", evidence.expected, evidence.found));
      leaveOut("not run: there is no settlement to check");
    } else {
      await runInWorker({ kind: "decision", evidence }, signal, tell);
    }
  } catch (error) {
    leaveOut(chainFault(error));
  }
}
