import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";

/** No JSON file that is read by hand-off between people is larger: 16 MiB. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Reads and checks a JSON file.
 * @throws CredenceError CRD-9002 where it cannot be read, CRD-9003 where it is not what was expected, with file and place.
 */
export function parseJsonFile<T>(path: string, type: z.ZodType<T>): T {
  let text: string;
  try {
    if (statSync(path).size > LARGEST) throw new Error(`larger than ${LARGEST} bytes`);
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new CredenceError("CRD-9002", `Could not read ${path}: ${(cause as Error).message}.`, { place: path, cause });
  }
  return parseJson(text, type, path);
}

/** Parses and checks JSON text; `place` names where it came from. @throws CredenceError CRD-9003. */
export function parseJson<T>(text: string, type: z.ZodType<T>, place: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CredenceError("CRD-9003", `${place} is not JSON: ${(cause as Error).message}.`, { place });
  }
  const result = type.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  throw new CredenceError("CRD-9003", `${place}${where}: ${issue?.message ?? "unexpected content"}.`, { place: `${place}${where}` });
}

/** JSON text with bigints as decimal strings, two-space indent and a final newline. */
export const formatJson = (value: unknown): string => `${JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v), 2)}\n`;

/** Writes a JSON file whole or not at all (a new file renamed into place). `mode` as in chmod, 0644 unless told. */
export function writeJsonFile(path: string, value: unknown, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, formatJson(value), { mode });
  chmodSync(partial, mode);
  renameSync(partial, path);
}
