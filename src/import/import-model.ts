import { CredenceError } from "../errors/credence-error.ts";
import { type CsvTable, parseCsv, placeIn } from "../files/csv-table.ts";
import { readSource, type SourceFile } from "../files/source-file.ts";
import type { ModelIR } from "../model/scorecard-ir.ts";
import { importPlainCsv, isPlainCsv } from "./plain-csv.ts";
import { importScorecardpy, isScorecardpy } from "./scorecardpy.ts";

/** Tells a format by its content, never by the file's name, and reads it. */
function recognise(table: CsvTable): (table: CsvTable, sha256: string) => ModelIR {
  if (isScorecardpy(table)) return importScorecardpy;
  if (isPlainCsv(table)) return importPlainCsv;
  const found = table.header.cells.map((name) => JSON.stringify(name)).join(", ");
  throw new CredenceError(
    "CRD-1003",
    `Found the columns ${found}; expected variable, bin, points (scorecardpy) or characteristic, attribute, points (plain CSV).`,
    {
      place: placeIn(table.file, table.header.place(0)),
    },
  );
}

/** A model file as it was read. @throws CredenceError 1001 to 1006 and 1011, with file, line and column, and what was expected. */
export function importSource(source: SourceFile): ModelIR {
  // The header first: what is no table of a known format is told so, and not that its quotes look odd.
  const read = recognise(parseCsv(source, 1));
  return read(parseCsv(source), source.sha256);
}

/** Imports a model file. @throws CredenceError as {@link importSource}. */
export const importModel = (path: string): ModelIR => importSource(readSource(path));
