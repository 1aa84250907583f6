import { CredenceError } from "../errors/credence-error.ts";
import { type CsvRow, type CsvTable, placeIn, type SourcePlace } from "../files/csv-table.ts";
import { compareDecimals, type Decimal } from "../model/decimal.ts";
import type { Attribute, ScorecardIR } from "../model/scorecard-ir.ts";
import { readPoints } from "./points.ts";

const REQUIRED = ["characteristic", "attribute", "points"];
const OPTIONAL = ["bin", "reason"];

/** True for a header of docs/formats/scorecard-csv.md: the three columns, and none that it does not know, in any order. */
export const isPlainCsv = ({ header: { cells } }: CsvTable): boolean =>
  REQUIRED.every((name) => cells.includes(name)) && cells.every((name) => REQUIRED.includes(name) || OPTIONAL.includes(name));

const INTERVAL = /^([[(])([^,[\]()]+),([^,[\]()]+)([\])])$/;

function readAttribute(file: string, row: CsvRow, column: number): Attribute {
  const text = row.cells[column] as string;
  const place = row.place(column);
  if (text === "") {
    throw new CredenceError("CRD-1005", "The attribute is empty, expected an interval, a value or (missing).", { place: placeIn(file, place) });
  }
  if (text === "(missing)") return { kind: "missing", text, place };
  const [, opening, from, to, closing] = INTERVAL.exec(text) ?? [];
  if (from === undefined || to === undefined) return { kind: "value", text, place };
  return { kind: "interval", text, place, from: { at: from.trim(), closed: opening === "[" }, to: { at: to.trim(), closed: closing === "]" } };
}

interface Bin {
  label: string;
  attributes: Attribute[];
  points: Decimal;
}

/**
 * A plain table (docs/formats/scorecard-csv.md): one row an attribute, rows that share a `bin` make one bin. Numbers are compared as the
 * decimals that stand there.
 * @throws CredenceError CRD-1004 (no initial points), CRD-1005 (an attribute), CRD-1006 (points), CRD-1011 (a row that contradicts an earlier one), with
 * file, line and column.
 */
export function importPlainCsv(table: CsvTable, sha256: string): ScorecardIR {
  const { file, header } = table;
  const column = (name: string) => header.cells.indexOf(name);
  const cell = (row: CsvRow, name: string) => row.cells[column(name)] ?? "";
  const refuse = (row: CsvRow, name: string, message: string) => new CredenceError("CRD-1011", message, { place: placeIn(file, row.place(column(name))) });

  let initialPoints: Decimal | undefined;
  const characteristics = new Map<string, { name: string; place: SourcePlace; reason: string; bins: Map<string, Bin> }>();

  for (const row of table.rows) {
    const name = cell(row, "characteristic");
    const points = readPoints(file, row, column("points"));
    if (name === "(initial)") {
      if (initialPoints !== undefined) throw refuse(row, "characteristic", "The initial points stand twice; expected one row (initial).");
      initialPoints = points;
      continue;
    }
    const attribute = readAttribute(file, row, column("attribute"));
    const reason = cell(row, "reason");
    const characteristic = characteristics.get(name) ?? { name, place: row.place(column("characteristic")), reason, bins: new Map<string, Bin>() };
    characteristics.set(name, characteristic);
    if (characteristic.reason !== reason) {
      throw refuse(row, "reason", `Found the reason ${JSON.stringify(reason)}, expected ${JSON.stringify(characteristic.reason)} as in the rows above.`);
    }

    // A bin without a name of its own is one row.
    const label = cell(row, "bin") || attribute.text;
    const key = cell(row, "bin") === "" ? `row ${row.place(0).line}` : `bin ${label}`;
    const bin = characteristic.bins.get(key);
    if (bin === undefined) characteristic.bins.set(key, { label, attributes: [attribute], points });
    else if (compareDecimals(bin.points, points) !== 0) {
      throw refuse(row, "points", `Found ${cell(row, "points")}, expected the points that the bin ${JSON.stringify(label)} has above.`);
    } else bin.attributes.push(attribute);
  }

  if (initialPoints === undefined || characteristics.size === 0) {
    const expected = initialPoints === undefined ? "a row (initial), with 0 points where there are none" : "at least one characteristic";
    throw new CredenceError("CRD-1004", `The table ends without ${expected}; is it whole?`, { place: placeIn(file, (table.rows.at(-1) ?? header).place(0)) });
  }
  return {
    kind: "scorecard",
    source: { file, format: "scorecard-csv", sha256, comparison: "decimal", intervals: "[from,to), (from,to], [from,to] or (from,to)" },
    initialPoints,
    characteristics: [...characteristics.values()].map(({ name, place, reason, bins }) => ({
      name,
      place,
      ...(reason === "" ? {} : { reason }),
      bins: [...bins.values()],
    })),
  };
}
