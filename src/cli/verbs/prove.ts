import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { modelId } from "../../chain/model-id.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { formatUnits } from "../../model/decimal.ts";
import { openModel } from "../../prove/open-model.ts";
import type { OpenProverOptions } from "../../prove/open-prover.ts";
import { proveDecision } from "../../prove/prove-decision.ts";
import type { Receipt } from "../../receipt/receipt.ts";
import { writeReceipt } from "../../receipt/receipt-file.ts";
import { readApplication } from "../../record/application-file.ts";
import { readRecord } from "../../record/read-record.ts";
import { emit, progress } from "../output.ts";
import { runBatch } from "../prove-batch.ts";

/** Where each record's receipt goes: the file that is named, or for several records a file named like the record in the directory that is named. */
function receiptPaths(records: readonly string[], out: string): string[] {
  const paths = records.length === 1 ? [out] : records.map((record) => join(out, `${basename(record).replace(/\.json$/, "")}.receipt.json`));
  if (new Set(paths).size !== paths.length) throw new CredenceError("CRD-9001", "Two of the records have one name: prove them into directories of their own.");
  for (const path of paths) {
    // A receipt opens its decision; once it is lost, nobody can open it again.
    if (existsSync(path)) throw new CredenceError("CRD-9002", `${path} exists already; a receipt is never overwritten.`, { place: path });
  }
  return paths;
}

function describe(path: string, { outcome, opening, pointsScale, reasons }: Receipt): string {
  const score = formatUnits(opening.score, pointsScale);
  return [`${path}: ${outcome.decision}, score ${score}`, ...reasons.map(({ code, sentence }) => `  ${code}  ${sentence}`)].join("\n");
}

interface ProveFlags {
  application?: string[];
  batch?: string;
  workers?: number;
  out: string;
  engine: NonNullable<OpenProverOptions["engine"]>;
}

function workerCount(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number from 1 to 99.");
}

/** What the flags ask for: single records, or a batch; never both. */
function requireOneForm(records: readonly string[], { application, batch, workers }: ProveFlags): void {
  const refuse = (message: string) => new CredenceError("CRD-9001", message);
  if (batch !== undefined) {
    if (records.length > 0 || application !== undefined) throw refuse("A batch holds its records and applications itself; name no others.");
    return;
  }
  if (workers !== undefined) throw refuse("Workers are for a batch: add --batch, or leave --workers out.");
  if (records.length === 0) throw refuse("Name the records to decide on, or a file of them by --batch.");
  if (records.length !== application?.length) {
    throw refuse(`${records.length} records and ${application?.length ?? 0} applications; give one application a record.`);
  }
}

export function register(program: Command): void {
  program
    .command("prove")
    .description("decide on signed records by a built model, and prove it")
    .argument("<model>", "the model directory, built")
    .argument("[records...]", "records, signed by their issuer")
    .option("--application <files...>", "the lender's applications, one a record in the same order")
    .option("--batch <file>", "a file of records with their applications, one a line as JSON")
    .option("--workers <number>", "provers side by side, for a batch", workerCount)
    .requiredOption("--out <path>", "the receipt to write; for several records, a directory")
    .addOption(new Option("--engine <engine>", "what makes the proofs").choices(["auto", "native", "wasm", "snarkjs"]).default("auto"))
    .addHelpText(
      "after",
      "\nA receipt opens score and reasons: it is for the applicant, and for nobody without a right to it." +
        "\nA batch may be killed at any point and run again: what has its receipt is not proven twice.",
    )
    .action(async (directory: string, recordFiles: string[], o: ProveFlags) => {
      requireOneForm(recordFiles, o);
      if (o.batch !== undefined) {
        return runBatch({ directory, lines: o.batch, out: o.out, engine: o.engine, ...(o.workers === undefined ? {} : { workers: o.workers }) });
      }
      const applications = o.application as string[];
      const paths = receiptPaths(recordFiles, o.out);
      const cases = recordFiles.map((file, i) => ({
        record: readRecord(file),
        application: readApplication(applications[i] as string),
        path: paths[i] as string,
      }));

      progress("opening the model");
      await using model = await openModel(directory, { engine: o.engine, onFallback: progress });
      if (model.manifest.key.insecure) progress("INSECURE: whoever made this model's key can forge its proofs.");
      for (const [i, { record, application, path }] of cases.entries()) {
        const from = performance.now();
        const label = cases.length === 1 ? "" : `[${i + 1}/${cases.length}] `;
        const id = modelId(application.lender, model.model.name, model.model.version);
        const receipt = await proveDecision({ ...model, modelId: id }, record, application, { onStage: (stage) => progress(`${label}${stage}`) });
        writeReceipt(path, receipt);
        const seconds = (performance.now() - from) / 1000;
        progress(`${label}proven and verified in ${seconds.toFixed(1)} s`);
        emit(
          {
            receipt: path,
            application: receipt.application.id,
            model: id,
            decision: receipt.outcome.decision,
            disclosedScore: receipt.outcome.disclosedScore,
            score: formatUnits(receipt.opening.score, receipt.pointsScale),
            reasons: receipt.reasons.map(({ code }) => code),
            seconds,
          },
          describe(path, receipt),
        );
      }
    });
}
