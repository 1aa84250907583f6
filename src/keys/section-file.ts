import { closeSync, openSync, readSync, statSync } from "node:fs";
import { CredenceError } from "../errors/credence-error.ts";

export interface SectionFile {
  /** Reads a section from its byte `from`; `length` limits it. */
  section(kind: number, length?: number, from?: number): Uint8Array<ArrayBuffer>;
  /** Reads what stands in the file after a section. */
  after(kind: number, length: number): Uint8Array<ArrayBuffer>;
}

/**
 * Opens a file in the layout that r1cs, zkey and ptau files share (four letters, version, sections with kind and length), and reads a section only when it is asked for.
 * @param refuse throws the error of the file's kind; `expected` says what was not there.
 * @throws CredenceError CRD-9002 where the file cannot be read.
 */
export function openSections(path: string, letters: string, refuse: (expected: string) => never): SectionFile {
  const read = (at: number, length: number): Uint8Array<ArrayBuffer> => {
    let file: number;
    try {
      file = openSync(path, "r");
    } catch (cause) {
      throw new CredenceError("CRD-9002", `Could not read ${path}: ${(cause as Error).message}.`, { place: path, cause });
    }
    try {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const count = readSync(file, bytes, done, length - done, at + done);
        if (count === 0) return refuse(`${length} bytes at byte ${at}`);
        done += count;
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  };
  const start = read(0, 12);
  const size = statSync(path).size;
  if (new TextDecoder("latin1").decode(start.subarray(0, 4)) !== letters) refuse(`a file that begins with "${letters}"`);
  const sections = new Map<number, { start: number; length: number }>();
  let cursor = 12;
  for (let i = 0; i < new DataView(start.buffer).getUint32(8, true); i++) {
    const entry = new DataView(read(cursor, 12).buffer);
    const kind = entry.getUint32(0, true);
    const length = Number(entry.getBigUint64(4, true));
    if (sections.has(kind) || cursor + 12 + length > size) refuse(`section ${kind} once, and whole`);
    sections.set(kind, { start: cursor + 12, length });
    cursor += 12 + length;
  }
  const find = (kind: number) => sections.get(kind) ?? refuse(`section ${kind}`);
  return {
    section(kind, length, from = 0) {
      const found = find(kind);
      return read(found.start + from, Math.max(0, Math.min(found.length - from, length ?? found.length)));
    },
    after(kind, length) {
      const found = find(kind);
      return read(found.start + found.length, length);
    },
  };
}
