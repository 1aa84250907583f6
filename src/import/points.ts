import { CredenceError } from "../errors/credence-error.ts";
import { type CsvRow, placeIn } from "../files/csv-table.ts";
import { type Decimal, parseDecimal } from "../model/decimal.ts";

/** The points in a cell. @throws CredenceError CRD-1006 for anything but a finite decimal. */
export function readPoints(file: string, row: CsvRow, column: number): Decimal {
  const cell = row.cells[column] as string;
  const points = parseDecimal(cell);
  if (points === undefined) {
    throw new CredenceError("CRD-1006", `Found ${JSON.stringify(cell)}, expected a finite decimal.`, { place: placeIn(file, row.place(column)) });
  }
  return points;
}
