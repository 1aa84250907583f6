import type { Command } from "commander";
import { Manifest } from "../../build/manifest.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { checkClaims } from "../../evidence/claims/check-claims.ts";
import { formatClaim, parseClaim, spellClaim } from "../../evidence/claims/claim.ts";
import type { ClaimResult } from "../../evidence/claims/claim-report.ts";
import { parseJsonFile, writeJsonFile } from "../../files/json.ts";
import { readModel } from "../../model/model-files.ts";
import { checkClaimProof } from "../../prove/claims/check-claim-proof.ts";
import { ClaimProof } from "../../prove/claims/claim-proof.ts";
import { proveClaim } from "../../prove/claims/prove-claim.ts";
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

interface ProveFlags {
  claim: string;
  out: string;
  devSetup?: true;
  ptau?: string;
  key?: string;
}

function prove(verb: Command): void {
  verb
    .command("prove")
    .description("prove a claim about a model to whoever sees its public manifest only")
    .argument("<model>", "the model directory")
    .requiredOption("--claim <claim>", "as for `claim check`")
    .requiredOption("--out <file>", "the proof to write: it holds nothing of the model but the claim")
    .option("--dev-setup", "make the claim's key here: INSECURE, for development")
    .option("--ptau <file>", "make it from published powers of tau")
    .option("--key <file>", "with --ptau: take the key that its ceremony ended with")
    .action(async (directory: string, { claim, out, devSetup, ptau, key }: ProveFlags) => {
      if ((devSetup === undefined) === (ptau === undefined)) throw new CredenceError("CRD-9001", "Give --dev-setup or --ptau, and not both.");
      const keys = ptau === undefined ? ({ kind: "development" } as const) : ({ kind: "ptau", path: ptau, key } as const);
      const proof = await proveClaim({ files: readModel(directory), claim: parseClaim(claim), keys, onProgress: (text) => progress(`${text} ...`) });
      writeJsonFile(out, proof);
      if (proof.key.insecure) progress(INSECURE);
      const { constraints } = proof.circuit;
      emit(
        { proof: out, claim: formatClaim(proof.claim), constraints, insecure: proof.key.insecure },
        `${spellClaim(proof.claim)}: proven, in ${constraints} constraints.`,
      );
    });
}

function verify(verb: Command): void {
  verb
    .command("verify")
    .description("check a proven claim against the public manifest of the model that it is about")
    .argument("<proof>", "the file that `claim prove` wrote")
    .requiredOption("--manifest <file>", "the model's public manifest")
    .action((file: string, { manifest }: { manifest: string }) => {
      const proof = parseJsonFile(file, ClaimProof);
      const checks = checkClaimProof(proof, parseJsonFile(manifest, Manifest));
      for (const { name, holds, expected, found } of checks) {
        emit({ name, holds, expected, found }, holds ? `holds  ${name}` : `FAILS  ${name}\n         expected ${expected}\n         found    ${found}`);
      }
      if (proof.key.insecure) progress(INSECURE);
      const failed = checks.filter(({ holds }) => !holds);
      if (failed.length > 0) throw new CredenceError("CRD-1206", `${failed.map(({ name }) => name).join("; ")}.`, { place: file });
      progress(`${spellClaim(proof.claim)}: all ${checks.length} checks hold. ${NOT_CHECKED}`);
    });
}

const NOT_CHECKED = "That the key is of the claim's circuit, and how it was made, is not among them: docs/evidence.md says how it is shown.";
const INSECURE = "INSECURE: one party made the claim's key, or nobody contributed to it, and whoever made it can prove what does not hold.";

export function register(program: Command): void {
  const verb = program.command("claim").description("claims about a model that its integers prove or refute");
  prove(verb);
  verify(verb);
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
