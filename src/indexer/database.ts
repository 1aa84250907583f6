import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CredenceError } from "../errors/credence-error.ts";

/**
 * The index holds what the chain said and nothing else: every row belongs to a block and is never changed, so that a reorganisation is
 * one deletion (the rows of a block go with it). What a model or a decision is *now* is a query over these rows.
 */
const TABLES = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA foreign_keys = ON;
  PRAGMA journal_mode = WAL;

  CREATE TABLE IF NOT EXISTS origin (chain_id INTEGER NOT NULL, registry TEXT NOT NULL);

  CREATE TABLE IF NOT EXISTS blocks (
    number INTEGER PRIMARY KEY, hash TEXT NOT NULL, timestamp INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS models (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    id TEXT PRIMARY KEY, lender TEXT NOT NULL, developer TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL,
    commitment TEXT NOT NULL, schema_hash TEXT NOT NULL, verifier TEXT NOT NULL, key_hash TEXT NOT NULL, code_hash TEXT NOT NULL,
    manifest_hash TEXT NOT NULL, tier INTEGER NOT NULL, maximum_record_age INTEGER NOT NULL, development INTEGER NOT NULL
  ) STRICT;

  CREATE INDEX IF NOT EXISTS models_by_key ON models (key_hash);

  CREATE TABLE IF NOT EXISTS model_history (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    model TEXT NOT NULL, what TEXT NOT NULL, status TEXT, by TEXT NOT NULL, detail TEXT, review_due INTEGER,
    PRIMARY KEY (block, log)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS model_history_by_model ON model_history (model, block, log);

  CREATE TABLE IF NOT EXISTS evidence (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    model TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, by TEXT NOT NULL,
    PRIMARY KEY (block, log)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS contributions (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    key_hash TEXT NOT NULL, part TEXT NOT NULL, by TEXT NOT NULL, position INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (key_hash, part)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS issuers (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    id TEXT PRIMARY KEY, name TEXT NOT NULL, controller TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS issuer_keys (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    key TEXT PRIMARY KEY, issuer TEXT NOT NULL, schema_hash TEXT NOT NULL, valid_from INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS issuer_key_revocations (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    key TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (block, log)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS decisions (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    application TEXT PRIMARY KEY, model TEXT NOT NULL, lender TEXT NOT NULL, subject TEXT NOT NULL, reference TEXT NOT NULL,
    submitter TEXT NOT NULL, verifier TEXT NOT NULL, issuer_key TEXT NOT NULL, gas_used INTEGER NOT NULL,
    decision TEXT NOT NULL, score INTEGER NOT NULL, issued_at INTEGER NOT NULL, signals TEXT NOT NULL, proof TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS decisions_by_time ON decisions (block, log);
  CREATE INDEX IF NOT EXISTS decisions_by_model ON decisions (model, block, log);
  CREATE INDEX IF NOT EXISTS decisions_by_lender ON decisions (lender, block, log);
  CREATE INDEX IF NOT EXISTS decisions_by_subject ON decisions (subject, block, log);
  CREATE INDEX IF NOT EXISTS decisions_by_issuer ON decisions (issuer_key, block, log);
  CREATE INDEX IF NOT EXISTS decisions_by_transaction ON decisions (tx);
  CREATE INDEX IF NOT EXISTS decisions_by_reference ON decisions (reference);

  CREATE TABLE IF NOT EXISTS supersessions (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    earlier TEXT NOT NULL, later TEXT NOT NULL,
    PRIMARY KEY (block, log)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS challengers (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    application TEXT NOT NULL, model TEXT NOT NULL, decision TEXT NOT NULL, score INTEGER NOT NULL,
    PRIMARY KEY (block, log)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS annotations (
    block INTEGER NOT NULL REFERENCES blocks(number) ON DELETE CASCADE, log INTEGER NOT NULL, tx TEXT NOT NULL,
    application TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, by TEXT NOT NULL,
    PRIMARY KEY (block, log)
  ) STRICT;
`;

const NAMES = [
  "annotations",
  "challengers",
  "supersessions",
  "decisions",
  "issuer_key_revocations",
  "issuer_keys",
  "issuers",
  "contributions",
  "evidence",
  "model_history",
  "models",
  "blocks",
  "origin",
];

/** Of what the tables keep, as SQLite's own user_version: raised with every table or column, so that what an earlier index left out is read. */
const SHAPE = 1;

export type Row = Record<string, string | number | null>;

/**
 * Opens the index of one deployment. A file that belongs to another chain or another deployment, or that an earlier version kept less in, is emptied: everything in it can be read again.
 * `path` may be ":memory:".
 * @throws CredenceError CRD-9002 where the file cannot be opened, is none of an index, or another process follows the chain with it.
 */
export function openDatabase(path: string, origin: { chainId: number; registry: string }): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path);
    database.exec(TABLES);
    const known = database.prepare("SELECT chain_id, registry, user_version FROM origin, pragma_user_version").get() as Row | undefined;
    if (known?.chain_id !== origin.chainId || known?.registry !== origin.registry || known?.user_version !== SHAPE) {
      database.exec(NAMES.map((name) => `DELETE FROM ${name};`).join("\n"));
      database.prepare("INSERT INTO origin (chain_id, registry) VALUES (?, ?)").run(origin.chainId, origin.registry);
      database.exec(`PRAGMA user_version = ${SHAPE}`);
    }
    return database;
  } catch (cause) {
    database?.close();
    const { message } = cause as Error;
    const why = /locked/.test(message) ? "another index is open on it" : message;
    throw new CredenceError("CRD-9002", `Could not open ${path} as an index: ${why}.`, { place: path });
  }
}

/** Runs `work` whole or not at all. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** Adds one row. Tables and columns are the program's own names; values are bound. */
export function insert(database: DatabaseSync, table: string, row: Row): void {
  const columns = Object.keys(row);
  database.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`).run(...Object.values(row));
}
