import { z } from "zod";
import { formatUnits } from "../format/number.ts";

const Disclosure = z.object({ disclosure: z.object({ pointsScale: z.int().min(0).max(18), bandWidth: z.string().regex(/^[1-9]\d{0,9}$/) }) });

/** How a model's scores are disclosed: in units of 10^-pointsScale, by the lower edges of bands of this width. */
export interface Disclosure {
  pointsScale: number;
  bandWidth: bigint;
}

/** A model's disclosure by its public manifest; undefined where there is none. */
export function disclosureOf(manifest: unknown): Disclosure | undefined {
  const parsed = Disclosure.safeParse(manifest);
  return parsed.success ? { pointsScale: parsed.data.disclosure.pointsScale, bandWidth: BigInt(parsed.data.disclosure.bandWidth) } : undefined;
}

/** Drops the places of which a model's bands make no use: bands of 20.00 points begin at whole points. */
function points(units: bigint, { pointsScale, bandWidth }: Disclosure, locale: string): string {
  let [scale, width, value] = [pointsScale, bandWidth, units];
  while (scale > 0 && width % 10n === 0n && value % 10n === 0n) [scale, width, value] = [scale - 1, width / 10n, value / 10n];
  return formatUnits(value, scale, locale);
}

/** A disclosed score in points: the lower edge of its band. Without a manifest the places are not known, and the units of the chain are shown. */
export const formatDisclosed = (units: bigint, disclosure: Disclosure | undefined, locale: string): string =>
  points(units, disclosure ?? { pointsScale: 0, bandWidth: 1n }, locale);

/** What a disclosed score says: its band, or the score itself where bands have the width of one unit. */
export function spellBand(units: bigint, disclosure: Disclosure | undefined, locale: string): string {
  if (disclosure === undefined || disclosure.bandWidth === 1n) return `disclosed score ${formatDisclosed(units, disclosure, locale)}`;
  return `disclosed score at least ${points(units, disclosure, locale)} and below ${points(units + disclosure.bandWidth, disclosure, locale)}`;
}
