import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatJson } from "../../src/files/json.ts";
import { receiptSchema } from "../../src/receipt/receipt.ts";

const page = join(import.meta.dirname, "../../docs/schemas/receipt.schema.json");

test("the published schema is the one that receipts are read by", () => {
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(page, formatJson(receiptSchema()));
  expect(readFileSync(page, "utf8")).toBe(formatJson(receiptSchema()));
});
