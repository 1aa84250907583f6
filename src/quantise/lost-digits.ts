import { decimalToUnits, type Feature } from "../record/schema.ts";

/** Whole numbers below this are float32 values, in which tools look for their cuts. */
const FLOAT32_WHOLE = 1n << 24n;

const size = (value: bigint) => (value < 0n ? -value : value);

/**
 * True where an edge that was cut to the decimal places that stand there does not tell on which side of it a value of the schema lies.
 * Of a feature of whole numbers an edge that is shown as one, with a decimal place at least, is that number: tools cut at whole numbers or half-way between two. With decimal places the
 * half-way points are rounded themselves, in float32, and a shown edge does not place the value that it stands on.
 */
export function lostDigits(feature: Feature, edge: string): boolean {
  const [, sign, whole, places = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(edge) ?? [];
  if (feature.type !== "number" || whole === undefined) return false;
  // All in units of 10^-(places + scale): the edge, the step from value to value, one unit of the edge's last place.
  const at = BigInt(`${sign}${whole}${places}`) * 10n ** BigInt(feature.scale);
  const step = 10n ** BigInt(places.length);
  const lastPlace = 10n ** BigInt(feature.scale);
  const rounded = (at < 0n ? 2n * at - step : 2n * at + step) / (2n * step);
  const min = decimalToUnits(feature.min, feature.scale) as bigint;
  const max = decimalToUnits(feature.max, feature.scale) as bigint;
  const nearest = rounded < min ? min : rounded > max ? max : rounded;
  const distance = size(at - nearest * step);
  if (2n * distance > lastPlace) return false;
  return distance > 0n || feature.scale > 0 || places.length === 0 || size(nearest) >= FLOAT32_WHOLE;
}
