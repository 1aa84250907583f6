import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import type { Hex } from "viem";
import { z } from "zod";
import { issuerRegistryAbi } from "../../chain/abi/issuer-registry.ts";
import { addIssuerKey } from "../../chain/actions/add-issuer-key.ts";
import { registerIssuer } from "../../chain/actions/register-issuer.ts";
import { revokeIssuerKey } from "../../chain/actions/revoke-issuer-key.ts";
import { issuerId } from "../../chain/issuer-id.ts";
import { readCall } from "../../chain/read-call.ts";
import { spellTime, spellWord } from "../../chain/spell.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { parseCsv } from "../../files/csv-table.ts";
import { parseJsonFile, writeJsonFile } from "../../files/json.ts";
import { readSource } from "../../files/source-file.ts";
import { readApplication } from "../../record/application-file.ts";
import { createIssuerKey, openIssuerKey } from "../../record/issuer-key.ts";
import { signRecord } from "../../record/record.ts";
import { RecordSchema, schemaHash } from "../../record/schema.ts";
import { applicationId } from "../../statement/application.ts";
import { type AccountFlags, openForSending, withAccount } from "../chain-flags.ts";
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

const Cells = z.record(z.string(), z.string("text, as the issuer writes it: a number in quotes too"));

/** One row of a CSV file, or a JSON object of cells by feature name; other columns are left out. A file of several rows is not signed without saying which. */
function readCells(path: string, row: number | undefined, schema: RecordSchema): Record<string, string> {
  const known = (name: string) => schema.features.some((feature) => feature.name === name);
  if (path.endsWith(".json")) return Object.fromEntries(Object.entries(parseJsonFile(path, Cells)).filter(([name]) => known(name)));
  const { header, rows } = parseCsv(readSource(path));
  if (row === undefined && rows.length > 1)
    throw new CredenceError("CRD-9001", `${path} has ${rows.length} rows: say with --row which of them is signed.`, { place: path });
  const cells = rows[(row ?? 1) - 1]?.cells;
  if (cells === undefined) throw new CredenceError("CRD-9001", `${path} has no row ${row ?? 1}.`, { place: path });
  return Object.fromEntries(header.cells.map((name, i) => [name, cells[i] as string] as const).filter(([name]) => known(name)));
}

function addressOf(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new CredenceError("CRD-9001", `${text} is not an address.`);
  return text as Hex;
}

function keyOf(text: string): bigint {
  if (!/^(0x[0-9a-fA-F]{1,64}|\d{1,78})$/.test(text)) throw new CredenceError("CRD-9001", `${text} is not a key's coordinate.`);
  return BigInt(text);
}

export function register(program: Command): void {
  const issuer = program.command("issuer").description("make an issuer's key, sign applicants' records, keep issuers and keys in the registry");

  issuer
    .command("keygen")
    .description("make a Baby Jubjub signing key and keep it encrypted")
    .requiredOption("--name <name>", "the issuer's name")
    .requiredOption("--out <file>", "where the encrypted key goes")
    .option("--passphrase-file <file>", "file with the pass phrase")
    .action(async ({ name, out, passphraseFile }: { name: string; out: string; passphraseFile?: string }) => {
      if (existsSync(out)) throw new CredenceError("CRD-9002", `${out} exists already; a key is never overwritten.`, { place: out });
      const key = createIssuerKey(out, name, await passphrase(passphraseFile));
      progress("The key is encrypted; a lost pass phrase cannot be recovered.");
      emit({ key: out, name, publicKey: key.publicKey }, `Key of ${name}\n  file  ${out}\n  key   ${spellWord(key.publicKey.y)}`);
    });

  issuer
    .command("sign")
    .description("sign one applicant's raw features for one application of one lender")
    .requiredOption("--key <file>", "the issuer's encrypted key")
    .requiredOption("--schema <file>", "the record schema")
    .requiredOption("--application <file>", "the lender's application")
    .requiredOption("--features <file>", "the applicant's features: a JSON object, or a CSV file with --row")
    .option("--row <number>", "row of the CSV file, from 1; a file of one row needs none", Number)
    .option("--issued-at <seconds>", "Unix time of the record; now unless told", BigInt)
    .requiredOption("--out <file>", "where the signed record goes")
    .option("--passphrase-file <file>", "file with the pass phrase")
    .action(
      async (o: {
        key: string;
        schema: string;
        application: string;
        features: string;
        row?: number;
        issuedAt?: bigint;
        out: string;
        passphraseFile?: string;
      }) => {
        const schema = parseJsonFile(o.schema, RecordSchema);
        const application = applicationId(readApplication(o.application));
        const cells = readCells(o.features, o.row, schema);
        const key = openIssuerKey(o.key, await passphrase(o.passphraseFile));
        const issuedAt = o.issuedAt ?? BigInt(Math.floor(Date.now() / 1000));
        const record = signRecord(schema, key.secret, { applicationId: application, issuedAt, features: cells });
        // A record is personal data: readable by its owner only.
        writeJsonFile(o.out, record, 0o600);
        progress(`Record signed by ${key.name} for application ${spellWord(application)}, written to ${o.out}.`);
        emit({ record: o.out, applicationId: application, issuedAt, issuerKey: key.publicKey.y });
      },
    );

  withAccount(issuer.command("register").description("admit an issuer to the registry"), "an issuer administrator")
    .requiredOption("--name <name>", "the issuer's name; public")
    .requiredOption("--controller <address>", "the account that adds and revokes the issuer's keys", addressOf)
    .action(async ({ name, controller, ...flags }: AccountFlags & { name: string; controller: Hex }) => {
      const { deployment, clients } = await openForSending(flags);
      const { result, ...sent } = await registerIssuer(clients, { issuerRegistry: deployment.contracts.IssuerRegistry.address, name, controller });
      emit(
        { issuer: result, name, controller, ...sent, gasUsed: Number(sent.gasUsed) },
        `${name} is registered, in block ${sent.block}\n  issuer       ${result}\n  transaction  ${sent.transaction}`,
      );
    });

  withAccount(issuer.command("add-key").description("add a key for records of one schema, valid after the registry's delay"), "the issuer's controller")
    .requiredOption("--issuer-key <file>", "the issuer's encrypted key: the registry is shown that it is held, and never the key")
    .requiredOption("--schema <file>", "the record schema")
    .option("--name <name>", "the name that the issuer is registered under; the key's own unless told")
    .option("--passphrase-file <file>", "file with the pass phrase")
    .action(async (o: AccountFlags & { issuerKey: string; schema: string; name?: string; passphraseFile?: string }) => {
      const schema = schemaHash(parseJsonFile(o.schema, RecordSchema));
      const key = openIssuerKey(o.issuerKey, await passphrase(o.passphraseFile));
      const { deployment, clients } = await openForSending(o);
      const issuerRegistry = deployment.contracts.IssuerRegistry.address;
      const id = issuerId(o.name ?? key.name, clients.walletClient.account.address);
      const sent = await addIssuerKey(clients, { issuerRegistry, issuer: id, schemaHash: schema, secret: key.secret });
      const args = [key.publicKey.y] as const;
      const { validFrom } = await readCall(clients.publicClient, { address: issuerRegistry, abi: issuerRegistryAbi, functionName: "keyOf", args });
      emit(
        { issuer: id, key: spellWord(key.publicKey.y), schemaHash: spellWord(schema), validFrom, transaction: sent.transaction, block: sent.block },
        `Key ${spellWord(key.publicKey.y)} is added, in block ${sent.block}\n  valid from   ${spellTime(validFrom)}\n  transaction  ${sent.transaction}`,
      );
    });

  withAccount(issuer.command("revoke-key").description("end a key at once and for ever"), "the issuer's controller or a guardian")
    .argument("<key>", "the key's y coordinate, as 0x and hex digits or in decimal", keyOf)
    .action(async (key: bigint, flags: AccountFlags) => {
      const { deployment, clients } = await openForSending(flags);
      const sent = await revokeIssuerKey(clients, { issuerRegistry: deployment.contracts.IssuerRegistry.address, key });
      emit(
        { key: spellWord(key), transaction: sent.transaction, block: sent.block },
        `Key ${spellWord(key)} is revoked, in block ${sent.block}\n  transaction  ${sent.transaction}`,
      );
    });
}
