import type { DatabaseSync } from "node:sqlite";
import type { KeyPart } from "../chain/key-contribution.ts";
import { CredenceError } from "../errors/credence-error.ts";
import type { Decision } from "../statement/outcome.ts";
import type {
  Annotation,
  BlockReference,
  Contribution,
  DecisionDetail,
  DecisionSummary,
  Evidence,
  Hex,
  HistoryEntry,
  IssuerSummary,
  ModelDetail,
  ModelStatus,
  ModelSummary,
  Page,
  Status,
} from "./api.ts";
import type { Row } from "./database.ts";

const hex = (value: unknown) => value as Hex;
const all = (database: DatabaseSync, sql: string, ...values: (string | number)[]) => database.prepare(sql).all(...values) as Row[];
const one = (database: DatabaseSync, sql: string, ...values: (string | number)[]) => database.prepare(sql).get(...values) as Row | undefined;

/** The last block that was read, or undefined while the index is empty. */
export function lastBlock(database: DatabaseSync): BlockReference | undefined {
  const row = one(database, "SELECT number, hash, timestamp FROM blocks ORDER BY number DESC LIMIT 1");
  return row && { number: row.number as number, hash: hex(row.hash), timestamp: row.timestamp as number };
}

/** A key that was revoked ends every version under it, of which only one has the event: this is that event, for any of them. */
const REVOCATION = "h.what = 'revoked' AND h.model IN (SELECT o.id FROM models o WHERE o.key_hash = m.key_hash)";

/** A model's status is that of its last transition; `approved_at` is the start of its first approval, review due the last date set. */
const MODELS = `
  SELECT m.*, b.timestamp AS registered_at,
    CASE WHEN EXISTS (SELECT 1 FROM model_history h WHERE ${REVOCATION}) THEN 'revoked'
      ELSE (SELECT status FROM model_history h WHERE h.model = m.id AND status IS NOT NULL ORDER BY h.block DESC, h.log DESC LIMIT 1) END AS status,
    (SELECT c.timestamp FROM model_history h JOIN blocks c ON c.number = h.block WHERE h.model = m.id AND h.what = 'approved' ORDER BY h.block, h.log LIMIT 1) AS approved_at,
    (SELECT h.review_due FROM model_history h WHERE h.model = m.id AND h.review_due IS NOT NULL ORDER BY h.block DESC, h.log DESC LIMIT 1) AS due,
    (SELECT by FROM model_history h WHERE h.model = m.id AND h.what = 'validated' ORDER BY h.block, h.log LIMIT 1) AS validator,
    (SELECT by FROM model_history h WHERE h.model = m.id AND h.what = 'approval-scheduled' ORDER BY h.block, h.log LIMIT 1) AS approver,
    (SELECT COUNT(*) FROM decisions d WHERE d.model = m.id) AS decisions
  FROM models m JOIN blocks b ON b.number = m.block`;

const modelSummary = (row: Row): ModelSummary => ({
  id: hex(row.id),
  name: row.name as string,
  version: row.version as string,
  kind: row.kind as string,
  lender: hex(row.lender),
  status: row.status as ModelStatus,
  tier: row.tier as number,
  approvedAt: row.approved_at as number | null,
  reviewDue: row.due as number | null,
  developmentKey: row.development === 1,
  decisions: row.decisions as number,
});

/** Every model, the latest registration first. */
export const listModels = (database: DatabaseSync): ModelSummary[] => all(database, `${MODELS} ORDER BY m.block DESC, m.log DESC`).map(modelSummary);

/** @throws CredenceError CRD-8002 where the index knows no such model. */
export function findModel(database: DatabaseSync, id: string): ModelDetail {
  const row = one(database, `${MODELS} WHERE m.id = ?`, id);
  if (!row) throw new CredenceError("CRD-8002", `No model ${id} has been registered on this chain.`, { place: id });
  const history = all(
    database,
    `SELECT h.*, b.timestamp FROM models m JOIN model_history h ON h.model = m.id OR (${REVOCATION}) JOIN blocks b ON b.number = h.block
     WHERE m.id = ? ORDER BY h.block, h.log`,
    id,
  ).map(
    (entry): HistoryEntry => ({
      what: entry.what as string,
      by: hex(entry.by),
      at: entry.timestamp as number,
      block: entry.block as number,
      transaction: hex(entry.tx),
      detail: entry.detail as Hex | null,
    }),
  );
  const evidence = all(database, "SELECT e.*, b.timestamp FROM evidence e JOIN blocks b ON b.number = e.block WHERE model = ? ORDER BY e.block, e.log", id).map(
    (entry): Evidence => ({ kind: entry.kind as string, hash: hex(entry.hash), by: hex(entry.by), at: entry.timestamp as number, transaction: hex(entry.tx) }),
  );
  const contributions = all(
    database,
    "SELECT c.*, b.timestamp FROM contributions c JOIN blocks b ON b.number = c.block WHERE key_hash = ? ORDER BY c.position",
    row.key_hash as string,
  ).map(
    (entry): Contribution => ({
      part: entry.part as KeyPart,
      by: hex(entry.by),
      position: entry.position as number,
      digest: hex(entry.digest),
      at: entry.timestamp as number,
      transaction: hex(entry.tx),
    }),
  );
  return {
    ...modelSummary(row),
    commitment: hex(row.commitment),
    schemaHash: hex(row.schema_hash),
    manifestHash: hex(row.manifest_hash),
    verifier: hex(row.verifier),
    verifyingKeyHash: hex(row.key_hash),
    verifierCodeHash: hex(row.code_hash),
    maximumRecordAge: row.maximum_record_age as number,
    developer: hex(row.developer),
    validator: row.validator as Hex | null,
    approver: row.approver as Hex | null,
    registeredAt: row.registered_at as number,
    history,
    evidence,
    contributions,
  };
}

/** Whether a document is on a model's record: as evidence, or as the report of a transition. */
export const isRecorded = (database: DatabaseSync, model: string, hash: string): boolean =>
  one(database, "SELECT 1 FROM evidence WHERE model = ?1 AND hash = ?2 UNION SELECT 1 FROM model_history WHERE model = ?1 AND detail = ?2", model, hash) !==
  undefined;

const DECISIONS = `
  SELECT d.*, b.timestamp AS settled_at, m.name AS model_name, m.version AS model_version, m.development, i.name AS issuer_name
  FROM decisions d JOIN blocks b ON b.number = d.block
  LEFT JOIN models m ON m.id = d.model
  LEFT JOIN issuer_keys k ON k.key = d.issuer_key
  LEFT JOIN issuers i ON i.id = k.issuer`;

const decisionSummary = (row: Row): DecisionSummary => ({
  application: hex(row.application),
  decision: row.decision as Decision,
  disclosedScore: String(row.score),
  issuedAt: row.issued_at as number,
  settledAt: row.settled_at as number,
  block: row.block as number,
  transaction: hex(row.tx),
  model: hex(row.model),
  modelName: (row.model_name ?? "") as string,
  modelVersion: (row.model_version ?? "") as string,
  lender: hex(row.lender),
  subject: hex(row.subject),
  issuerKey: hex(row.issuer_key),
  issuerName: (row.issuer_name ?? "") as string,
  developmentKey: row.development === 1,
});

export interface DecisionFilter {
  lender?: string | undefined;
  model?: string | undefined;
  decision?: string | undefined;
  issuer?: string | undefined;
  subject?: string | undefined;
  /** Settled at or after, and before: Unix seconds. */
  from?: number | undefined;
  to?: number | undefined;
}

/** One page of decisions, the latest first. `page` counts from 1. */
export function listDecisions(database: DatabaseSync, filter: DecisionFilter, page: number, size: number): Page<DecisionSummary> {
  const clauses: [string, string | number | undefined][] = [
    ["d.lender = ?", filter.lender?.toLowerCase()],
    ["d.model = ?", filter.model?.toLowerCase()],
    ["d.decision = ?", filter.decision],
    ["d.issuer_key = ?", filter.issuer?.toLowerCase()],
    ["d.subject = ?", filter.subject?.toLowerCase()],
    ["b.timestamp >= ?", filter.from],
    ["b.timestamp < ?", filter.to],
  ];
  const active = clauses.filter((clause): clause is [string, string | number] => clause[1] !== undefined);
  const where = active.length === 0 ? "" : ` WHERE ${active.map(([sql]) => sql).join(" AND ")}`;
  const values = active.map(([, value]) => value);
  const total = one(database, `SELECT COUNT(*) AS n FROM decisions d JOIN blocks b ON b.number = d.block${where}`, ...values)?.n as number;
  const items = all(database, `${DECISIONS}${where} ORDER BY d.block DESC, d.log DESC LIMIT ? OFFSET ?`, ...values, size, (page - 1) * size).map(
    decisionSummary,
  );
  return { total, page, size, items };
}

/** @throws CredenceError CRD-8003 where the index knows no such decision. */
export function findDecision(database: DatabaseSync, application: string): DecisionDetail {
  const row = one(database, `${DECISIONS} WHERE d.application = ?`, application);
  if (!row) throw new CredenceError("CRD-8003", `No decision on application ${application} has been settled on this chain.`, { place: application });
  const timed = (table: string) =>
    all(database, `SELECT t.*, b.timestamp FROM ${table} t JOIN blocks b ON b.number = t.block WHERE application = ? ORDER BY t.block, t.log`, application);
  return {
    ...decisionSummary(row),
    reference: hex(row.reference),
    submitter: hex(row.submitter),
    verifier: hex(row.verifier),
    gasUsed: row.gas_used as number,
    signals: JSON.parse(row.signals as string) as Hex[],
    proof: JSON.parse(row.proof as string) as Hex[],
    supersedes: hex(one(database, "SELECT earlier FROM supersessions WHERE later = ?", application)?.earlier ?? null),
    supersededBy: hex(one(database, "SELECT later FROM supersessions WHERE earlier = ?", application)?.later ?? null),
    challengers: timed("challengers").map((entry) => ({
      model: hex(entry.model),
      decision: entry.decision as Decision,
      disclosedScore: String(entry.score),
      at: entry.timestamp as number,
      transaction: hex(entry.tx),
    })),
    annotations: timed("annotations").map(
      (entry): Annotation => ({
        kind: entry.kind as string,
        hash: hex(entry.hash),
        by: hex(entry.by),
        at: entry.timestamp as number,
        transaction: hex(entry.tx),
      }),
    ),
  };
}

/** Every issuer with its keys, in the order of admission. */
export function listIssuers(database: DatabaseSync): IssuerSummary[] {
  const keys = all(
    database,
    `SELECT k.*, b.timestamp AS added_at,
       (SELECT MIN(r.at) FROM issuer_key_revocations r WHERE r.key = k.key) AS revoked_at,
       (SELECT COUNT(*) FROM decisions d WHERE d.issuer_key = k.key) AS decisions
     FROM issuer_keys k JOIN blocks b ON b.number = k.block ORDER BY k.block, k.log`,
  );
  return all(database, "SELECT * FROM issuers ORDER BY block, log").map((issuer) => ({
    id: hex(issuer.id),
    name: issuer.name as string,
    controller: hex(issuer.controller),
    keys: keys
      .filter((key) => key.issuer === issuer.id)
      .map((key) => ({
        key: hex(key.key),
        schemaHash: hex(key.schema_hash),
        validFrom: key.valid_from as number,
        revokedAt: key.revoked_at as number | null,
        addedAt: key.added_at as number,
        transaction: hex(key.tx),
        decisions: key.decisions as number,
      })),
  }));
}

/** The figures of the overview. */
export function countAll(database: DatabaseSync): Status["counts"] {
  const row = one(
    database,
    `SELECT (SELECT COUNT(*) FROM models) AS models, (SELECT COUNT(*) FROM issuers) AS issuers,
       (SELECT COUNT(DISTINCT lender) FROM models) AS lenders, (SELECT COUNT(*) FROM decisions) AS decisions,
       (SELECT COUNT(*) FROM decisions WHERE decision = 'approve') AS approve,
       (SELECT COUNT(*) FROM decisions WHERE decision = 'decline') AS decline,
       (SELECT COUNT(*) FROM decisions WHERE decision = 'refer') AS refer`,
  ) as Record<Exclude<keyof Status["counts"], "approvedModels">, number>;
  return { ...row, approvedModels: listModels(database).filter((model) => model.status === "approved").length };
}
