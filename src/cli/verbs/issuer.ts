import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { parse } from "csv-parse/sync";
import { CredenceError } from "../../errors/credence-error.ts";
import { parseJsonFile, writeJsonFile } from "../../files/json.ts";
import { readApplication } from "../../record/application-file.ts";
import { createIssuerKey, openIssuerKey } from "../../record/issuer-key.ts";
import { signRecord } from "../../record/record.ts";
import { RecordSchema } from "../../record/schema.ts";
import { applicationId } from "../../statement/application.ts";
import { emit, progress } from "../output.ts";

/** The pass phrase of an issuer's key: from a file, from CREDENCE_ISSUER_PASSPHRASE, or asked for on a terminal. Never from an argument, which other users of the machine can see. */
async function passphrase(file: string | undefined): Promise<string> {
  if (file !== undefined) {
    if (!existsSync(file)) throw new CredenceError("CRD-9002", `Could not read ${file}.`, { place: file });
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  }
  const given = process.env.CREDENCE_ISSUER_PASSPHRASE;
  if (given) return given;
  if (!process.stdin.isTTY) throw new CredenceError("CRD-9001", "No pass phrase: set CREDENCE_ISSUER_PASSPHRASE or give --passphrase-file.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question("Pass phrase: ");
  } finally {
    terminal.close();
  }
}

/** One row of a CSV file, or a JSON object of cells by feature name. */
function readCells(path: string, row: number, schema: RecordSchema): Record<string, string> {
  if (!existsSync(path)) throw new CredenceError("CRD-9002", `Could not read ${path}.`, { place: path });
  const text = readFileSync(path, "utf8");
  const cells = (path.endsWith(".json") ? JSON.parse(text) : (parse(text, { columns: true, bom: true }) as Record<string, string>[])[row - 1]) as
    | Record<string, string>
    | undefined;
  if (cells === undefined) throw new CredenceError("CRD-9001", `${path} has no row ${row}.`, { place: path });
  const known = new Set(schema.features.map((feature) => feature.name));
  return Object.fromEntries(Object.entries(cells).filter(([name]) => known.has(name)));
}

export function register(program: Command): void {
  const issuer = program.command("issuer").description("make an issuer's key, sign applicants' records");

  issuer
    .command("keygen")
    .description("make a Baby Jubjub signing key and keep it encrypted")
    .requiredOption("--name <name>", "the issuer's name")
    .requiredOption("--out <file>", "where the encrypted key goes")
    .option("--passphrase-file <file>", "file with the pass phrase")
    .action(async ({ name, out, passphraseFile }: { name: string; out: string; passphraseFile?: string }) => {
      if (existsSync(out)) throw new CredenceError("CRD-9002", `${out} exists already; a key is never overwritten.`, { place: out });
      const key = createIssuerKey(out, name, await passphrase(passphraseFile));
      progress(`Key of ${name} written to ${out}, encrypted.`);
      emit({ key: out, name, publicKey: key.publicKey });
    });

  issuer
    .command("sign")
    .description("sign one applicant's raw features for one application of one lender")
    .requiredOption("--key <file>", "the issuer's encrypted key")
    .requiredOption("--schema <file>", "the record schema")
    .requiredOption("--application <file>", "the lender's application")
    .requiredOption("--features <file>", "the applicant's features: a JSON object, or a CSV file with --row")
    .option("--row <number>", "row of the CSV file, from 1", Number, 1)
    .option("--issued-at <seconds>", "Unix time of the record; now unless told", BigInt)
    .requiredOption("--out <file>", "where the signed record goes")
    .option("--passphrase-file <file>", "file with the pass phrase")
    .action(async (o: { key: string; schema: string; application: string; features: string; row: number; issuedAt?: bigint; out: string; passphraseFile?: string }) => {
      const schema = parseJsonFile(o.schema, RecordSchema);
      const application = applicationId(readApplication(o.application));
      const cells = readCells(o.features, o.row, schema);
      const key = openIssuerKey(o.key, await passphrase(o.passphraseFile));
      const issuedAt = o.issuedAt ?? BigInt(Math.floor(Date.now() / 1000));
      const record = signRecord(schema, key.secret, { applicationId: application, issuedAt, features: cells });
      // A record is personal data: readable by its owner only.
      writeJsonFile(o.out, record, 0o600);
      progress(`Record signed by ${key.name} for application ${application}, written to ${o.out}.`);
      emit({ record: o.out, applicationId: application, issuedAt, issuerKey: key.publicKey.y });
    });
}
