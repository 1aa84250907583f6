import type { DecisionSummary } from "../../../src/indexer/api.ts";
import { type Disclosure, formatDisclosed } from "./disclosure.ts";

/** The most decisions in one file: what a spreadsheet opens without trouble. */
export const CSV_LIMIT = 10_000;

const moment = (seconds: number) => new Date(1000 * seconds).toISOString().replace(".000", "");

const COLUMNS: Record<string, (decision: DecisionSummary, disclosures: ReadonlyMap<string, Disclosure>) => string> = {
  application: ({ application }) => application,
  decision: ({ decision }) => decision,
  disclosed_score: ({ disclosedScore, model }, disclosures) => formatDisclosed(BigInt(disclosedScore), disclosures.get(model), "en-US").replaceAll(",", ""),
  settled_at: ({ settledAt }) => moment(settledAt),
  record_signed_at: ({ issuedAt }) => moment(issuedAt),
  model: ({ model }) => model,
  model_name: ({ modelName }) => text(modelName),
  model_version: ({ modelVersion }) => text(modelVersion),
  lender: ({ lender }) => lender,
  subject: ({ subject }) => subject,
  issuer_key: ({ issuerKey }) => issuerKey,
  issuer_name: ({ issuerName }) => text(issuerName),
  block: ({ block }) => `${block}`,
  transaction: ({ transaction }) => transaction,
  development_key: ({ developmentKey }) => `${developmentKey}`,
};

/** A name that somebody registered: quoted, and never the beginning of a formula where a spreadsheet opens the file. */
const text = (name: string) => `"${(/^[=+\-@\t\r]/.test(name) ? `'${name}` : name).replaceAll('"', '""')}"`;

/** Decisions as comma-separated values, RFC 4180, with a header. Times are UTC, scores in points. */
export const decisionCsv = (decisions: readonly DecisionSummary[], disclosures: ReadonlyMap<string, Disclosure>): string =>
  [Object.keys(COLUMNS), ...decisions.map((decision) => Object.values(COLUMNS).map((cell) => cell(decision, disclosures)))]
    .map((cells) => `${cells.join(",")}\r\n`)
    .join("");
