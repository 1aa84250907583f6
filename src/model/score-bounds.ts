import type { QuantisedScorecard } from "./quantised.ts";

/** The lowest and the highest score that any record can have, in units of 10^-pointsScale. */
export function scoreBounds({ initialPoints, characteristics }: Pick<QuantisedScorecard, "initialPoints" | "characteristics">): {
  least: bigint;
  most: bigint;
} {
  let least = initialPoints;
  let most = initialPoints;
  for (const { bins } of characteristics) {
    const points = bins.map((bin) => bin.points);
    least += points.reduce((a, b) => (b < a ? b : a));
    most += points.reduce((a, b) => (b > a ? b : a));
  }
  return { least, most };
}
