import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { checkParity } from "../../evaluate/check-parity.ts";
import { isExact, type ParityCertificate } from "../../evaluate/parity-certificate.ts";
import { writeJsonFile } from "../../files/json.ts";
import { readSource } from "../../files/source-file.ts";
import { readModel } from "../../model/model-files.ts";
import { emit, progress } from "../output.ts";

/** One sentence a comparison. */
function sentences({ rows, decisions, scores, leaves, margins, reasons }: ParityCertificate): string[] {
  const { flips, referredWithinError } = decisions;
  const line = (what: string, part: { rows: number; differ: number } | undefined) =>
    part === undefined ? [] : [`${what}: ${part.differ} of ${part.rows} rows differ.`];
  return [
    `${flips} of ${rows} decisions differ from the tool's${referredWithinError === 0 ? "" : `; ${referredWithinError} more are referred within the model's stated error`}.`,
    ...line("Scores", scores),
    ...line("Leaves", leaves),
    ...(margins === undefined
      ? []
      : [`Margins: at most ${margins.largestDifference.toExponential(2)} apart; the tool's own additions may be off by ${margins.bound.toExponential(2)}.`]),
    ...line("Reasons", reasons),
  ];
}

export function register(program: Command): void {
  program
    .command("parity")
    .description("compare a model with the tool that fitted it, row by row, and certify what differs")
    .argument("<model>", "the model directory")
    .argument("<rows>", "a CSV file of applicants with a column for every feature that the model reads")
    .argument("<expected>", "a CSV file of the tool's own decisions, margins and leaves, one line a row")
    .requiredOption("--out <file>", "the certificate to write")
    .addHelpText(
      "after",
      "\nEnds with an error where a decision, a leaf, a score or a reason differs, or a margin by more than the tool's own additions explain.",
    )
    .action((directory: string, rows: string, expected: string, { out }: { out: string }) => {
      const certificate = checkParity(readModel(directory), readSource(rows), readSource(expected));
      writeJsonFile(out, certificate);
      for (const sentence of sentences(certificate)) progress(sentence);
      emit({ certificate: out, ...certificate });
      if (isExact(certificate)) return;
      const { flips, flipped } = certificate.decisions;
      const named = flips === 0 ? "" : ` Rows ${flipped.join(", ")}${flips > flipped.length ? " and more" : ""}.`;
      throw new CredenceError("CRD-1111", `The model is not the tool's: ${sentences(certificate).join(" ")}${named}`, { place: out });
    });
}
