import { createReadStream } from "node:fs";
import { CredenceError } from "../../errors/credence-error.ts";

/** A record of nine thousand features fits; what is longer is no record. */
const LONGEST = 1024 * 1024;

export interface TextLine {
  /** From 1, blank lines counted. */
  number: number;
  /** Absent where the line is longer than a line may be. */
  text?: string;
}

const NEWLINE = 10;

/**
 * The lines of a text file that are not blank, one after another: the file is never held whole, nor a line that has no end.
 * @throws CredenceError CRD-9002 where it cannot be read.
 */
export async function* readLines(path: string): AsyncGenerator<TextLine, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 1;
  const keep = (part: Buffer) => {
    length += part.length;
    if (length <= LONGEST) parts.push(part);
    else parts = [];
  };
  const finish = (): TextLine | undefined => {
    const line: TextLine = length > LONGEST ? { number } : { number, text: Buffer.concat(parts).toString("utf8").trim() };
    [parts, length, number] = [[], 0, number + 1];
    return line.text === "" ? undefined : line;
  };
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        keep(chunk.subarray(from, end));
        from = end + 1;
        const line = finish();
        if (line) yield line;
      }
      keep(chunk.subarray(from));
    }
  } catch (cause) {
    throw new CredenceError("CRD-9002", `Could not read ${path}: ${(cause as Error).message}.`, { place: path, cause });
  }
  const last = finish();
  if (last) yield last;
}

/** How many lines `readLines` gives. @throws CredenceError CRD-9002. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const _ of readLines(path)) lines += 1;
  return lines;
}
