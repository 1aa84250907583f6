import { parseDecimal } from "../model/decimal.ts";
import type { ScorecardIR } from "../model/scorecard-ir.ts";

/** What a lender should know of an optbinning table before trusting that its decisions stay the same: edges that are shown as whole numbers, and are taken for them (docs/formats/optbinning.md). */
export function optbinningNotes({ source, characteristics }: ScorecardIR): string[] {
  if (source.format !== "optbinning") return [];
  const whole = characteristics.filter(({ bins }) =>
    bins.some(({ attributes }) =>
      attributes.some((attribute) => attribute.kind === "interval" && attribute.from.rounded === true && parseDecimal(attribute.from.at)?.scale === 0),
    ),
  );
  if (whole.length === 0) return [];
  const names = whole.map(({ name }) => name).join(", ");
  return [
    `Edges of ${names} are shown as whole numbers and taken for them; write them in full if the cuts were made by quantiles or have more decimal places.`,
  ];
}
