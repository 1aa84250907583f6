import { CredenceError } from "../errors/credence-error.ts";
import { type CsvTable, placeIn, type SourcePlace } from "../files/csv-table.ts";
import type { Attribute, ScorecardBin, ScorecardIR } from "../model/scorecard-ir.ts";
import { endsWithout, gatherBins, isIndex } from "./gather-bins.ts";
import { readPoints } from "./points.ts";

const COLUMNS = ["name", "value", "score"];

export const isToadTable = ({ header: { cells } }: CsvTable): boolean => {
  const own = cells.length > 0 && isIndex(cells[0] as string) ? cells.slice(1) : cells;
  return own.length === COLUMNS.length && COLUMNS.every((name) => own.includes(name));
};

export const EXPECTED_LABEL = "[from ~ to), nan, else, or categories joined by commas";

const INTERVAL = /^\[(\S+) ~ (\S+)\)$/;

/** A label as toad writes it: `[from ~ to)`, `nan`, `else`, or categories joined by commas, `nan` among them. */
export function readToadLabel(label: string, place: SourcePlace): Attribute[] | undefined {
  const [, from, to] = INTERVAL.exec(label) ?? [];
  if (from !== undefined && to !== undefined) {
    return [{ kind: "interval", text: `[${from},${to})`, place, from: { at: from, closed: true }, to: { at: to, closed: false } }];
  }
  if (label === "else") {
    return [
      { kind: "other", text: label, place },
      { kind: "missing", text: label, place, optional: true },
    ];
  }
  const parts = label.split(",");
  if (parts.includes("")) return undefined;
  return parts.map((text) => (text === "nan" ? { kind: "missing", text, place } : { kind: "value", text, place }));
}

/** Numbers without a bin for missing cells: the tool takes a missing cell for -1 and scores it where that lies. */
export function withMissingAsMinusOne(bins: readonly ScorecardBin[]): ScorecardBin[] {
  const attributes = bins.flatMap((bin) => bin.attributes);
  if (!attributes.some(({ kind }) => kind === "interval") || attributes.some(({ kind }) => kind === "missing")) return [...bins];
  const number = (edge: string) => (edge === "-inf" ? Number.NEGATIVE_INFINITY : edge === "inf" ? Number.POSITIVE_INFINITY : Number(edge));
  const holds = (attribute: Attribute) => attribute.kind === "interval" && number(attribute.from.at) <= -1 && -1 < number(attribute.to.at);
  return bins.map((bin) => {
    const interval = bin.attributes.find(holds);
    if (interval === undefined) return bin;
    return { ...bin, attributes: [...bin.attributes, { kind: "missing", text: "nan", place: interval.place, optional: true }] };
  });
}

/** What is the same of a table and of JSON. */
export const toadSource = (file: string, sha256: string): ScorecardIR["source"] => ({
  file,
  format: "toad",
  sha256,
  comparison: "float64",
  intervals: "[from ~ to)",
});

/**
 * The table that toad's `ScoreCard.export(to_csv=...)` writes. Every characteristic carries its share of the initial points.
 * @throws CredenceError CRD-1004 (no characteristic), CRD-1005 (a label), CRD-1006 (points), with file, line and column.
 */
export function importToadTable(table: CsvTable, sha256: string): ScorecardIR {
  const { file, header, rows } = table;
  const [name, value, score] = COLUMNS.map((column) => header.cells.indexOf(column)) as [number, number, number];
  const characteristics = gatherBins(rows, name, (row) => {
    const label = row.cells[value] as string;
    const attributes = readToadLabel(label, row.place(value));
    if (attributes === undefined) {
      throw new CredenceError("CRD-1005", `Found ${JSON.stringify(label)}, expected ${EXPECTED_LABEL}.`, {
        place: placeIn(file, row.place(value)),
      });
    }
    return { label, attributes, points: readPoints(file, row, score) };
  });
  if (characteristics.length === 0) throw endsWithout(table, "at least one characteristic");
  return {
    kind: "scorecard",
    source: toadSource(file, sha256),
    initialPoints: { units: 0n, scale: 0 },
    characteristics: characteristics.map((characteristic) => ({ ...characteristic, bins: withMissingAsMinusOne(characteristic.bins) })),
  };
}
