import { CredenceError } from "../errors/credence-error.ts";
import { type CsvRow, parseCsv, placeIn } from "../files/csv-table.ts";
import type { SourceFile } from "../files/source-file.ts";
import { DECISION_CODES, type Decision } from "../statement/outcome.ts";

/** What the tool itself says of one row; what the file leaves out is undefined. */
export interface ExpectedRow {
  decision: Decision;
  margin: number | undefined;
  score: string | undefined;
  /** The leaf of each tree, in the tool's numbers, between spaces. */
  leaves: string | undefined;
  /** CRC-32 of that text, in hex: for files that would be too large otherwise. */
  leavesCrc32: string | undefined;
  /** Codes, the first reason first. */
  reasons: readonly string[] | undefined;
}

const REASONS = ["reason_1", "reason_2", "reason_3", "reason_4"];

/**
 * Reads a file of expected values (docs/formats/parity.md): a column `decision`, and any of `row`, `margin`, `score`, `leaves`, `leaves_crc32`, `reason_1` to `reason_4`.
 * @throws CredenceError CRD-1004 (the table), CRD-1110 (a column or a cell), with line and column.
 */
export function readExpected(source: SourceFile): ExpectedRow[] {
  const { file, header, rows } = parseCsv(source);
  const column = (name: string) => header.cells.indexOf(name);
  if (column("decision") < 0) throw new CredenceError("CRD-1110", "Found no column decision.", { place: placeIn(file, header.place(0)) });
  const cell = (row: CsvRow, name: string) => (column(name) < 0 ? undefined : row.cells[column(name)]);
  const refuse = (row: CsvRow, name: string, expected: string) =>
    new CredenceError("CRD-1110", `Found ${JSON.stringify(cell(row, name))}, expected ${expected}.`, { place: placeIn(file, row.place(column(name))) });
  const withReasons = REASONS.every((name) => column(name) >= 0);

  return rows.map((row, i) => {
    const decision = cell(row, "decision") as string;
    if (!Object.hasOwn(DECISION_CODES, decision)) throw refuse(row, "decision", "approve, refer or decline");
    const number = cell(row, "row");
    if (number !== undefined && number !== `${i + 1}`) throw refuse(row, "row", `${i + 1}: one line a row, in the order of the rows`);
    const text = cell(row, "margin");
    const margin = text === undefined ? undefined : Number(text);
    if (margin !== undefined && (text === "" || !Number.isFinite(margin))) throw refuse(row, "margin", "a finite number");
    const given = withReasons ? REASONS.map((name) => cell(row, name) as string).filter((code) => code !== "") : undefined;
    return {
      decision: decision as Decision,
      margin,
      score: cell(row, "score"),
      leaves: cell(row, "leaves"),
      leavesCrc32: cell(row, "leaves_crc32"),
      reasons: given,
    };
  });
}
