import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type Command, Option } from "commander";
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

export function register(program: Command): void {
  program
    .command("prove")
    .description("decide on signed records by a built model, and prove it")
    .argument("<model>", "the model directory, built")
    .argument("<records...>", "records, signed by their issuer")
    .requiredOption("--application <files...>", "the lender's applications, one a record in the same order")
    .requiredOption("--out <path>", "the receipt to write; for several records, a directory")
    .addOption(new Option("--engine <engine>", "what makes the proofs").choices(["auto", "native", "wasm", "snarkjs"]).default("auto"))
    .addHelpText("after", "\nA receipt opens score and reasons: it is for the applicant, and for nobody without a right to it.")
    .action(async (directory: string, recordFiles: string[], o: { application: string[]; out: string; engine: NonNullable<OpenProverOptions["engine"]> }) => {
      if (recordFiles.length !== o.application.length) {
        throw new CredenceError("CRD-9001", `${recordFiles.length} records and ${o.application.length} applications; give one application a record.`);
      }
      const paths = receiptPaths(recordFiles, o.out);
      const cases = recordFiles.map((file, i) => ({
        record: readRecord(file),
        application: readApplication(o.application[i] as string),
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
