import { CredenceError } from "../errors/credence-error.ts";
import { parseCsv, placeIn } from "../files/csv-table.ts";
import { readSource, type SourceFile } from "../files/source-file.ts";
import { encodeCell, type RecordSchema } from "./schema.ts";

/**
 * Applicants in a CSV file with one column a feature, by the schema's names; other columns are passed over.
 * @param needed features (by position) that must have a column; of the others a file may leave any out, which reads as code 0.
 * @returns codes in schema order, one list a row.
 * @throws CredenceError CRD-1001, CRD-1002, CRD-1004 (the file), CRD-2002 (a column or a cell), with line, column and what was expected.
 */
export function encodeRows(source: SourceFile, schema: RecordSchema, needed: ReadonlySet<number>): bigint[][] {
  const { file, header, rows } = parseCsv(source);
  const columns = schema.features.map(({ name }, feature) => {
    const column = header.cells.indexOf(name);
    if (column < 0 && needed.has(feature)) {
      throw new CredenceError("CRD-2002", `The file has no column ${name}; expected one for every feature that the model reads.`, {
        place: placeIn(file, header.place(0)),
      });
    }
    return column;
  });
  return rows.map((row) =>
    schema.features.map((feature, position) => {
      const column = columns[position] as number;
      if (column < 0) return 0n;
      const cell = row.cells[column] as string;
      const code = encodeCell(feature, cell);
      if (typeof code === "bigint") return code;
      throw new CredenceError("CRD-2002", `Found ${JSON.stringify(cell)} as ${feature.name}, expected ${code.expected}.`, {
        place: placeIn(file, row.place(column)),
      });
    }),
  );
}

/** Reads a file of applicants. @throws CredenceError as {@link encodeRows}. */
export const readRows = (path: string, schema: RecordSchema, needed: ReadonlySet<number>): bigint[][] => encodeRows(readSource(path), schema, needed);
