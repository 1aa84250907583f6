import { closeSync, openSync, readSync, statSync } from "node:fs";
import { CredenceError } from "../errors/credence-error.ts";

/**
 * Opens a file in the layout that r1cs, zkey and ptau files share (four letters, version, sections with kind and length), and reads a section only when it is asked for.
 * @param refuse throws the error of the file's kind; `expected` says what was not there.
 * @returns reads a section; `length` limits it to its first bytes.
 * @throws CredenceError CRD-9002 where the file cannot be read.
 */
export function openSections(path: string, letters: string, refuse: (expected: string) => never): (kind: number, length?: number) => Uint8Array<ArrayBuffer> {
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
  return (kind, length) => {
    const found = sections.get(kind) ?? refuse(`section ${kind}`);
    return read(found.start, Math.min(found.length, length ?? found.length));
  };
}
