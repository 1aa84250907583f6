import { contributionOf } from "../../model/linear-margin.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";

/**
 * Whether the score never falls, or never rises, as the code of a feature rises: between the ends of pieces it is a line, so that these decide.
 * @param values how many codes are values, the missing marker apart.
 */
export function linearDirections({ terms }: QuantisedLinear, feature: number, values: bigint): { increasing: boolean; decreasing: boolean } {
  const own = terms.filter((term) => term.feature === feature);
  const starts = own.flatMap(({ pieces }) => pieces.map(({ from }) => from)).filter((from) => from < values);
  const ends = [...new Set([...starts, ...starts.filter((from) => from > 0n).map((from) => from - 1n), values - 1n])].sort((a, b) => (a < b ? -1 : 1));
  const margins = ends.map((code) => own.reduce((sum, { pieces }) => sum + contributionOf(pieces, code), 0n));
  const steps = margins.slice(1).map((margin, i) => margin - (margins[i] as bigint));
  // A higher margin is a higher risk: the score falls.
  return { increasing: steps.every((step) => step <= 0n), decreasing: steps.every((step) => step >= 0n) };
}
