import type { DatabaseSync } from "node:sqlite";
import type { Found, Hex } from "./api.ts";

/** The most records that are listed for one search. */
const MOST = 50;

/**
 * The records that have what is looked for, and as what.
 *
 *   0x and 6 to 64 hex digits       an id, a hash or an account, or how it begins
 *   0x14dc…9955                     as a page shortens it: how it begins and ends
 *   40 or 64 hex digits             without the 0x
 *   20 digits and more              a field element, as receipts and records write them
 *   anything else                   part of the name of a model or an issuer
 */
export function find(database: DatabaseSync, sought: string): Found[] {
  const pattern = patternOf(sought);
  const rows =
    pattern === undefined
      ? database.prepare(PARTS_OF_NAMES).all({ part: `%${sought.replace(/[\\%_]/g, "\\$&")}%` })
      : database.prepare(WORDS).all({ word: pattern, subject: pattern.replace(/^0x(?=.{40}$)/, `0x${"0".repeat(24)}`) });
  return rows.map(({ record, id, part, name }) => ({ record: record as Found["record"], id: id as Hex, part: part as string, name: name as string }));
}

/** Hex digits as a GLOB, in small letters; undefined for what can only be a name. */
function patternOf(sought: string): string | undefined {
  const text = sought.toLowerCase();
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) return `0x${text}`;
  if (/^[0-9]{20,78}$/.test(text)) return `0x${BigInt(text).toString(16).padStart(64, "0")}`;
  const [, start, end] = /^(0x[0-9a-f]{4,64})(?:(?:…|\.\.\.)([0-9a-f]{4,64}))?$/.exec(text) ?? [];
  if (start === undefined || (end === undefined && start.length < 8)) return undefined;
  if (end === undefined) return start.length === 42 || start.length === 66 ? start : `${start}*`;
  return `${start}*${end}`;
}

/** What was found, each record once, with the name that people know it by. */
const named = (found: string) => `
  SELECT record, id, min(part) AS part,
    CASE record
      WHEN 'model' THEN (SELECT name || ' ' || version FROM models m WHERE m.id = found.id)
      WHEN 'issuer' THEN (SELECT name FROM issuers i WHERE i.id = found.id)
      WHEN 'issuer key' THEN (SELECT i.name FROM issuer_keys k JOIN issuers i ON i.id = k.issuer WHERE k.key = found.id)
      ELSE '' END AS name
  FROM (${found}) AS found GROUP BY record, id ORDER BY record, name, id LIMIT ${MOST}`;

const WORDS = named(`
  SELECT 'decision' AS record, application AS id, 'application' AS part FROM decisions WHERE application GLOB $word
  UNION SELECT 'decision', application, 'transaction' FROM decisions WHERE tx GLOB $word
  UNION SELECT 'decision', application, 'reference' FROM decisions WHERE reference GLOB $word
  UNION SELECT 'decision', application, 'annotation' FROM annotations WHERE hash GLOB $word OR tx GLOB $word
  UNION SELECT 'decision', application, 'challenger' FROM challengers WHERE tx GLOB $word
  UNION SELECT 'model', id, 'id' FROM models WHERE id GLOB $word
  UNION SELECT 'model', id, 'commitment' FROM models WHERE commitment GLOB $word
  UNION SELECT 'model', id, 'record schema' FROM models WHERE schema_hash GLOB $word
  UNION SELECT 'model', id, 'verifying key' FROM models WHERE key_hash GLOB $word
  UNION SELECT 'model', id, 'verifier contract' FROM models WHERE verifier GLOB $word
  UNION SELECT 'model', id, 'manifest' FROM models WHERE manifest_hash GLOB $word
  UNION SELECT 'model', model, 'document' FROM evidence WHERE hash GLOB $word
  UNION SELECT 'model', model, 'document' FROM model_history WHERE detail GLOB $word
  UNION SELECT 'model', model, 'transaction' FROM model_history WHERE tx GLOB $word
  UNION SELECT 'model', model, 'account' FROM model_history WHERE by GLOB $word
  UNION SELECT 'lender', lender, 'account' FROM models WHERE lender GLOB $word
  UNION SELECT 'subject', subject, 'subject' FROM decisions WHERE subject GLOB $word OR subject GLOB $subject
  UNION SELECT 'issuer key', key, 'key' FROM issuer_keys WHERE key GLOB $word
  UNION SELECT 'issuer key', key, 'transaction' FROM issuer_keys WHERE tx GLOB $word
  UNION SELECT 'issuer', id, 'id' FROM issuers WHERE id GLOB $word
  UNION SELECT 'issuer', id, 'account' FROM issuers WHERE controller GLOB $word`);

const PARTS_OF_NAMES = named(`
  SELECT 'model' AS record, id, 'name' AS part FROM models WHERE name || ' ' || version LIKE $part ESCAPE '\\'
  UNION SELECT 'issuer', id, 'name' FROM issuers WHERE name LIKE $part ESCAPE '\\'`);
