import { CredenceError } from "../errors/credence-error.ts";
import { type CsvRow, type CsvTable, placeIn } from "../files/csv-table.ts";
import type { ScorecardBin, ScorecardCharacteristic } from "../model/scorecard-ir.ts";

/** The characteristics of a table with one row a bin, in the order in which they first stand there. */
export function gatherBins(rows: readonly CsvRow[], column: number, readBin: (row: CsvRow) => ScorecardBin): ScorecardCharacteristic[] {
  const characteristics = new Map<string, ScorecardCharacteristic & { bins: ScorecardBin[] }>();
  for (const row of rows) {
    const name = row.cells[column] as string;
    const characteristic = characteristics.get(name) ?? { name, place: row.place(column), bins: [] };
    characteristics.set(name, characteristic);
    characteristic.bins.push(readBin(row));
  }
  return [...characteristics.values()];
}

/** CRD-1004 at the last row of a table, which ends without what is expected. */
export const endsWithout = ({ file, header, rows }: CsvTable, expected: string): CredenceError =>
  new CredenceError("CRD-1004", `The table ends without ${expected}; is it whole?`, { place: placeIn(file, (rows.at(-1) ?? header).place(0)) });

/** True for the columns that pandas puts before a table's own when its index is written, too. */
export const isIndex = (name: string): boolean => name === "" || /^Unnamed: \d+$/.test(name);
