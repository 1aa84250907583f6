import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { CredenceError } from "../errors/credence-error.ts";

/** A text file as it was read: what it says, and the digest of its bytes. */
export interface SourceFile {
  /** The path's last part: what places in error messages begin with. */
  name: string;
  text: string;
  /** sha256 of the bytes, hex. */
  sha256: string;
}

/** No table of a model or of applicants is larger. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The text of a file's bytes. A byte order mark of UTF-8, which spreadsheets write, is dropped.
 * @throws CredenceError CRD-1001 for an empty file, CRD-1002 for one that is not UTF-8 text.
 */
export function decodeSource(name: string, bytes: Uint8Array): SourceFile {
  const zero = bytes.indexOf(0);
  const text = decoded(bytes, true);
  if (zero >= 0 || text === undefined) {
    const at = text === undefined ? firstInvalidByte(bytes) : zero;
    throw new CredenceError("CRD-1002", `Byte ${at} of ${name} is no UTF-8 text; expected a table as CSV, or a text file of a model, in UTF-8.`, {
      place: `${name}:${lineOf(bytes, at)}`,
    });
  }
  if (text.trim() === "") throw new CredenceError("CRD-1001", `${name} is empty; expected a header line and rows.`, { place: `${name}:1:1` });
  return { name, text, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Line and column (both from 1, the column in bytes) of a byte. */
function lineOf(bytes: Uint8Array, at: number): string {
  const before = bytes.subarray(0, at);
  const line = before.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1);
  return `${line}:${at - before.lastIndexOf(10)}`;
}

/** The text of bytes, undefined where they are none; unless they are the whole, they may end within a character. */
const decoded = (bytes: Uint8Array, whole: boolean): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole });
  } catch {
    return undefined;
  }
};

/** Where the first character that is none begins: bisects for the longest prefix that may go on, then takes the character off that it ends within. */
function firstInvalidByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decoded(bytes.subarray(0, middle), false) !== undefined) good = middle;
    else bad = middle;
  }
  while (decoded(bytes.subarray(0, good), true) === undefined) good -= 1;
  return good;
}

/** The bytes of a file that is not too large. @throws CredenceError CRD-1001 */
export function readBytes(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > LARGEST) throw new Error(`it has ${size} bytes, at most ${LARGEST} are read`);
    return readFileSync(path);
  } catch (cause) {
    throw new CredenceError("CRD-1001", `Could not read ${path}: ${(cause as Error).message}.`, { place: path, cause });
  }
}

/** Reads a text file. @throws CredenceError CRD-1001 or CRD-1002 with the place. */
export const readSource = (path: string): SourceFile => decodeSource(basename(path), readBytes(path));
