import { CredenceError } from "../errors/credence-error.ts";
import { type CsvRow, type CsvTable, placeIn } from "../files/csv-table.ts";
import { parseDecimal } from "../model/decimal.ts";
import type { Attribute, ScorecardBin, ScorecardIR } from "../model/scorecard-ir.ts";
import { endsWithout, gatherBins, isIndex } from "./gather-bins.ts";
import { readPoints } from "./points.ts";
import { readValueList } from "./value-list.ts";

const SUMMARY = ["Variable", "Bin", "Points"];
/** What the detailed table has besides, for a binary target. */
const DETAIL = ["Bin id", "Count", "Count (%)", "Non-event", "Event", "Event rate", "WoE", "IV", "JS", "Coefficient"];

export const isOptbinning = ({ header: { cells } }: CsvTable): boolean =>
  SUMMARY.every((name) => cells.includes(name)) && cells.every((name, i) => SUMMARY.includes(name) || DETAIL.includes(name) || (i === 0 && isIndex(name)));

const INTERVAL = /^([[(])([^,[\]()]+), ([^,[\]()]+)\)$/;
const INTERCEPT = "Intercept";
const EXPECTED = "an interval such as [0.50, 1.50), a list of values such as ['a' 'b'], or Missing";

/** Rows of a characteristic: whether the tool cut its edges to a few digits, which its own way of opening the first interval tells, is said of all of them. */
function characteristicsWithCutEdges(rows: readonly CsvRow[], variable: number, bin: number): ReadonlySet<string> {
  return new Set(rows.filter(({ cells }) => (cells[bin] as string).startsWith("(-inf")).map(({ cells }) => cells[variable] as string));
}

/**
 * The table that optbinning's `Scorecard.table` returns, written by `to_csv`. Intervals hold their start and not their end, as `np.digitize` of the tool's own transform has it.
 * The rows Special and Missing stand in it whether or not any record falls there.
 * @throws CredenceError CRD-1004 (no characteristic, or points over an intercept that is not given), CRD-1005 (a bin, or special values that are not named), CRD-1006 (points),
 * CRD-1011 (the intercept twice), with file, line and column.
 */
export function importOptbinning(table: CsvTable, sha256: string): ScorecardIR {
  const { file, header, rows } = table;
  const column = (name: string) => header.cells.indexOf(name);
  const [variable, bin, points, count] = [column("Variable"), column("Bin"), column("Points"), column("Count")];
  const refuse = (row: CsvRow, at: number, code: "CRD-1005" | "CRD-1011", message: string) =>
    new CredenceError(code, message, { place: placeIn(file, row.place(at)) });

  const body = rows.filter(({ cells }) => cells[variable] !== INTERCEPT);
  const [intercept, another] = rows.filter(({ cells }) => cells[variable] === INTERCEPT);
  if (another !== undefined) throw refuse(another, variable, "CRD-1011", "The row Intercept stands twice; expected it once.");
  const cut = characteristicsWithCutEdges(body, variable, bin);

  const readAttributes = (row: CsvRow): Attribute[] => {
    const label = row.cells[bin] as string;
    const place = row.place(bin);
    if (label === "Missing") return [{ kind: "missing", text: label, place, optional: true }];
    const [, opening, from, to] = INTERVAL.exec(label) ?? [];
    if (from !== undefined && to !== undefined) {
      const rounded = cut.has(row.cells[variable] as string);
      const text = label.replace(", ", ",");
      return [{ kind: "interval", text, place, from: { at: from.trim(), closed: opening === "[", rounded }, to: { at: to.trim(), closed: false, rounded } }];
    }
    const values = readValueList(label);
    if (values !== undefined) {
      // Numbers in a list are special values, which may be given for all characteristics alike: not every feature can carry them.
      const special = values.every((value) => parseDecimal(value) !== undefined);
      return values.map((text) => ({ kind: "value", text, place, ...(special ? { optional: true } : {}) }));
    }
    if (/^[[(<]/.test(label) || label === "") throw refuse(row, bin, "CRD-1005", `Found ${JSON.stringify(label)}, expected ${EXPECTED}.`);
    if (parseDecimal(row.cells[count] ?? "")?.units !== 0n) {
      const message = `The table does not say which values are ${JSON.stringify(label)}; expected them in a list such as [-9, -8] there, or a detailed table that counts no row for it.`;
      throw refuse(row, bin, "CRD-1005", message);
    }
    return [];
  };

  const readBin = (row: CsvRow): ScorecardBin => {
    const label = (row.cells[bin] as string).replace(/\s+/g, " ");
    return { label, attributes: readAttributes(row), points: readPoints(file, row, points) };
  };
  const characteristics = gatherBins(body, variable, readBin);
  if (characteristics.length === 0) throw endsWithout(table, "at least one characteristic");
  const least = characteristics.map(({ bins }) => bins.reduce((least, { points: { units } }) => (units < least ? units : least), bins[0]?.points.units ?? 0n));
  if (intercept === undefined && least.every((units) => units === 0n)) {
    throw endsWithout(table, "a row Intercept, although every characteristic gives 0 points at least, as over an intercept");
  }
  return {
    kind: "scorecard",
    source: { file, format: "optbinning", sha256, comparison: "float64", intervals: "[from, to)" },
    initialPoints: intercept === undefined ? { units: 0n, scale: 0 } : readPoints(file, intercept, points),
    characteristics,
  };
}
