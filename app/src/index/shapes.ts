import { z } from "zod";
import { KEY_PARTS } from "../../../src/chain/key-contribution.ts";
import {
  type Annotation,
  type BlockReference,
  type Contribution,
  type DecisionDetail,
  type DecisionSummary,
  type Envelope,
  type Evidence,
  FOUND_RECORDS,
  type Found,
  type Hex,
  type HistoryEntry,
  type IssuerSummary,
  MODEL_STATUSES,
  type ModelDetail,
  type ModelSummary,
  type Page,
  type Status,
} from "../../../src/indexer/api.ts";

const hex = (digits: number) => z.string().regex(new RegExp(`^0x[0-9a-fA-F]{${digits}}$`), `0x and ${digits} hex digits`) as unknown as z.ZodType<Hex>;
/** 32 bytes. */
const word = hex(64);
const address = hex(40);
const seconds = z.int().nonnegative();
const count = z.int().nonnegative();
const decision = z.enum(["approve", "decline", "refer"]);
const points = z.string().regex(/^-?\d+$/, "a decimal integer");

export const blockReference = z.object({ number: count, hash: word, timestamp: seconds }) satisfies z.ZodType<BlockReference>;

export const status = z.object({
  chainId: z.int().positive(),
  local: z.boolean(),
  production: z.boolean(),
  explorer: z.url({ protocol: /^https?$/ }).nullable(),
  block: blockReference,
  head: count,
  startBlock: count,
  contracts: z.object({ ModelRegistry: address, IssuerRegistry: address, DecisionRegistry: address, CreditGate: address, VerifierFactory: address }),
  counts: z.object({ models: count, approvedModels: count, issuers: count, lenders: count, decisions: count, approve: count, decline: count, refer: count }),
}) satisfies z.ZodType<Status>;

export const modelSummary = z.object({
  id: word,
  name: z.string(),
  version: z.string(),
  kind: z.string(),
  lender: address,
  status: z.enum(MODEL_STATUSES),
  tier: count,
  approvedAt: seconds.nullable(),
  reviewDue: seconds.nullable(),
  developmentKey: z.boolean(),
  decisions: count,
}) satisfies z.ZodType<ModelSummary>;

const historyEntry = z.object({
  what: z.string(),
  by: address,
  at: seconds,
  block: count,
  transaction: word,
  detail: word.nullable(),
}) satisfies z.ZodType<HistoryEntry>;

const evidence = z.object({ kind: z.string(), hash: word, by: address, at: seconds, transaction: word }) satisfies z.ZodType<Evidence>;

const contribution = z.object({
  part: z.enum(KEY_PARTS),
  by: address,
  position: z.int().positive(),
  digest: hex(128),
  at: seconds,
  transaction: word,
}) satisfies z.ZodType<Contribution>;

export const modelDetail = modelSummary.extend({
  commitment: word,
  schemaHash: word,
  manifestHash: word,
  verifier: address,
  verifyingKeyHash: word,
  verifierCodeHash: word,
  maximumRecordAge: count,
  developer: address,
  validator: address.nullable(),
  approver: address.nullable(),
  registeredAt: seconds,
  history: z.array(historyEntry),
  evidence: z.array(evidence),
  contributions: z.array(contribution),
}) satisfies z.ZodType<ModelDetail>;

export const decisionSummary = z.object({
  application: word,
  decision,
  disclosedScore: points,
  issuedAt: seconds,
  settledAt: seconds,
  block: count,
  transaction: word,
  model: word,
  modelName: z.string(),
  modelVersion: z.string(),
  lender: address,
  subject: word,
  issuerKey: word,
  issuerName: z.string(),
  developmentKey: z.boolean(),
}) satisfies z.ZodType<DecisionSummary>;

const annotation = z.object({ kind: z.string(), hash: word, by: address, at: seconds, transaction: word }) satisfies z.ZodType<Annotation>;

export const decisionDetail = decisionSummary.extend({
  reference: word,
  submitter: address,
  verifier: address,
  gasUsed: count,
  signals: z.array(word).length(5),
  proof: z.array(word).length(8),
  supersedes: word.nullable(),
  supersededBy: word.nullable(),
  challengers: z.array(z.object({ model: word, decision, disclosedScore: points, at: seconds, transaction: word })),
  annotations: z.array(annotation),
}) satisfies z.ZodType<DecisionDetail>;

export const issuerSummary = z.object({
  id: word,
  name: z.string(),
  controller: address,
  keys: z.array(
    z.object({ key: word, schemaHash: word, validFrom: seconds, revokedAt: seconds.nullable(), addedAt: seconds, transaction: word, decisions: count }),
  ),
}) satisfies z.ZodType<IssuerSummary>;

export const found = z.object({ record: z.enum(FOUND_RECORDS), id: hex(64).or(address), part: z.string(), name: z.string() }) satisfies z.ZodType<Found>;

/** What the index wraps its answers in. */
export const enveloped = <T>(data: z.ZodType<T>): z.ZodType<Envelope<T>> => z.object({ block: blockReference, data });

/** One page of a longer list. */
export const paged = <T>(item: z.ZodType<T>): z.ZodType<Page<T>> =>
  z.object({ total: count, page: z.int().positive(), size: z.int().positive(), items: z.array(item) });
