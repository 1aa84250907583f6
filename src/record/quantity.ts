import { decimalToUnits, type Feature } from "./schema.ts";

/** A feature whose codes count up: a number, or a date as the number of its day. */
export type QuantityFeature = Exclude<Feature, { type: "category" }>;

/** What the codes of a number or date count: value = (least + code) * 10^-scale, up to `most`. */
export interface Quantity {
  scale: number;
  least: bigint;
  most: bigint;
}

const DAY = 86_400_000;

/** The number of a day: days since 1970-01-01, below 0 before it. Both are midnights of UTC, so that the quotient is whole. */
const dayNumber = (date: string): bigint => BigInt(Date.parse(date) / DAY);

/** A number as it stands; of a date the days since 1970-01-01, as pandas, SQL and Unix count them. */
export function quantityOf(feature: QuantityFeature): Quantity {
  if (feature.type === "date") return { scale: 0, least: dayNumber(feature.min), most: dayNumber(feature.max) };
  const units = (value: string) => decimalToUnits(value, feature.scale) as bigint;
  return { scale: feature.scale, least: units(feature.min), most: units(feature.max) };
}
