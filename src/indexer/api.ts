import type { KeyPart } from "../chain/key-contribution.ts";
import { MODEL_STATUSES, type ModelStatus } from "../chain/model-status.ts";
import type { Decision } from "../statement/outcome.ts";

/**
 * What the index answers over HTTP, all JSON. Times are Unix seconds, ids and words 0x-prefixed 32-byte hex, amounts of points decimal strings.
 *
 *   GET /status                    Status
 *   GET /models                    Envelope<ModelSummary[]>
 *   GET /models/:id                Envelope<ModelDetail>
 *   GET /models/:id/manifest       the model's public manifest.json, as built
 *   GET /models/:id/documents/:hash   a document on the model's record, as it was written, where the index was given it
 *   GET /decisions?lender&model&decision&issuer&subject&from&to&page&size   Envelope<Page<DecisionSummary>>
 *   GET /decisions/:application    Envelope<DecisionDetail>
 *   GET /issuers                   Envelope<IssuerSummary[]>
 *   GET /find?q                    Envelope<Found[]>; what `q` may be: src/indexer/find.ts
 *
 * Errors are an ErrorRecord (src/errors/credence-error.ts) with status 400, 404 or 503.
 */
export type Hex = `0x${string}`;

export interface BlockReference {
  number: number;
  hash: Hex;
  timestamp: number;
}

export interface Envelope<T> {
  /** The last block that the index has read. */
  block: BlockReference;
  data: T;
}

export interface Status {
  chainId: number;
  /** True for a chain that lives on this machine only. */
  local: boolean;
  /** False where the registry admits development keys. */
  production: boolean;
  /** Base address of a block explorer, where the chain has one. */
  explorer: string | null;
  block: BlockReference;
  /** The chain's own latest block: the index lags by head - block.number. */
  head: number;
  startBlock: number;
  contracts: Record<"ModelRegistry" | "IssuerRegistry" | "DecisionRegistry" | "CreditGate" | "VerifierFactory", Hex>;
  counts: { models: number; approvedModels: number; issuers: number; lenders: number; decisions: number; approve: number; decline: number; refer: number };
}

export { MODEL_STATUSES, type ModelStatus };

export interface ModelSummary {
  id: Hex;
  name: string;
  version: string;
  kind: string;
  lender: Hex;
  status: ModelStatus;
  /** Materiality tier, 1 the highest. */
  tier: number;
  approvedAt: number | null;
  reviewDue: number | null;
  /** True where the verifying key was made by a development set-up. */
  developmentKey: boolean;
  decisions: number;
}

export interface HistoryEntry {
  /** registered, validated, approval-scheduled, approved, suspended, resumed, retired, revoked, evidence-added, review-extended */
  what: string;
  by: Hex;
  at: number;
  block: number;
  transaction: Hex;
  /** A reason code or document hash that the transition carries. */
  detail: Hex | null;
}

export interface Evidence {
  kind: string;
  hash: Hex;
  by: Hex;
  at: number;
  transaction: Hex;
}

/** Who contributed to the ceremony of a key: a claim that its account signed, and that shows in the ceremony's transcript. */
export interface Contribution {
  part: KeyPart;
  by: Hex;
  /** Among the contributions of the key, from 1. */
  position: number;
  /** blake2b-512 of the contribution, 64 bytes, as the ceremony's tools show it. */
  digest: Hex;
  at: number;
  transaction: Hex;
}

export interface ModelDetail extends ModelSummary {
  commitment: Hex;
  schemaHash: Hex;
  manifestHash: Hex;
  verifier: Hex;
  verifyingKeyHash: Hex;
  verifierCodeHash: Hex;
  maximumRecordAge: number;
  developer: Hex;
  validator: Hex | null;
  approver: Hex | null;
  registeredAt: number;
  history: HistoryEntry[];
  evidence: Evidence[];
  /** To the model's key, in the order of their positions; none for a key of one party. */
  contributions: Contribution[];
}

export interface DecisionSummary {
  /** applicationId, the id of the decision. */
  application: Hex;
  decision: Decision;
  disclosedScore: string;
  issuedAt: number;
  settledAt: number;
  block: number;
  transaction: Hex;
  model: Hex;
  modelName: string;
  modelVersion: string;
  lender: Hex;
  subject: Hex;
  issuerKey: Hex;
  issuerName: string;
  developmentKey: boolean;
}

export interface Annotation {
  kind: string;
  hash: Hex;
  by: Hex;
  at: number;
  transaction: Hex;
}

export interface DecisionDetail extends DecisionSummary {
  reference: Hex;
  submitter: Hex;
  verifier: Hex;
  gasUsed: number;
  /** The five public signals, in circuit order. */
  signals: Hex[];
  /** A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y */
  proof: Hex[];
  supersedes: Hex | null;
  supersededBy: Hex | null;
  challengers: { model: Hex; decision: Decision; disclosedScore: string; at: number; transaction: Hex }[];
  annotations: Annotation[];
}

export interface IssuerSummary {
  /** keccak256 of the issuer's registered name and controller. */
  id: Hex;
  name: string;
  controller: Hex;
  keys: { key: Hex; schemaHash: Hex; validFrom: number; revokedAt: number | null; addedAt: number; transaction: Hex; decisions: number }[];
}

export interface Page<T> {
  total: number;
  page: number;
  size: number;
  items: T[];
}

export const FOUND_RECORDS = ["decision", "model", "lender", "subject", "issuer", "issuer key"] as const;

/** A record in which what was looked for stands. */
export interface Found {
  record: (typeof FOUND_RECORDS)[number];
  /** The application of a decision; of the others the id, account, subject or key. */
  id: Hex;
  /** As what it stands there: application, transaction, document, ... */
  part: string;
  /** Of a model with its version, or of an issuer; else empty. */
  name: string;
}
