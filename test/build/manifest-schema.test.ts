import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifestSchema } from "../../src/build/manifest.ts";
import { formatJson } from "../../src/files/json.ts";

const page = join(import.meta.dirname, "../../docs/schemas/manifest.schema.json");

test("the published schema is the one that manifests are read by", () => {
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(page, formatJson(manifestSchema()));
  expect(readFileSync(page, "utf8")).toBe(formatJson(manifestSchema()));
});
