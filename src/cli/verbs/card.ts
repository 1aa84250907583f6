import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { makeCard } from "../../evidence/card/make-card.ts";
import { renderCard } from "../../evidence/card/render-card.ts";
import { writeJsonFile } from "../../files/json.ts";
import { readBytes, readSource } from "../../files/source-file.ts";
import { readModel } from "../../model/model-files.ts";
import { emit, progress } from "../output.ts";

interface Options {
  rows?: string;
  outcome?: string;
  bad?: string;
  logOdds?: true;
  trainingData?: string;
  protected?: string;
  out: string;
}

export function register(program: Command): void {
  program
    .command("card")
    .description("make a model's card, as JSON and as a page with pictures")
    .argument("<model>", "the model directory")
    .option("--rows <file>", "a CSV file of applicants: what each part of the model contributes")
    .option("--outcome <column>", "a column of the rows that says how it ended: how well the model tells good from bad")
    .option("--bad <value>", "the column's value for a bad outcome")
    .option("--log-odds", "the margin is the log-odds of a bad outcome: show how well it predicts")
    .option("--training-data <file>", "the data that the model was fitted on, of which only the sha256 is kept")
    .option("--protected <features>", "features that stand for a protected attribute, between commas")
    .requiredOption("--out <directory>", "where card.json and card.html go; they show parts of the model")
    .action((directory: string, { rows, outcome, bad, logOdds, trainingData, protected: declared, out }: Options) => {
      if ((outcome === undefined) !== (bad === undefined) || (outcome !== undefined && rows === undefined)) {
        throw new CredenceError("CRD-9001", "--rows, --outcome and --bad go together: give all three to measure performance, or --rows alone.");
      }
      const card = makeCard(readModel(directory), {
        ...(rows !== undefined && { rows: readSource(rows) }),
        ...(outcome !== undefined && bad !== undefined && { outcome: { column: outcome, bad } }),
        ...(trainingData !== undefined && { trainingDataSha256: createHash("sha256").update(readBytes(trainingData)).digest("hex") }),
        logOdds: logOdds === true,
        protected: declared?.split(",").map((name) => name.trim()) ?? [],
      });
      const [json, html] = [join(out, "card.json"), join(out, "card.html")];
      mkdirSync(out, { recursive: true });
      writeJsonFile(json, card, 0o600);
      writeFileSync(html, renderCard(card), { mode: 0o600 });
      const { performance } = card;
      if (performance !== undefined) progress(`AUC ${performance.auc.toFixed(4)}, KS ${performance.ks.value.toFixed(4)} on ${performance.rows} rows.`);
      progress("The card shows parts of the model: keep it as you keep the model.");
      emit({ card: json, page: html, ...card.model, ...(performance && { auc: performance.auc, ks: performance.ks }) });
    });
}
