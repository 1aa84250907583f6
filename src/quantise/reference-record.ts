import { CredenceError } from "../errors/credence-error.ts";
import type { MarginPolicy } from "../model/policy.ts";
import { encodeCell, type Feature, missingCode, type RecordSchema } from "../record/schema.ts";

/** The lower median of the values that are not missing; the missing marker where more than half are. Of a category the most frequent code, the first of several. */
function middleCode(feature: Feature, codes: readonly bigint[]): bigint {
  const marker = missingCode(feature);
  const present = codes.filter((code) => code !== marker);
  if (marker !== undefined && 2 * present.length < codes.length) return marker;
  if (feature.type !== "category") {
    const sorted = present.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return sorted[(sorted.length - 1) >> 1] as bigint;
  }
  const counts = new Map<bigint, number>();
  for (const code of present) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] < best[0]) ? next : best))[0];
}

/**
 * The reference record: the median, feature by feature, of approved applicants near the cut-off or of all, as official commentary 9(b)(2)-5 to 12 CFR 1002 accepts of a baseline; or the record
 * that the policy writes down.
 * @param read positions in the schema of the features that the model reads; the others are 0.
 * @param near tells, by its margin, whether a row of the population counts.
 * @throws CredenceError CRD-1014 where no row serves, CRD-1013 for a cell that the schema does not have.
 */
export function referenceRecord(
  reference: MarginPolicy["reference"],
  schema: RecordSchema,
  read: ReadonlySet<number>,
  population: readonly (readonly bigint[])[],
  near: (codes: readonly bigint[]) => boolean,
): bigint[] {
  if (reference.method === "record") {
    return schema.features.map((feature, position) => {
      if (!read.has(position)) return 0n;
      const cell = Object.hasOwn(reference.cells, feature.name) ? reference.cells[feature.name] : undefined;
      const code = cell === undefined ? { expected: "a cell, for the model reads it" } : encodeCell(feature, cell);
      if (typeof code === "bigint") return code;
      const found = cell === undefined ? "no cell" : JSON.stringify(cell);
      throw new CredenceError("CRD-1013", `Found ${found}, expected ${code.expected}.`, { place: `reference.cells.${feature.name}` });
    });
  }
  const rows = reference.method === "median" ? population : population.filter(near);
  if (rows.length === 0) {
    throw new CredenceError("CRD-1014", `${population.length} rows were given and none serves; expected approved rows within the window below the cut-off.`, {
      place: "reference.population",
    });
  }
  return schema.features.map((feature, position) =>
    read.has(position)
      ? middleCode(
          feature,
          rows.map((codes) => codes[position] as bigint),
        )
      : 0n,
  );
}
