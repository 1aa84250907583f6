import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { writeEvidence } from "../../scripts/demo/evidence.ts";
import { findExample } from "../../scripts/example.ts";
import { ModelCard } from "../../src/evidence/card/model-card.ts";
import { ClaimReport } from "../../src/evidence/claims/claim-report.ts";
import { Sensitivity } from "../../src/evidence/sensitivity/sensitivity.ts";
import { parseJsonFile } from "../../src/files/json.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { asFiles } from "../evaluate/tree-vectors.ts";

const work = mkdtempSync(join(tmpdir(), "credence-evidence-"));
afterAll(() => rmSync(work, { recursive: true }));

it.each(["german-scorecard", "spanish-scorecard", "spanish-forest", "spanish-network", "hmda-logistic", "taiwan-xgboost"])(
  "%s has its claims, its sensitivity and its card for the record",
  (name) => {
    const example = findExample(name);
    const { model } = quantiseFile(example.modelFile, example.policyFile);
    const documents = writeEvidence(work, example, asFiles(model as unknown as QuantisedTrees));
    expect(documents.map(({ kind }) => kind)).toEqual(["sensitivity", "claims", "model-card", "model-card-page"]);
    const [sensitivity, claims, card, page] = documents.map(({ path }) => path) as [string, string, string, string];
    expect(parseJsonFile(sensitivity, Sensitivity).rows).toBe(1000);
    for (const { result } of parseJsonFile(claims, ClaimReport).claims) expect(result).toBe("holds");
    const { features, model: described } = parseJsonFile(card, ModelCard);
    expect(described).toMatchObject({ name, sourceSha256: model.sourceSha256 });
    expect(features.filter((feature) => feature.protected === "declared").length).toBeGreaterThan(0);
    expect(readFileSync(page, "utf8")).toContain(`<title>Model card of ${name} 1.0.0</title>`);
    for (const secret of [card, page]) expect(statSync(secret).mode & 0o077).toBe(0);
  },
);
