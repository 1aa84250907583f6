import { z } from "zod";
import type { Status } from "../../../src/indexer/api.ts";
import type { Receipt } from "../../../src/receipt/receipt.ts";
import type { Decision } from "../../../src/statement/outcome.ts";
import { chainFault } from "../chain/chain-fault.ts";
import { openChain } from "../chain/open-chain.ts";
import { fetchManifest } from "../index/fetch-manifest.ts";
import type { NamedCheck } from "./check.ts";
import { OPENING_CHECKS, openingCheck, PAGE_CHECK } from "./opening-check-names.ts";
import { readReceiptEvidence } from "./read-receipt-evidence.ts";
import { readReceiptFile } from "./read-receipt-file.ts";
import { runInWorker } from "./run-in-worker.ts";

/** What a receipt says, whether or not it can be relied on. */
export interface OpenedReceipt {
  /** 32 bytes of hex. */
  application: string;
  decision: Decision;
  /** In units of 10^-pointsScale. */
  score: bigint;
  pointsScale: number;
  issuedAt: number;
  modelName: string;
  modelVersion: string;
  reasons: { position: number; code: string; sentence: string }[];
}

export interface Register {
  chainId: number;
  contracts: Status["contracts"];
  /** The reader's own node; null reads through this page's. */
  node: string | null;
  /** The application of the decision's page on which the receipt was dropped. */
  application: string | undefined;
}

export interface ReceiptListener {
  /** Before anything is asked of anybody: what the file says, and the checks to come. */
  opened(opened: OpenedReceipt, checks: readonly NamedCheck[]): void;
  checked(check: NamedCheck): void;
}

const hexOf = (application: bigint): `0x${string}` => `0x${application.toString(16).padStart(64, "0")}`;

const openedOf = ({ application, outcome, opening, pointsScale, model, reasons }: Receipt): OpenedReceipt => ({
  application: hexOf(application.id),
  decision: outcome.decision,
  score: opening.score,
  pointsScale,
  issuedAt: Number(outcome.issuedAt),
  modelName: model.name,
  modelVersion: model.version,
  reasons,
});

/** Where the index saw an application settle; undefined where it does not know. */
async function transactionOf(application: bigint, signal: AbortSignal): Promise<`0x${string}` | undefined> {
  const answer = await fetch(`/decisions/${hexOf(application)}.json`, { signal, cache: "no-store" });
  const word = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
  const parsed = z.object({ data: z.object({ transaction: word }) }).safeParse(answer.ok ? await answer.json() : undefined);
  return parsed.success ? (parsed.data.data.transaction as `0x${string}`) : undefined;
}

/**
 * Opens a receipt in this browser and reports every check of it, one by one. The file is never sent; the chain is asked about the model and the application that it
 * names. A check that could not be run is reported as unknown, with the reason.
 * @throws Error with a sentence for the reader where the file is no receipt.
 */
export async function verifyReceipt(file: File, { chainId, contracts, node, application }: Register, signal: AbortSignal, listener: ReceiptListener) {
  const receipt = await readReceiptFile(file);
  const checks = [...(application === undefined ? [] : [PAGE_CHECK]), ...OPENING_CHECKS];
  listener.opened(
    openedOf(receipt),
    checks.map((check) => ({ ...check, state: "pending" })),
  );

  const reported = new Set<string>();
  const tell = (check: NamedCheck) => {
    reported.add(check.id);
    listener.checked(check);
  };
  const leaveOut = (reason: string) => {
    for (const { id } of checks) if (!reported.has(id)) tell(openingCheck(id, "unknown", "an answer", reason));
  };
  try {
    const evidence = await readReceiptEvidence(openChain(chainId, node), receipt, {
      chainId,
      decisionRegistry: contracts.DecisionRegistry,
      manifest: (model) => fetchManifest(model, signal),
      transactionOf: (asked) => transactionOf(asked, signal),
      page: application === undefined ? undefined : BigInt(application),
    });
    await runInWorker({ kind: "receipt", evidence }, signal, tell);
    leaveOut("not run: there is no registered model to check it with");
  } catch (error) {
    leaveOut(chainFault(error));
  }
}
