import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { checkClaims } from "../../evidence/claims/check-claims.ts";
import { formatClaim, parseClaim } from "../../evidence/claims/claim.ts";
import type { ClaimResult } from "../../evidence/claims/claim-report.ts";
import { writeJsonFile } from "../../files/json.ts";
import { readModel } from "../../model/model-files.ts";
import { emit, progress } from "../output.ts";

const WORDS = { holds: "holds", fails: "fails", "not-decided": "not decided" };

/** One line a claim, and for one that fails the two records: the cells in which they differ, and what they are worth. */
function sentences({ claim, sentence, result, how, counterexample }: ClaimResult): string[] {
  const line = `${WORDS[result].padEnd(11)}  ${sentence}. ${how}`;
  if (counterexample === undefined) return [line];
  const [low, high] = counterexample.records;
  const [less, more] = counterexample.worth;
  const cell = (record: Readonly<Record<string, string>>) => record[claim.feature] || "missing";
  return [line, `${" ".repeat(13)}With ${claim.feature} ${cell(low)} a record comes to ${less}, with ${cell(high)} to ${more}.`];
}

export function register(program: Command): void {
  const verb = program.command("claim").description("claims about a model that its integers prove or refute");
  verb
    .command("check")
    .description("check claims about a model, exactly, and write what was found")
    .argument("<model>", "the model directory")
    .requiredOption("--claim <claims...>", "does-not-use:FEATURE, monotone:FEATURE:increasing (or decreasing), never-worse:FEATURE:FROM")
    .option("--out <file>", "the report to write, with a counterexample for each claim that fails")
    .addHelpText("after", "\nEnds with an error where a claim fails or is not decided.")
    .action((directory: string, { claim, out }: { claim: string[]; out?: string }) => {
      const report = checkClaims(readModel(directory), claim.map(parseClaim));
      if (out !== undefined) writeJsonFile(out, report);
      for (const result of report.claims) for (const sentence of sentences(result)) progress(sentence);
      emit(out === undefined ? report : { report: out, ...report }, report.claims.map((each) => `${formatClaim(each.claim)}\t${each.result}`).join("\n"));
      const open = report.claims.filter(({ result }) => result !== "holds");
      if (open.length === 0) return;
      throw new CredenceError(
        "CRD-1204",
        `${open.map((each) => `${formatClaim(each.claim)} ${each.result === "fails" ? "fails" : "is not decided"}`).join(", ")}.`,
        {
          place: directory,
        },
      );
    });
}
