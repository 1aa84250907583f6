import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ParityCertificate, paritySchema } from "../../src/evaluate/parity-certificate.ts";
import { formatJson, parseJsonFile } from "../../src/files/json.ts";

const root = join(import.meta.dirname, "../..");
const page = join(root, "docs/schemas/parity.schema.json");

test("the published schema is the one that certificates are written by", () => {
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(page, formatJson(paritySchema()));
  expect(JSON.parse(readFileSync(page, "utf8"))).toEqual(JSON.parse(formatJson(paritySchema())));
});

test("the examples' certificates are certificates", () => {
  for (const [name, least] of [
    ["lending-club-lightgbm", 9000],
    ["spanish-forest", 4000],
    ["spanish-network", 4000],
    ["hmda-logistic", 2300],
    ["taiwan-xgboost", 9000],
  ] as const)
    expect(parseJsonFile(join(root, "examples", name, "certificate.json"), ParityCertificate).rows).toBeGreaterThan(least);
});
