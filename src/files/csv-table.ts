import { type CsvError, parse } from "csv-parse/sync";
import { CredenceError } from "../errors/credence-error.ts";
import type { SourceFile } from "./source-file.ts";

/** Line and column (in characters), both from 1. */
export interface SourcePlace {
  line: number;
  column: number;
}

export interface CsvRow {
  /** One cell a column of the header, without outer white space. */
  cells: readonly string[];
  /** Where a cell starts in the file; its quote, if it has one. */
  place(column: number): SourcePlace;
}

export interface CsvTable {
  file: string;
  header: CsvRow;
  rows: readonly CsvRow[];
}

/** A place as an error message gives it: `card.csv:17:3`. */
export const placeIn = (file: string, { line, column }: SourcePlace): string => `${file}:${line}:${column}`;

/** Where each cell of one raw record starts, as offsets: after every comma outside quotes. */
function cellOffsets(raw: string): number[] {
  const offsets = [0];
  let quoted = false;
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === '"') quoted = !quoted;
    else if (raw[i] === "," && !quoted) offsets.push(i + 1);
  }
  return offsets;
}

const NEWLINE = /\r\n|\n|\r/g;

/** The place of an offset in a text that itself starts at `start`. */
function advance(start: SourcePlace, text: string): SourcePlace {
  const lines = text.split(NEWLINE);
  const last = lines.at(-1) as string;
  return lines.length === 1 ? { line: start.line, column: start.column + text.length } : { line: start.line + lines.length - 1, column: last.length + 1 };
}

const sentences: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "A quote is opened and not closed",
  INVALID_OPENING_QUOTE: "A quote stands inside a cell that does not begin with one",
  CSV_INVALID_CLOSING_QUOTE: "Text follows the quote that closes a cell",
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: "Text follows the quote that closes a cell",
};

/**
 * Reads comma-separated values (RFC 4180; either line ending; empty lines are skipped) with the place of every cell.
 * @param upTo reads no more than so many records, the header included.
 * @throws CredenceError CRD-1004 for broken quoting, a ragged row, or a header that names a column twice.
 */
export function parseCsv({ name: file, text }: SourceFile, upTo?: number): CsvTable {
  let records: { record: string[]; raw: string }[];
  try {
    records = parse(text, { info: true, raw: true, trim: true, relax_column_count: true, skip_empty_lines: true, ...(upTo && { to: upTo }) }) as never;
  } catch (cause) {
    const { code, lines: line, column: cell } = cause as CsvError & { lines: number; column: number };
    const column = 1 + (cellOffsets(text.split(NEWLINE)[line - 1] ?? "")[cell] ?? 0);
    throw new CredenceError("CRD-1004", `${sentences[code] ?? (cause as Error).message}; expected cells that are quoted whole or not at all.`, {
      place: placeIn(file, { line, column }),
      cause,
    });
  }

  let offset = 0;
  let at: SourcePlace = { line: 1, column: 1 };
  const rows = records.map(({ record, raw: untrimmed }): CsvRow => {
    const raw = untrimmed.replace(/^[\r\n]+|[\r\n]+$/g, "");
    const start = text.indexOf(raw, offset);
    const place = advance(at, text.slice(offset, start));
    at = advance(place, raw);
    offset = start + raw.length;
    return { cells: record, place: (column) => advance(place, raw.slice(0, cellOffsets(raw)[column] ?? raw.length)) };
  });

  const [header, ...body] = rows;
  if (header === undefined) throw new CredenceError("CRD-1004", `${file} has no header line.`, { place: `${file}:1:1` });
  for (const row of body) {
    if (row.cells.length === header.cells.length) continue;
    const place = row.place(Math.min(row.cells.length, header.cells.length));
    throw new CredenceError("CRD-1004", `Found ${row.cells.length} cells, expected ${header.cells.length} (${header.cells.join(", ")}).`, {
      place: placeIn(file, place),
    });
  }
  header.cells.forEach((name, column) => {
    if (name === "" || header.cells.indexOf(name) === column) return;
    throw new CredenceError("CRD-1004", `The column ${name} stands twice in the header.`, { place: placeIn(file, header.place(column)) });
  });
  return { file, header, rows: body };
}
