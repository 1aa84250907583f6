import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ModelCard } from "../../src/evidence/card/model-card.ts";
import { ClaimReport } from "../../src/evidence/claims/claim-report.ts";
import { Sensitivity } from "../../src/evidence/sensitivity/sensitivity.ts";
import { formatJson } from "../../src/files/json.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import { MarginPolicy, Policy } from "../../src/model/policy.ts";
import { ClaimProof } from "../../src/prove/claims/claim-proof.ts";
import { ApplicationFile } from "../../src/record/application-file.ts";
import { SignedRecord } from "../../src/record/record.ts";
import { RecordSchema } from "../../src/record/schema.ts";

/** The forms of files that people write or hand on, by the word in their format line: `credence.<word>/1`. */
const FORMS = {
  "claim-proof": ClaimProof,
  policy: Policy,
  "margin-policy": MarginPolicy,
  pipeline: Pipeline,
  schema: RecordSchema,
  application: ApplicationFile,
  record: SignedRecord,
  card: ModelCard,
  claims: ClaimReport,
  sensitivity: Sensitivity,
};

describe("the published schema of a file is the one that it is read by", () => {
  it.each(Object.entries(FORMS))("%s", (word, form) => {
    const path = join(import.meta.dirname, "../../docs/schemas", `${word}.schema.json`);
    const schema = formatJson(z.toJSONSchema(form, { io: "input" }));
    expect(schema).toContain(`credence.${word}/1`);
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(path, schema);
    expect(readFileSync(path, "utf8")).toBe(schema);
  });
});
