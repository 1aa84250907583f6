import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { makeCard } from "../../src/evidence/card/make-card.ts";
import { renderCard } from "../../src/evidence/card/render-card.ts";
import { checkClaims } from "../../src/evidence/claims/check-claims.ts";
import { parseClaim } from "../../src/evidence/claims/claim.ts";
import { measureSensitivity } from "../../src/evidence/sensitivity/measure-sensitivity.ts";
import { parseJsonFile, writeJsonFile } from "../../src/files/json.ts";
import { readSource } from "../../src/files/source-file.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import type { Example } from "../example.ts";
import type { Document } from "./register.ts";

/** evidence.json of an example: what its rows say of outcomes, and what its developer claims. */
const ExampleEvidence = z.strictObject({
  outcome: z.strictObject({ column: z.string(), bad: z.string() }).optional(),
  /** Whether the margin is the log-odds of a bad outcome. */
  logOdds: z.boolean().optional(),
  protected: z.array(z.string()),
  claims: z.array(z.string()).min(1),
});

/** Rows that the demo measures: enough to show, few enough to take no time. */
const MOST_ROWS = 1000;

/**
 * Writes the evidence that an example has besides its parity certificate: sensitivity, claims and card. None where it has no evidence.json.
 * @throws CredenceError CRD-9900 where a claim does not hold: such a model is not registered with it.
 */
export function writeEvidence(folder: string, { policyFile, applicantsFile }: Example, files: ModelFiles): Document[] {
  const facts = join(dirname(policyFile), "evidence.json");
  if (!existsSync(facts)) return [];
  const { outcome, logOdds = false, protected: declared, claims } = parseJsonFile(facts, ExampleEvidence);
  const rowsFile = join(folder, "rows.csv");
  writeFileSync(
    rowsFile,
    readSource(applicantsFile)
      .text.split("\n")
      .slice(0, MOST_ROWS + 1)
      .join("\n"),
  );
  const rows = readSource(rowsFile);
  const document = (kind: string, extension: string): Document => ({ kind, path: join(folder, `${kind}.${extension}`) });
  const [sensitivity, claimed, card, page] = [
    document("sensitivity", "json"),
    document("claims", "json"),
    document("model-card", "json"),
    document("model-card-page", "html"),
  ];

  writeJsonFile(sensitivity.path, measureSensitivity(files, rows));
  const report = checkClaims(files, claims.map(parseClaim));
  const open = report.claims.filter(({ result }) => result !== "holds").map(({ sentence }) => sentence);
  if (open.length > 0) throw new CredenceError("CRD-9900", `What the developer claims of the model does not hold: ${open.join("; ")}.`);
  writeJsonFile(claimed.path, report);
  const made = makeCard(files, { rows, ...(outcome && { outcome }), logOdds, protected: declared });
  writeJsonFile(card.path, made, 0o600);
  writeFileSync(page.path, renderCard(made), { mode: 0o600 });
  return [sensitivity, claimed, card, page];
}
