import { CredenceError } from "../errors/credence-error.ts";
import { openBinLookup } from "../model/bin-lookup.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedCharacteristic } from "../model/quantised.ts";

/** Baseline methods with their numbers in the model's units. */
export type BaselineRule = { method: "mean-at-cut-off"; approveFrom: bigint; window: bigint } | { method: "mean" } | { method: "max" };

type Scored = Pick<QuantisedCharacteristic, "name" | "feature" | "bins">;

/** The mean, rounded half up (towards plus infinity): floor((2 sum + n) / 2n). */
function roundedMean(values: readonly bigint[]): bigint {
  const count = BigInt(values.length);
  return floorDivide(2n * values.reduce((a, b) => a + b, 0n) + count, 2n * count);
}

/**
 * Baseline points of each characteristic: the mean over the population's rows at or slightly above the cut-off
 * (approveFrom <= score < approveFrom + window) or over all its rows, as official commentary 9(b)(2)-5 to 12 CFR 1002 accepts, or the most that each can give.
 * @param population codes in schema order, one list a row.
 * @throws CredenceError CRD-1014 where no row of the population serves.
 */
export function baselinePoints(
  characteristics: readonly Scored[],
  initialPoints: bigint,
  rule: BaselineRule,
  population: readonly (readonly bigint[])[] = [],
): bigint[] {
  if (rule.method === "max") {
    return characteristics.map(({ bins }) => bins.reduce((most, { points }) => (points > most ? points : most), (bins[0] as { points: bigint }).points));
  }
  const lookups = characteristics.map(({ feature, bins }) => ({ feature, lookup: openBinLookup(bins) }));
  const points = population.map((codes) => lookups.map(({ feature, lookup }) => lookup(codes[feature] as bigint)?.points as bigint));
  const rows =
    rule.method === "mean"
      ? points
      : points.filter((row) =>
          within(
            row.reduce((a, b) => a + b, initialPoints),
            rule,
          ),
        );
  if (rows.length === 0) {
    const wanted = rule.method === "mean" ? "a population with rows" : `a row with a score from ${rule.approveFrom} up to ${rule.approveFrom + rule.window}`;
    throw new CredenceError("CRD-1014", `${population.length} rows were given and none serves; expected ${wanted} (in the model's units).`, {
      place: "baseline.population",
    });
  }
  return characteristics.map((_, position) => roundedMean(rows.map((row) => row[position] as bigint)));
}

const within = (score: bigint, { approveFrom, window }: { approveFrom: bigint; window: bigint }) => score >= approveFrom && score < approveFrom + window;
