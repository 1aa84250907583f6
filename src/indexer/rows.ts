import { type Hex, type PublicClient, toHex } from "viem";
import { ANNOTATION_KINDS } from "../chain/annotation-kind.ts";
import { KEY_PARTS } from "../chain/key-contribution.ts";
import type { ModelStatus } from "../chain/model-status.ts";
import { unpackOutcome } from "../statement/outcome.ts";
import { nameSignals } from "../statement/signals.ts";
import type { Row } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import type { WatchedLog } from "./watched-logs.ts";

/** A row, and the table that it belongs to. */
export interface TableRow {
  table: string;
  row: Row;
}

const word = (value: bigint): Hex => toHex(value, { size: 32 });
const lower = (value: Hex): Hex => value.toLowerCase() as Hex;
const words = (values: readonly bigint[]): string => JSON.stringify(values.map(word));

interface Transition {
  what: string;
  by: Hex;
  /** The status that follows, where it changes. */
  status?: ModelStatus;
  /** The reason or the document that goes with it. */
  detail?: Hex;
  /** When the next review is due, where that is set. */
  reviewDue?: number;
}

/** What an event says of a model's life, in the words of `HistoryEntry`; undefined for one that is not about a model. */
function transitionOf(log: WatchedLog): Transition | undefined {
  switch (log.eventName) {
    case "ModelRegistered":
      return { what: "registered", status: "registered", by: log.args.developer };
    case "EvidenceAdded":
      return { what: "evidence-added", by: log.args.by, detail: log.args.documentHash };
    case "ModelValidated":
      return { what: "validated", status: "validated", by: log.args.validator, detail: log.args.reportHash };
    case "ApprovalScheduled":
      return { what: "approval-scheduled", by: log.args.approver };
    case "ModelApproved":
      return { what: "approved", status: "approved", by: log.args.approver, reviewDue: log.args.reviewDue };
    case "ModelSuspended":
      return { what: "suspended", status: "suspended", by: log.args.by, detail: log.args.reason };
    case "ModelResumed":
      return { what: "resumed", status: "approved", by: log.args.approver, reviewDue: log.args.reviewDue };
    case "ReviewExtended":
      return { what: "review-extended", by: log.args.validator, detail: log.args.reportHash, reviewDue: log.args.reviewDue };
    case "ModelRetired":
      return { what: "retired", status: "retired", by: log.args.by, detail: log.args.reason };
    case "ModelRevoked":
      return { what: "revoked", status: "revoked", by: log.args.by, detail: log.args.reason };
    default:
      return undefined;
  }
}

/** The row of what an event adds besides a model's history; undefined where it adds none. */
function factOf(log: WatchedLog, gasUsed: ReadonlyMap<Hex, bigint>): TableRow | undefined {
  switch (log.eventName) {
    case "ModelRegistered": {
      const { model, lender, developer, registration, verifierFacts } = log.args;
      return {
        table: "models",
        row: {
          id: model,
          lender: lower(lender),
          developer: lower(developer),
          name: registration.name,
          version: registration.version,
          kind: registration.kind,
          commitment: word(registration.commitment),
          schema_hash: word(registration.schemaHash),
          verifier: lower(registration.verifier),
          key_hash: verifierFacts.verifyingKeyHash,
          code_hash: verifierFacts.codeHash,
          manifest_hash: registration.manifestHash,
          tier: registration.tier,
          maximum_record_age: registration.maximumRecordAge,
          development: verifierFacts.development ? 1 : 0,
        },
      };
    }
    case "EvidenceAdded":
      return { table: "evidence", row: { model: log.args.model, kind: log.args.kind, hash: log.args.documentHash, by: lower(log.args.by) } };
    case "ContributionRecorded": {
      const { verifyingKeyHash, part, contributor, position, digest } = log.args;
      return {
        table: "contributions",
        row: { key_hash: verifyingKeyHash, part: KEY_PARTS[part] ?? `part ${part}`, by: lower(contributor), position, digest },
      };
    }
    case "IssuerRegistered":
      return { table: "issuers", row: { id: log.args.issuer, name: log.args.name, controller: lower(log.args.controller) } };
    case "KeyAdded":
      return {
        table: "issuer_keys",
        row: { key: word(log.args.key), issuer: log.args.issuer, schema_hash: word(log.args.schemaHash), valid_from: log.args.validFrom },
      };
    case "KeyRevoked":
      return { table: "issuer_key_revocations", row: { key: word(log.args.key), at: log.args.revokedAt } };
    case "DecisionSettled": {
      const { application, model, subject, lender, lenderReference, submitter, verifier, signals, proof } = log.args;
      const { issuerKey, outcome } = nameSignals(signals);
      const { decision, disclosedScore, issuedAt } = unpackOutcome(outcome);
      return {
        table: "decisions",
        row: {
          application: word(application),
          model,
          lender: lower(lender),
          subject,
          reference: lenderReference,
          submitter: lower(submitter),
          verifier: lower(verifier),
          issuer_key: word(issuerKey),
          gas_used: Number(gasUsed.get(log.transactionHash)),
          decision,
          score: Number(disclosedScore),
          issued_at: Number(issuedAt),
          signals: words(signals),
          proof: words(proof),
        },
      };
    }
    case "DecisionSuperseded":
      return { table: "supersessions", row: { earlier: word(log.args.earlier), later: word(log.args.later) } };
    case "ChallengeRecorded": {
      const { decision, disclosedScore } = unpackOutcome(nameSignals(log.args.signals).outcome);
      return { table: "challengers", row: { application: word(log.args.application), model: log.args.model, decision, score: Number(disclosedScore) } };
    }
    case "DecisionAnnotated": {
      const { application, kind, documentHash, by } = log.args;
      return {
        table: "annotations",
        row: { application: word(application), kind: ANNOTATION_KINDS[kind] ?? `kind ${kind}`, hash: documentHash, by: lower(by) },
      };
    }
    default:
      return undefined;
  }
}

/** What the index keeps of the events, each row with its block, log and transaction. The gas of decisions is read from their transactions' receipts. */
export async function rowsOf(client: PublicClient, logs: readonly WatchedLog[]): Promise<TableRow[]> {
  const settling = [...new Set(logs.filter(({ eventName }) => eventName === "DecisionSettled").map(({ transactionHash }) => transactionHash))];
  const gas = new Map(await inChunks(settling, async (hash) => [hash, (await client.getTransactionReceipt({ hash })).gasUsed] as const));
  return logs.flatMap((log) => {
    const at = { block: Number(log.blockNumber), log: log.logIndex, tx: log.transactionHash };
    const rows: TableRow[] = [];
    const fact = factOf(log, gas);
    if (fact) rows.push({ table: fact.table, row: { ...at, ...fact.row } });
    const transition = transitionOf(log);
    if (transition) {
      const { what, status = null, by, detail = null, reviewDue = null } = transition;
      rows.push({
        table: "model_history",
        row: { ...at, model: (log.args as { model: Hex }).model, what, status, by: lower(by), detail, review_due: reviewDue },
      });
    }
    return rows;
  });
}
