import { CredenceError } from "../errors/credence-error.ts";
import { placeIn, type SourcePlace } from "../files/csv-table.ts";
import type { SourceFile } from "../files/source-file.ts";
import { parseDecimal } from "../model/decimal.ts";
import type { ScorecardBin, ScorecardIR } from "../model/scorecard-ir.ts";
import { type DocumentNode, entries, unexpected } from "./document.ts";
import { EXPECTED_LABEL, readToadLabel, toadSource, withMissingAsMinusOne } from "./toad.ts";

/** True for an object of objects, as toad's rules are: characteristics, and in each its labels with their points. */
export const isToadJson = ({ value }: DocumentNode): boolean =>
  value instanceof Map &&
  value.size > 0 &&
  [...value.values()].every((bins) => bins instanceof Map && [...bins.values()].every((points) => points === null || typeof points !== "object"));

/** Tells where the keys of a document stand, asked for in document order. Nothing else of toad's rules stands in quotes. */
function openPlaces(text: string): (key: string) => SourcePlace {
  let offset = 0;
  return (key) => {
    const quoted = JSON.stringify(key);
    const found = text.indexOf(quoted, offset);
    const at = found < 0 ? offset : found;
    offset = found < 0 ? offset : found + quoted.length;
    const before = text.slice(0, at);
    return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
  };
}

/**
 * The rules that toad's `ScoreCard.export(to_json=...)` writes.
 * @throws CredenceError CRD-1005 (a label), CRD-1006 (points), CRD-1101 (a characteristic without bins), with the place.
 */
export function importToadJson(document: DocumentNode, { name: file, text, sha256 }: SourceFile): ScorecardIR {
  const place = openPlaces(text);
  const characteristics = entries(document).map(([name, node]) => {
    const start = place(name);
    const bins = entries(node).map(([label, { value: score }]): ScorecardBin => {
      const at = place(label);
      const points = typeof score === "number" ? parseDecimal(`${score}`) : undefined;
      if (points === undefined) {
        const found = typeof score === "number" ? score : JSON.stringify(score);
        throw new CredenceError("CRD-1006", `Found ${found} for ${JSON.stringify(label)}, expected a finite decimal.`, { place: placeIn(file, at) });
      }
      const attributes = readToadLabel(label, at);
      if (attributes === undefined) {
        throw new CredenceError("CRD-1005", `Found ${JSON.stringify(label)}, expected ${EXPECTED_LABEL}.`, { place: placeIn(file, at) });
      }
      return { label, attributes, points };
    });
    if (bins.length === 0) throw unexpected(node, "at least one bin");
    return { name, place: start, bins: withMissingAsMinusOne(bins) };
  });
  return { kind: "scorecard", source: toadSource(file, sha256), initialPoints: { units: 0n, scale: 0 }, characteristics };
}
