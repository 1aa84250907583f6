import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { CredenceError } from "../../errors/credence-error.ts";
import { MOST_VALUES } from "../document.ts";

/** The file that messages lie in, and how many values it may still claim. */
export interface MessageSource {
  file: string;
  bytes: Uint8Array;
  spent: number;
}

/** What a message has of one field, in order: scalars by value, everything with a length by where it starts and ends. */
type Entries = { kind: "scalars"; wire: WireType; values: number[] } | { kind: "spans"; bounds: number[] };

/** One protobuf message as its fields stand in the file; what they mean is the caller's to say. */
export interface Message {
  source: MessageSource;
  start: number;
  fields: ReadonlyMap<number, Entries>;
}

const byteOf = ({ file }: MessageSource, at: number): string => `${file}: byte ${at}`;

const malformed = (source: MessageSource, at: number, message: string, cause?: unknown) =>
  new CredenceError("CRD-1101", message, { place: byteOf(source, at), cause });

export const openSource = (file: string, bytes: Uint8Array): MessageSource => ({ file, bytes, spent: 0 });

function spend(source: MessageSource, values: number, at: number): void {
  source.spent += values;
  if (source.spent > MOST_VALUES) throw new CredenceError("CRD-1102", `The file has more than ${MOST_VALUES} values.`, { place: byteOf(source, at) });
}

/** A varint of 64 bits; beyond 2^53 no number of a model is exact, and none is expected. */
function varint(reader: BinaryReader): number {
  return Number(reader.int64());
}

function readScalar(reader: BinaryReader, wire: WireType): number {
  if (wire === WireType.Varint) return varint(reader);
  return wire === WireType.Bit32 ? reader.float() : reader.double();
}

/**
 * Reads the fields of a message between two bytes of the file.
 * @throws CredenceError CRD-1101 (cut short, a tag or group that ONNX does not have, one field in two encodings), CRD-1102 (too many values), with file and byte.
 */
export function readMessage(source: MessageSource, start: number, end: number): Message {
  const reader = new BinaryReader(source.bytes.subarray(start, end));
  const fields = new Map<number, Entries>();
  while (reader.pos < reader.len) {
    const at = start + reader.pos;
    spend(source, 1, at);
    try {
      const [number, wire] = reader.tag();
      const known = fields.get(number);
      if (wire === WireType.LengthDelimited) {
        const length = reader.uint32();
        const from = start + reader.pos;
        reader.pos += length;
        if (reader.pos > reader.len) throw new RangeError("premature EOF");
        if (known === undefined) fields.set(number, { kind: "spans", bounds: [from, from + length] });
        else if (known.kind === "spans") known.bounds.push(from, from + length);
        else throw malformed(source, at, `Field ${number} stands there as a number and as text; expected one of the two.`);
      } else if (wire === WireType.Varint || wire === WireType.Bit32 || wire === WireType.Bit64) {
        const value = readScalar(reader, wire);
        if (reader.pos > reader.len) throw new RangeError("premature EOF");
        if (known === undefined) fields.set(number, { kind: "scalars", wire, values: [value] });
        else if (known.kind === "scalars" && known.wire === wire) known.values.push(value);
        else throw malformed(source, at, `Field ${number} stands there in two encodings; expected one.`);
      } else {
        throw malformed(source, at, `Found a group as field ${number}; ONNX has none.`);
      }
    } catch (cause) {
      if (cause instanceof CredenceError) throw cause;
      throw malformed(source, at, `Found ${(cause as Error).message} in a field, expected a whole one; is the file whole?`, cause);
    }
  }
  return { source, start, fields };
}

const unexpectedField = ({ source, start }: Message, number: number, expected: string) =>
  malformed(source, start, `Field ${number} of the message is not ${expected}.`);

/** The single scalar of a field. @throws CredenceError CRD-1101 where it stands twice or in another encoding. */
function scalar(message: Message, number: number, wire: WireType, expected: string): number | undefined {
  const entries = message.fields.get(number);
  if (entries === undefined) return undefined;
  if (entries.kind !== "scalars" || entries.wire !== wire || entries.values.length !== 1) throw unexpectedField(message, number, `one ${expected}`);
  return entries.values[0];
}

export const wholeField = (message: Message, number: number): number | undefined => scalar(message, number, WireType.Varint, "whole number");
export const floatField = (message: Message, number: number): number | undefined => scalar(message, number, WireType.Bit32, "float32");

/** Where the entries of a field with lengths start and end. @throws CredenceError CRD-1101 for a field of numbers. */
function spans(message: Message, number: number): [start: number, end: number][] {
  const entries = message.fields.get(number);
  if (entries === undefined) return [];
  if (entries.kind !== "spans") throw unexpectedField(message, number, "of the kind that has a length");
  return Array.from({ length: entries.bounds.length / 2 }, (_, i) => [entries.bounds[2 * i] as number, entries.bounds[2 * i + 1] as number]);
}

function single(message: Message, number: number): [start: number, end: number] | undefined {
  const all = spans(message, number);
  if (all.length > 1) throw unexpectedField(message, number, "there once");
  return all[0];
}

export const messageFields = (message: Message, number: number): Message[] =>
  spans(message, number).map(([start, end]) => readMessage(message.source, start, end));

/** @throws CredenceError CRD-1101 where it stands twice, which protobuf would merge. */
export function messageField(message: Message, number: number): Message | undefined {
  const span = single(message, number);
  return span === undefined ? undefined : readMessage(message.source, ...span);
}

export function bytesField(message: Message, number: number): Uint8Array | undefined {
  const span = single(message, number);
  return span === undefined ? undefined : message.source.bytes.subarray(...span);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode({ source }: Message, [start, end]: [number, number]): string {
  try {
    return utf8.decode(source.bytes.subarray(start, end));
  } catch (cause) {
    throw malformed(source, start, "Found text that is no UTF-8.", cause);
  }
}

export const textFields = (message: Message, number: number): string[] => spans(message, number).map((span) => decode(message, span));

export function textField(message: Message, number: number): string | undefined {
  const span = single(message, number);
  return span === undefined ? undefined : decode(message, span);
}

/** A list of numbers, packed or one by one: both are protobuf. */
function list(message: Message, number: number, wire: WireType, expected: string): readonly number[] {
  const entries = message.fields.get(number);
  if (entries === undefined) return [];
  if (entries.kind === "scalars") {
    if (entries.wire !== wire) throw unexpectedField(message, number, expected);
    return entries.values;
  }
  return spans(message, number).flatMap(([start, end]) => {
    const size = wire === WireType.Bit32 ? 4 : wire === WireType.Bit64 ? 8 : 1;
    if ((end - start) % size !== 0) throw malformed(message.source, start, `Found ${end - start} bytes, expected ${expected} of ${size} bytes each.`);
    if (size > 1) spend(message.source, (end - start) / size, start);
    const reader = new BinaryReader(message.source.bytes.subarray(start, end));
    const values: number[] = [];
    while (reader.pos < reader.len) {
      if (size === 1) spend(message.source, 1, start + reader.pos);
      try {
        values.push(readScalar(reader, wire));
      } catch (cause) {
        throw malformed(message.source, start + reader.pos, "Found a number that does not end, expected a whole one; is the file whole?", cause);
      }
    }
    return values;
  });
}

export const floatFields = (message: Message, number: number): readonly number[] => list(message, number, WireType.Bit32, "float32");
export const doubleFields = (message: Message, number: number): readonly number[] => list(message, number, WireType.Bit64, "float64");
export const wholeFields = (message: Message, number: number): readonly number[] => list(message, number, WireType.Varint, "whole numbers");
