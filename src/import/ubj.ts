import { CredenceError } from "../errors/credence-error.ts";
import { DEEPEST, type DocumentNode, type DocumentValue, MOST_VALUES } from "./document.ts";

/** Markers of numbers with their size in bytes and how they are read, all big-endian. */
const NUMBERS: Readonly<Record<string, { size: number; read(view: DataView, at: number): number }>> = {
  i: { size: 1, read: (view, at) => view.getInt8(at) },
  U: { size: 1, read: (view, at) => view.getUint8(at) },
  I: { size: 2, read: (view, at) => view.getInt16(at) },
  l: { size: 4, read: (view, at) => view.getInt32(at) },
  L: { size: 8, read: (view, at) => Number(view.getBigInt64(at)) },
  d: { size: 4, read: (view, at) => view.getFloat32(at) },
  D: { size: 8, read: (view, at) => view.getFloat64(at) },
};
const INTEGERS = "iUIlL";

/** True for bytes that begin as an object in UBJSON does and one in JSON does not: a brace, then the marker of a length, a type, a count or the end. */
export const isUbj = (bytes: Uint8Array): boolean => bytes[0] === 0x7b && bytes[1] !== undefined && `${INTEGERS}$#`.includes(String.fromCharCode(bytes[1]));

/**
 * Reads UBJSON (draft 12) as XGBoost writes it: objects, lists, lists of one type with a count, numbers, text, true, false, null.
 * @throws CredenceError CRD-1101 (cut short, unknown marker, a key twice, bytes after the end), CRD-1102 (too deep, too many values), CRD-1105 (a whole number beyond 2^53), with file and byte.
 */
export function parseUbj(file: string, bytes: Uint8Array): DocumentNode {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let at = 0;
  let count = 0;

  const refuse = (code: "CRD-1101" | "CRD-1102" | "CRD-1105", message: string, offset = at) =>
    new CredenceError(code, message, { place: `${file}: byte ${offset}` });
  const need = (size: number) => {
    if (size > bytes.length - at) throw refuse("CRD-1101", `Found the end of the file, expected ${size} more bytes; is the file whole?`);
  };
  const spend = (values: number) => {
    count += values;
    if (count > MOST_VALUES) throw refuse("CRD-1102", `The file claims more than ${MOST_VALUES} values.`);
  };
  const marker = (): string => {
    need(1);
    return String.fromCharCode(bytes[at++] as number);
  };
  const readNumber = (type: string): number => {
    const { size, read } = NUMBERS[type] as (typeof NUMBERS)[string];
    need(size);
    const value = read(view, at);
    if (type === "L" && !Number.isSafeInteger(value)) throw refuse("CRD-1105", `Found ${value}, expected a whole number below 2^53.`);
    at += size;
    return value;
  };
  const readLength = (): number => {
    const type = marker();
    if (!INTEGERS.includes(type)) throw refuse("CRD-1101", `Found the marker ${JSON.stringify(type)}, expected that of a length.`, at - 1);
    const length = readNumber(type);
    if (length < 0) throw refuse("CRD-1101", `Found the length ${length}, expected none below 0.`);
    return length;
  };
  const readText = (): string => {
    const length = readLength();
    need(length);
    const start = at;
    at += length;
    try {
      return decoder.decode(bytes.subarray(start, at));
    } catch (cause) {
      throw new CredenceError("CRD-1101", "Found text that is no UTF-8.", { place: `${file}: byte ${start}`, cause });
    }
  };

  /** `$type` and `#count` of a container; a type without a count says nothing. */
  const readHead = (): { type: string | undefined; length: number | undefined } => {
    let type: string | undefined;
    if (bytes[at] === 0x24) {
      at += 1;
      type = marker();
      if (bytes[at] !== 0x23) throw refuse("CRD-1101", "Found the type of a list without its count.");
    }
    if (bytes[at] !== 0x23) return { type, length: undefined };
    at += 1;
    const length = readLength();
    // A claimed count is believed no further than the bytes that are there.
    const least = type === undefined ? 1 : (NUMBERS[type]?.size ?? 1);
    spend(length);
    need(length * least);
    return { type, length };
  };

  const readList = (depth: number): DocumentValue => {
    const { type, length } = readHead();
    if (type !== undefined && NUMBERS[type] !== undefined) return Array.from({ length: length as number }, () => readNumber(type));
    const list: DocumentValue[] = [];
    if (length !== undefined) {
      for (let i = 0; i < length; i++) list.push(read(type ?? marker(), depth));
      return list;
    }
    for (let next = marker(); next !== "]"; next = marker()) {
      spend(1);
      list.push(read(next, depth));
    }
    return list;
  };

  const readObject = (depth: number): DocumentValue => {
    const { type, length } = readHead();
    const entries = new Map<string, DocumentValue>();
    for (let i = 0; length === undefined || i < length; i++) {
      if (length === undefined) {
        need(1);
        if (bytes[at] === 0x7d) {
          at += 1;
          break;
        }
        spend(1);
      }
      const start = at;
      const key = readText();
      if (entries.has(key)) throw refuse("CRD-1101", `The key ${JSON.stringify(key)} stands twice in one object; expected it once.`, start);
      entries.set(key, read(type ?? marker(), depth));
    }
    return entries;
  };

  const read = (type: string, depth: number): DocumentValue => {
    if (NUMBERS[type] !== undefined) return readNumber(type);
    if ((type === "[" || type === "{") && depth === DEEPEST) throw refuse("CRD-1102", `The file is nested deeper than ${DEEPEST} levels.`);
    switch (type) {
      case "[":
        return readList(depth + 1);
      case "{":
        return readObject(depth + 1);
      case "S":
        return readText();
      case "C":
        return marker();
      case "T":
        return true;
      case "F":
        return false;
      case "Z":
        return null;
    }
    throw refuse("CRD-1101", `Found the marker ${JSON.stringify(type)}, expected that of a value.`, at - 1);
  };

  const value = read(marker(), 0);
  if (at < bytes.length) throw refuse("CRD-1101", "Found bytes after the end of the document; expected none.");
  return { file, path: "", value };
}
